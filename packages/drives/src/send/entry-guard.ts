/** Holds what a sender sends against what it offered, and names against what may become a path here. */
import { MAX_LISTED_REFUSALS } from '../constants.ts'
import {
  foldersAbove,
  type NameRules,
  refusePath,
  type Refusal,
  resolveLink,
  shownName,
} from '../names/safe-path.ts'
import { SiblingNames } from '../names/sibling-names.ts'
import { compareEntries } from '../tree/tree.ts'
import type { SentEntry } from './batch-encoding.ts'
import type { OfferedName, RefusedFile, SendOffer } from './offer.ts'

/** The sender does not keep to the protocol or to its offer. Never leaves this package. */
export class MisbehavedError extends Error {
  override readonly name = 'MisbehavedError'
}

/** What the guard has to remember between two connections. */
export interface GuardState {
  /** Entries that are over. */
  readonly entries: number
  /** Bytes that they declared. */
  readonly declared: number
  /** The last of them. */
  readonly last: { readonly path: string; readonly kind: SentEntry['kind'] } | null
}

export const NO_ENTRIES: GuardState = { entries: 0, declared: 0, last: null }

export class EntryGuard {
  readonly names: SiblingNames
  readonly #offer: SendOffer
  readonly #rules: NameRules
  readonly #offered: ReadonlyMap<string, OfferedName>
  #state: GuardState

  constructor(offer: SendOffer, rules: NameRules, state: GuardState = NO_ENTRIES) {
    this.names = new SiblingNames(rules)
    this.#offer = offer
    this.#rules = rules
    this.#offered = new Map(offer.names.map((name) => [name.name, name]))
    this.#state = state
  }

  get state(): GuardState {
    return this.#state
  }

  /** Takes the next entry in. A refusal: it is not written, what is left of it is thrown away. @throws MisbehavedError */
  enter(entry: SentEntry): Refusal | null {
    const { entries, declared, last } = this.#state
    if (entries >= this.#offer.entries) throw new MisbehavedError('more entries than it offered')
    if (last !== null && compareEntries(last, entry) >= 0) throw new MisbehavedError('entries out of order')
    if (declared + entry.bytes > this.#offer.bytes) throw new MisbehavedError('more bytes than it offered')
    if (entry.kind !== 'file' && entry.bytes > 0) throw new MisbehavedError('a folder or link with contents')
    this.#state = {
      entries: entries + 1,
      declared: declared + entry.bytes,
      last: { path: entry.path, kind: entry.kind },
    }
    const refusal = refusePath(entry.path, this.#rules)
    if (refusal !== null) return refusal
    this.#assertOffered(entry)
    if (entry.kind === 'symlink' && !staysInside(entry)) return 'link-outside'
    return this.names.claim(entry.path, entry.kind === 'folder') ? null : 'clash'
  }

  /** @throws MisbehavedError */
  assertFinished(): void {
    if (this.#state.entries !== this.#offer.entries)
      throw new MisbehavedError('fewer entries than it offered')
  }

  #assertOffered({ path, kind }: SentEntry): void {
    const [top = ''] = path.slice(1).split('/', 1)
    const offered = this.#offered.get(top)
    const isTop = path.length === top.length + 1
    const fits = offered?.kind === 'file' ? isTop && kind === 'file' : !isTop || kind === 'folder'
    if (offered === undefined || !fits) throw new MisbehavedError('an entry that it did not offer')
  }
}

/** Refusals that are listed, and how many there were. */
export class RefusalList {
  readonly #listed: RefusedFile[]
  #count: number

  constructor(listed: readonly RefusedFile[] = [], count = listed.length) {
    this.#listed = [...listed]
    this.#count = count
  }

  add(path: string, reason: Refusal): void {
    this.#count++
    if (this.#listed.length < MAX_LISTED_REFUSALS) this.#listed.push({ path: shownName(path), reason })
  }

  get count(): number {
    return this.#count
  }

  get listed(): readonly RefusedFile[] {
    return this.#listed
  }
}

/** A link leads somewhere below the same name at the top: beside that, other files of the user may come to stand. */
function staysInside({ path, target }: SentEntry): boolean {
  const [top] = foldersAbove(path)
  if (top === undefined || target.startsWith('/')) return false
  const leadsTo = resolveLink(path, target)
  return leadsTo === top || leadsTo?.startsWith(`${top}/`) === true
}
