/**
 * The private parts of Autobase 7.28 that following and going forward depend on; those of writers are in
 * writer-internals.ts. `test/autobase/base-internals.test.ts` asserts that each exists and means what is written here; a
 * new Autobase that changes one fails that test first.
 */
import type Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import type { Head, SystemInternals, WriterInternals } from './writer-internals.ts'

/** Knows how each view is encrypted, by its name. */
export interface EncryptionInternals {
  getViewEncryption(name: string): Hypercore.EncryptionProvider
}

/** A fast-forward on its way. */
export interface FastForwardInternals {
  /** At the state that it goes to; null until its last block is here. */
  readonly system: {
    readonly core: { readonly manifest: { readonly version: number } | null }
    readonly db: Hyperbee<Uint8Array, Uint8Array>
    /** The base's views that are not empty, without the system view; in the order in which each got its first block. */
    readonly views: readonly Head[]
    readonly indexers: readonly Head[]
    readonly entropy: Uint8Array | null
  } | null
  /** Of views with a manifest of version 2; null: the base's. */
  readonly encryption: EncryptionInternals | null
  /** How long Autobase waits for one block, in ms. */
  readonly timeout: number
  /** It was closed from outside. */
  readonly destroyed: boolean
  /** Set: the next try is five minutes away, not at once. */
  failed: boolean
  /** Closed when it ends, in whatever way. */
  readonly cores: Hypercore[]
  /** Fetches what Autobase needs to take the state; false: do not take it. */
  _upgrade(): Promise<boolean>
}

/** The connection that an announcement came over: its peer in the wakeup protocol has it, and so have cores' peers. */
export interface WakeupStream {
  readonly destroyed: boolean
  once(event: 'close', listener: () => void): unknown
}

/** Tells a peer in the wakeup protocol of writers. */
export interface WakeupAnnouncer {
  announce(peer: object, hints: readonly Head[]): void
}

/** The views as the base opens them. */
export interface ViewStoreInternals {
  /** Null for a view that `open` does not open. */
  findViewByKey(
    key: Uint8Array,
    indexers: readonly Head[],
    manifestVersion: number,
    entropy: Uint8Array | null,
  ): Promise<{ readonly name: string } | null>
}

/** A session of a view: how much of it the indexers have signed, as far as is known. */
export interface SignedCore {
  readonly core: { readonly state: { readonly length: number } }
}

export interface BaseInternals {
  readonly _viewStore: ViewStoreInternals
  readonly store: { get(options: { key: Uint8Array }): Hypercore }
  readonly encryption: EncryptionInternals | null
  _applyState: { system: SystemInternals } | null
  _wakeupHints: Map<string, number>
  /** Made when the base opens. Its handlers hear what others announce. */
  wakeupSession:
    | (WakeupAnnouncer & {
        readonly peers: Iterable<object>
        broadcastLookup(request: object): void
        readonly handlers: {
          onannounce: (hints: Head[], from: { stream: WakeupStream }) => void
          onpeeractive: (peer: object, session: WakeupAnnouncer) => void
        }
      })
    | null
  setWakeup(capability: Uint8Array, discoveryKey?: Uint8Array): void
  isFastForwarding(): boolean
  /** Called whenever a fast-forward begins or ends, in whatever way. */
  _updateActivity(): void
  readonly activeWriters: { get(key: Uint8Array): WriterInternals | null }
  hintWakeup(hints: Head | Head[]): void
  /** Called when the base opens, and whenever more is signed. */
  _queueFastForward(): void
  _runFastForward(forward: FastForwardInternals): Promise<void>
  /** Goes to a state that was fetched: closes the views, and resolves when they hold that and nothing that is newer. */
  _applyFastForward(): Promise<void>
  /** The same after the indexers changed. */
  _reboot(key: Uint8Array): Promise<void>
  _wakeupWriter(key: Uint8Array, length: number): Promise<void>
}
