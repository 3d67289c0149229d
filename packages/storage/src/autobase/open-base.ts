/** Opens an Autobase the way every base of ours is opened: see docs/decisions/0170-one-way-to-open-a-base.md. */
import Autobase from 'autobase'
import type Corestore from 'corestore'
import type ProtomuxWakeup from 'protomux-wakeup'
import { makeAutobaseCrashSafe } from './atomic-flush.ts'
import { type BaseView, completeFastForwards } from './complete-fast-forwards.ts'
import { noteFormerCores } from './former-cores.ts'
import { guardMoves } from './go-to-system.ts'
import { guardWakeup } from './guard-wakeup.ts'
import { goOnAfterForks } from './forked-writers.ts'
import { guardAutobaseWriters } from './guard-writers.ts'
import { fetchOwnBlocks, type Rollback, watchRollback } from './recover-local.ts'
import { lookFirst } from './first-look.ts'
import { leaveStalls } from './leave-stalls.ts'
import { tellFollowers } from './tell-followers.ts'
import { noteOwnBlocks, watchLosses } from './whole-views.ts'

export interface OpenBaseOptions<View> {
  /** Null makes a new base. */
  readonly key: Uint8Array | null
  /** 32 bytes; null for a base that is not encrypted. The same at everybody. */
  readonly encryptionKey: Uint8Array | null
  /** That of the connections; a base with one of its own loses hints. */
  readonly wakeup: ProtomuxWakeup
  /** Quiet time before an indexer acknowledges what others wrote. */
  readonly ackIntervalMs: number
  /** A larger block of a writer is taken for an empty operation. The same at everybody. */
  readonly maxBlockBytes: number
  /** What `open` makes. As many at everybody. */
  readonly views: readonly BaseView[]
  /** Nodes of each view's tree that are here before a fast-forward counts. */
  readonly maxFetchedNodes: number
  /** Signs this device's core. Default: derived from the store. */
  readonly keyPair?: { publicKey: Uint8Array; secretKey: Uint8Array }
  readonly open: (views: Autobase.ViewStore) => View
  /** Gets an empty value for a block that is none. What it throws ends the base. */
  readonly apply: NonNullable<Autobase.Handlers<View, Uint8Array>['apply']>
  /** Autobase gave up. Called at most once; the base is closed then. */
  readonly onerror: (error: Error) => void
  /** Our core is behind what others have of it. Called at most once; close the base, and open it again. */
  readonly onrollback: (rollback: Rollback) => void
  /** `apply` interrupted the base. */
  readonly oninterrupt?: () => void
}

/**
 * Resolves when the base is open; what is here was applied, or soon will be. No block and no hint of a writer can close,
 * stall or loop it, a process that is killed finds it as it was, and after a fast-forward it can be written without peers.
 * The base closes `store`, so give it a session or a namespace of its own.
 */
export async function openBase<View>(
  store: Corestore,
  options: OpenBaseOptions<View>,
): Promise<Autobase<View, Uint8Array>> {
  const { key, encryptionKey, wakeup, ackIntervalMs, keyPair, open, apply } = options
  const base: Autobase<View, Uint8Array> = new Autobase<View, Uint8Array>(store, key, {
    valueEncoding: 'binary',
    ...(encryptionKey !== null && { encrypted: true, encryptionKey }),
    ...(keyPair !== undefined && { keyPair }),
    ackInterval: ackIntervalMs,
    wakeup,
    open,
    apply,
  })
  guard(base, options)
  base.on('error', options.onerror)
  if (options.oninterrupt !== undefined) base.on('interrupt', options.oninterrupt)
  try {
    await base.ready()
  } catch (error) {
    await base.close()
    throw error
  }
  noteOwnBlocks(base)
  fetchOwnBlocks(base)
  watchRollback(base, options.onrollback)
  return base
}

/** In the same tick as the constructor, before the base opens its writers. */
function guard<View>(base: Autobase<View, Uint8Array>, options: OpenBaseOptions<View>): void {
  const { encryptionKey, maxBlockBytes, views, maxFetchedNodes } = options
  makeAutobaseCrashSafe(base)
  guardAutobaseWriters(base, {
    isEncrypted: encryptionKey !== null,
    maxBytes: maxBlockBytes,
    views: views.length,
  })
  guardWakeup(base)
  tellFollowers(base)
  guardMoves(base)
  noteFormerCores(base)
  watchLosses(base)
  completeFastForwards(base, { views, maxNodes: maxFetchedNodes })
  lookFirst(base)
  leaveStalls(base)
  goOnAfterForks(base)
}
