import { join } from 'node:path'
import { isComiceError, type ComiceError } from '@comice/protocol'
import { errors } from '../errors.ts'
import { createFreeSpace, type FreeSpace } from './free-space.ts'
import { createPublishing, type Publishing } from './publishing.ts'
import type {
  BatchOperation,
  CoreTracker,
  CorestoreStorage,
  SharedCore,
  WriteBatch,
} from './substrate-internals.ts'
import { createWalSync, type WalSync } from './wal-sync.ts'

/** Counters for tests, benches and status pages. */
export interface DurabilityStats {
  /** Batches written to the database. */
  batches: number
  /** Batches that waited for a sync before they were confirmed. */
  synced: number
  /** Passes of fsync; fewer than `synced` when writers ran side by side. */
  passes: number
}

/** Stands between hypercore-storage and RocksDB and keeps promise 1: what is confirmed or shown to a peer is on disk. */
export interface DurableWrites {
  /** Resolves when everything written before the call is on the disk. */
  sync(): Promise<void>
  /** Tells which heads come from peers; to be given every core that opens. */
  observe(core: SharedCore): void
  /** The error that stopped all writing, or null. */
  readonly failure: ComiceError | null
  readonly stats: DurabilityStats
  close(): Promise<void>
}

export interface DurableWritesOptions {
  tracker: () => CoreTracker | null
  /** Called once, with the error that stopped all writing. */
  onFailure: (error: ComiceError) => void
  /** Free space to keep, in bytes. */
  reserveBytes?: number | undefined
}

/**
 * Wraps every write batch of the database of `storage`. To be called before the store is opened.
 *
 * A batch that fails, or a sync that fails, stops all writing until the store is opened again: after a failed fsync
 * the kernel may have dropped the data and reported it once (https://wiki.postgresql.org/wiki/Fsync_Errors), so
 * neither a second try nor a later append on top of it can be trusted.
 */
export function makeWritesDurable(storage: CorestoreStorage, options: DurableWritesOptions): DurableWrites {
  const writes = new Writes(storage, options)
  const state = storage.rocks._state
  const wrapped = new WeakSet<WriteBatch>()
  const createWriteBatch = state.createWriteBatch.bind(state)
  state.createWriteBatch = (db, batchOptions) => {
    const batch = createWriteBatch(db, batchOptions)
    if (wrapped.has(batch)) return batch
    wrapped.add(batch)
    const flush = batch.flush.bind(batch)
    batch.flush = () => writes.flush(batch, flush)
    return batch
  }
  // Recovery by deletion of the logs would drop confirmed blocks: refuse to open instead (STORE_CORRUPT).
  storage._maybeRecoverLater = () => undefined
  return writes
}

class Writes implements DurableWrites {
  failure: ComiceError | null = null
  #batches = 0
  #synced = 0
  #dirty = true
  readonly #dir: string
  readonly #wal: WalSync
  readonly #publishing: Publishing
  readonly #space: FreeSpace
  readonly #onFailure: (error: ComiceError) => void

  constructor(storage: CorestoreStorage, options: DurableWritesOptions) {
    this.#dir = storage.path
    this.#wal = createWalSync(join(storage.path, 'db'))
    this.#publishing = createPublishing(options.tracker)
    this.#space = createFreeSpace(storage.path, options.reserveBytes)
    this.#onFailure = options.onFailure
  }

  get stats(): DurabilityStats {
    return { batches: this.#batches, synced: this.#synced, passes: this.#wal.passes }
  }

  observe(core: SharedCore): void {
    this.#publishing.observe(core)
  }

  async flush(batch: WriteBatch, flush: () => Promise<void>): Promise<void> {
    const mustSync = this.#publishing.mustSync(batch._operations)
    const size = byteLength(batch._operations)
    await this.#admit(batch, size)
    try {
      await flush()
    } catch (error) {
      throw this.#fail(error)
    }
    this.#batches++
    this.#dirty = true
    if (!mustSync) return
    this.#synced++
    await this.sync()
  }

  async sync(): Promise<void> {
    this.#mustWork()
    if (!this.#dirty) return
    const batches = this.#batches
    try {
      await this.#wal.sync()
    } catch (error) {
      throw this.#fail(error)
    }
    // Another caller's pass may have failed while this one succeeded on other files.
    this.#mustWork()
    if (batches === this.#batches) this.#dirty = false
  }

  close(): Promise<void> {
    return this.#wal.close()
  }

  /** Refuses a batch before RocksDB sees it. A refused batch must be destroyed, or closing waits for it for ever. */
  async #admit(batch: WriteBatch, size: number): Promise<void> {
    const lack = this.failure === null ? this.#space.lack(size) : null
    const free = lack === null ? null : await lack
    const refusal = this.failure ?? (free === null ? null : errors.STORE_NO_SPACE({ dir: this.#dir, free }))
    if (refusal === null) return
    batch.destroy()
    throw refusal
  }

  #mustWork(): void {
    if (this.failure !== null) throw this.failure
  }

  #fail(cause: unknown): ComiceError {
    if (this.failure !== null) return this.failure
    this.failure = storeError(this.#dir, cause)
    this.#onFailure(this.failure)
    return this.failure
  }
}

/** The named error for whatever RocksDB or the file system reported. */
export function storeError(dir: string, cause: unknown): ComiceError {
  if (isComiceError(cause)) return cause
  const text = describe(cause)
  if (/ENOSPC|EDQUOT|no space left|quota exceeded/i.test(text))
    return errors.STORE_NO_SPACE({ dir, free: null })
  return errors.STORE_FAILED({ dir, cause: text })
}

/** Message, code and cause chain in one line; rocksdb-native puts the reason into `cause`. */
export function describe(error: unknown): string {
  const parts: string[] = []
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code = (at as NodeJS.ErrnoException).code
    parts.push(code === undefined || at.message.includes(code) ? at.message : `${code}: ${at.message}`)
  }
  return parts.length === 0 ? String(error) : parts.join(': ')
}

function byteLength(operations: readonly BatchOperation[]): number {
  let size = 0
  for (const { key, value } of operations) size += (key?.byteLength ?? 0) + (value?.byteLength ?? 0)
  return size
}
