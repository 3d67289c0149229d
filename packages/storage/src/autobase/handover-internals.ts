/**
 * The private parts of Autobase 7.28 that handing over depends on. `test/autobase/hand-over.test.ts` shows each at work; a
 * new Autobase that changes one fails that test first.
 */
import type Hypercore from 'hypercore'
import type { BaseInternals, EncryptionInternals, FastForwardInternals } from './base-internals.ts'
import type { SystemBee } from './last-flush.ts'

/** What `apply` may do besides what is documented. */
export interface HostInternals {
  readonly state: {
    readonly base: object
    readonly pendingFork: object | null
    readonly system: {
      readonly core: { readonly key: Uint8Array; readonly length: number }
      readonly db: SystemBee
    }
    /** With what this update settles. */
    pendingIndexedLength(): number
  }
  /** False: not from here. */
  fork(signers: Uint8Array[], from: { key: Uint8Array; length: number }): Promise<boolean>
}

/** Of a base's `system`. */
export interface SystemCounts {
  /** Blocks of the core that keeps the views' keys; 0 before the first handover. */
  readonly encryptionLength: number
}

/** One view of a base, Autobase's own among them. */
export interface ViewRef {
  readonly name: string
  readonly core: Hypercore
  /** What everybody reads, and `apply` writes. Null: nobody did. */
  readonly batch: Hypercore | null
  /** Where it is about to go: a session of the next core, and that core. */
  readonly moveTo: readonly [batch: Hypercore, next: Hypercore] | null
}

export interface MovingBase extends Omit<BaseInternals, '_viewStore' | 'encryption'> {
  /** Keys of each view that were used: by number, and the newest. */
  readonly encryption:
    | (EncryptionInternals & {
        readonly sessions: ReadonlyMap<
          string,
          { readonly keysById: Map<number, object>; keys: object | null }
        >
      })
    | null
  readonly _viewStore: BaseInternals['_viewStore'] & { readonly byName: ReadonlyMap<string, ViewRef> }
  /** Moves views to their next cores, in place. */
  _moveTo(): Promise<void>
  /** What this device tells about writers to who asks. */
  _getWakeup(): { key: Uint8Array; length: number }[]
}

/** What of a core all its sessions with one name share. */
export interface SharedState {
  readonly sessions: readonly Hypercore[]
}

/** A fast-forward to a core that is told from outside. */
export type FastForwardClass = new (
  base: object,
  systemKey: Uint8Array,
  options: { verified: boolean; force: boolean },
) => FastForwardInternals & { readonly length: number }
