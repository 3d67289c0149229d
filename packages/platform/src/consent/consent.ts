/**
 * What the user allowed, remembered by app and author: asked once, and again only when more is asked for, or when
 * somebody else signs the app.
 */
import { type AppConsent, appConsent, encodeKey } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import { NO_PERMISSIONS, type Permissions } from '../permission/permission.ts'
import {
  addedPermissions,
  decodePermissions,
  encodePermissions,
  grows,
  unitePermissions,
} from '../permission/permission-set.ts'

/** What is about to run. */
export interface ConsentQuestion {
  /** Key of the app's drive. */
  readonly app: Uint8Array
  readonly author: Uint8Array
  readonly permissions: Permissions
  /** Whether no OS sandbox will hold it. Default false. */
  readonly unconfined?: boolean
}

/** Why the user has to be asked. */
export interface ConsentGap {
  /**
   * `app`: nothing of this author was allowed, for this app or any · `author`: it was, but for another author of
   * the same app · `permissions`: this version asks for more · `unconfined`: it was only allowed inside a sandbox.
   */
  readonly reason: 'app' | 'author' | 'permissions' | 'unconfined'
  /** What was not allowed before. */
  readonly added: Permissions
}

/** A remembered answer. */
export interface Consent {
  readonly app: Uint8Array
  readonly author: Uint8Array
  readonly permissions: Permissions
  readonly unconfined: boolean
  /** Unix time in ms. */
  readonly grantedAt: number
}

export interface Consents {
  /** Why this has to be asked, or null when all of it was allowed before. */
  gap(question: ConsentQuestion): Promise<ConsentGap | null>
  /** Remembers a yes, on top of what was allowed before. Resolves when it is on the disk. */
  grant(question: ConsentQuestion): Promise<Consent>
  /** Answers for one app, or all. */
  list(app?: Uint8Array): Promise<Consent[]>
  /** Forgets the answers for an app, of one author or all. Returns how many there were. */
  revoke(app: Uint8Array, author?: Uint8Array): Promise<number>
}

/** The answers that `profile` remembers. `now` is Unix time in ms. */
export async function openConsents(profile: Profile, now: () => number): Promise<Consents> {
  const records = await profile.collection('app-consents', appConsent.codec)
  const find = async (app: Uint8Array, author: Uint8Array): Promise<Consent | null> => {
    const record = await records.get(keyOf(app, author))
    return record === null ? null : fromRecord(record)
  }
  return {
    gap: async (question) => {
      const known = await find(question.app, question.author)
      if (known !== null) return gapFrom(known, question)
      const others = await listConsents(records, question.app)
      return { reason: others.length > 0 ? 'author' : 'app', added: question.permissions }
    },
    grant: async ({ app, author, permissions, unconfined = false }) => {
      const known = await find(app, author)
      const consent: Consent = {
        app,
        author,
        permissions: unitePermissions(known?.permissions ?? NO_PERMISSIONS, permissions),
        unconfined: unconfined || known?.unconfined === true,
        grantedAt: now(),
      }
      await records.put(keyOf(app, author), toRecord(consent))
      return consent
    },
    list: (app) => listConsents(records, app),
    revoke: async (app, author) => {
      const revoked = (await listConsents(records, app)).filter(
        (consent) => author === undefined || encodeKey(consent.author) === encodeKey(author),
      )
      for (const consent of revoked) await records.del(keyOf(app, consent.author))
      return revoked.length
    },
  }
}

function gapFrom(known: Consent, { permissions, unconfined = false }: ConsentQuestion): ConsentGap | null {
  const added = addedPermissions(known.permissions, permissions)
  if (grows(known.permissions, permissions)) return { reason: 'permissions', added }
  return unconfined && !known.unconfined ? { reason: 'unconfined', added } : null
}

async function listConsents(records: Collection<AppConsent>, app?: Uint8Array): Promise<Consent[]> {
  const consents: Consent[] = []
  const range = app === undefined ? {} : { prefix: `${encodeKey(app)}/` }
  for await (const { value } of records.list(range)) consents.push(fromRecord(value))
  return consents
}

function keyOf(app: Uint8Array, author: Uint8Array): string {
  return `${encodeKey(app)}/${encodeKey(author)}`
}

function toRecord({ app, author, permissions, unconfined, grantedAt }: Consent): AppConsent {
  return {
    appKey: app,
    authorKey: author,
    permissions: encodePermissions(permissions),
    unconfined,
    grantedAt,
  }
}

function fromRecord({ appKey, authorKey, permissions, unconfined, grantedAt }: AppConsent): Consent {
  return {
    app: appKey,
    author: authorKey,
    permissions: decodePermissions(permissions),
    unconfined,
    grantedAt,
  }
}
