/** The apps of a profile, on disk: one record each, changed one after the other. */
import {
  appEntry,
  type AppEntry,
  type AppVersion,
  badAppVersion,
  type BadAppVersion,
  encodeKey,
  isEqualBytes,
} from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import { versionName } from '../checkout/checkout.ts'
import { MIN_KEY_CHARS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { createQueue } from './queue.ts'

export interface AppRecords {
  get(key: Uint8Array): Promise<AppEntry | null>
  list(): Promise<AppEntry[]>
  /**
   * Changes a record, or makes it: `change` gets the present one, or null, and returns the next, or null or the same
   * one to leave it as it is. Changes of one app wait for each other. Resolves to what is there then, when it is on the disk.
   */
  change(key: Uint8Array, change: (entry: AppEntry | null) => AppEntry | null): Promise<AppEntry | null>
  /** Forgets an app and its bad versions. False when it was not known. */
  remove(key: Uint8Array): Promise<boolean>
  /** Remembers that a version did not start. */
  markBad(key: Uint8Array, version: VersionId, why: Pick<BadAppVersion, 'reason' | 'at'>): Promise<void>
  badVersions(key: Uint8Array): Promise<BadAppVersion[]>
  forgiveBad(key: Uint8Array): Promise<void>
}

/** What names a version of one app. */
export type VersionId = Pick<AppVersion, 'fork' | 'length'>

/** Opens the records that `profile` keeps. */
export async function openAppRecords(profile: Profile): Promise<AppRecords> {
  const entries = await profile.collection('apps', appEntry.codec)
  const bad = await profile.collection('bad-app-versions', badAppVersion.codec)
  const queue = createQueue()
  return {
    get: (key) => entries.get(encodeKey(key)),
    list: () => values(entries),
    change: (key, change) =>
      queue(encodeKey(key), async () => {
        const id = encodeKey(key)
        const present = await entries.get(id)
        const next = change(present)
        // What does not change is not synced to the disk again.
        if (next !== null && next !== present) await entries.put(id, next)
        return next ?? present
      }),
    remove: (key) =>
      queue(encodeKey(key), async () => {
        await forgive(bad, key)
        return entries.del(encodeKey(key))
      }),
    markBad: (key, { fork, length }, why) =>
      bad.put(`${encodeKey(key)}/${versionName({ fork, length })}`, { fork, length, ...why }),
    badVersions: (key) => values(bad, `${encodeKey(key)}/`),
    forgiveBad: (key) => forgive(bad, key),
  }
}

/** Whether both name the same version. Absent is never the same. */
export function isSameVersion(a: VersionId | null, b: VersionId | null): boolean {
  return a !== null && b !== null && a.fork === b.fork && a.length === b.length
}

/**
 * The app of that alias, or whose z-base-32 key starts so (8 characters or more).
 * @throws APP_NOT_FOUND, APP_AMBIGUOUS
 */
export function findApp(entries: readonly AppEntry[], name: string): AppEntry {
  const aliased = entries.find(({ alias }) => alias !== '' && alias === name)
  if (aliased !== undefined) return aliased
  const matches =
    name.length < MIN_KEY_CHARS ? [] : entries.filter(({ key }) => encodeKey(key).startsWith(name))
  const [match] = matches
  if (match === undefined) throw PlatformErrors.APP_NOT_FOUND({})
  if (matches.length > 1) throw PlatformErrors.APP_AMBIGUOUS({ matches: matches.length })
  return match
}

/** @throws APP_ALIAS_TAKEN when another app has it */
export function assertAliasFree(entries: readonly AppEntry[], alias: string, key: Uint8Array): void {
  const taken =
    alias !== '' && entries.some((entry) => entry.alias === alias && !isEqualBytes(entry.key, key))
  if (taken) throw PlatformErrors.APP_ALIAS_TAKEN({ alias })
}

async function values<T>(collection: Collection<T>, prefix = ''): Promise<T[]> {
  const found: T[] = []
  for await (const { value } of collection.list(prefix === '' ? {} : { prefix })) found.push(value)
  return found
}

async function forgive(bad: Collection<BadAppVersion>, key: Uint8Array): Promise<void> {
  for (const version of await values(bad, `${encodeKey(key)}/`)) {
    await bad.del(`${encodeKey(key)}/${versionName(version)}`)
  }
}
