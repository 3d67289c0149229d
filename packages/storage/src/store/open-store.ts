/// <reference types="@comice/holepunch-types" preserve="true" />
import { access, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ComiceError } from '@comice/protocol'
import Corestore from 'corestore'
import HypercoreStorage from 'hypercore-storage'
import { STORE_OPEN_TIMEOUT_MS, STORE_WRITE_BUFFER_BYTES } from '../constants.ts'
import { describe, makeWritesDurable, storeError, type DurableWrites } from '../durability/durable-writes.ts'
import type { CoreTracker, CorestoreStorage, SharedCore } from '../durability/substrate-internals.ts'
import { endTornLogs } from '../durability/torn-log.ts'
import { errors } from '../errors.ts'
import { syncDirectory, syncFile } from '../file/atomic-file.ts'
import { forgetFailedCores } from './failed-cores.ts'
import { markForkedCores } from './forked-cores.ts'
import { rewrittenShare } from './rewritten-blobs.ts'
import { closeIntoTables, removeOldDiaries } from './small-store.ts'
import { keepUsedCores } from './used-cores.ts'

/** A Corestore whose confirmed and published blocks are on the disk. A profile has one; an app has its own. */
export interface OpenStore {
  readonly store: Corestore
  readonly writes: DurableWrites
  close(): Promise<void>
}

export interface OpenStoreOptions {
  onFailure: (error: ComiceError) => void
  /** Deadline for opening, milliseconds. */
  timeoutMs?: number | undefined
  /** Free space to keep, bytes. */
  reserveBytes?: number | undefined
}

/**
 * Opens the Corestore in `dir` (made if missing) with durable writes. The caller holds a lock, the profile's, that keeps
 * every other process from `dir`.
 *
 * @throws STORE_OPEN_TIMEOUT, STORE_LOCKED, STORE_MOVED, STORE_NO_SPACE, STORE_CORRUPT
 */
export async function openStore(dir: string, options: OpenStoreOptions): Promise<OpenStore> {
  const timeoutMs = options.timeoutMs ?? STORE_OPEN_TIMEOUT_MS
  let blobGarbageCollectionAgeCutOff: number
  try {
    await withDeadline(createStore(dir), timeoutMs, dir)
    await endTornLogs(join(dir, 'db'))
    blobGarbageCollectionAgeCutOff = await rewrittenShare(dir)
  } catch (error) {
    throw openError(dir, error)
  }
  const storage = new HypercoreStorage(dir, {
    writeBufferSize: STORE_WRITE_BUFFER_BYTES,
    blobGarbageCollectionAgeCutOff,
  }) as unknown as CorestoreStorage
  const opening: { store: Corestore | null } = { store: null }
  const writes = makeWritesDurable(storage, {
    tracker: () => (opening.store === null ? null : coresOf(opening.store)),
    onFailure: options.onFailure,
    reserveBytes: options.reserveBytes,
  })
  closeIntoTables(storage, writes)
  const store = new Corestore(storage as unknown as HypercoreStorage)
  opening.store = store
  keepUsedCores(store)
  forgetFailedCores(store)
  markForkedCores(store)
  store.watch((core: unknown) => {
    writes.observe(core as SharedCore)
  })
  const opened = { store, writes, close: () => closeStore(store, writes) }
  try {
    await withDeadline(store.ready(), timeoutMs, dir)
    await removeOldDiaries(join(dir, 'db'))
  } catch (error) {
    // A store that did not open may hang in close too, so nobody waits for it.
    opened.close().catch(() => undefined)
    throw openError(dir, error)
  }
  return opened
}

/**
 * Makes a store that does not exist yet, under another name until it is complete and on the disk: a power loss in the
 * middle would leave an empty marker file or half a database, which the stack refuses to open for ever.
 */
async function createStore(dir: string): Promise<void> {
  if (await exists(dir)) return
  const unfinished = `${dir}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  const store = new Corestore(unfinished)
  await store.ready()
  // Closing moves everything from the log into tables, which RocksDB syncs; the rest is ours to sync.
  await store.close()
  await syncFile(join(unfinished, 'CORESTORE'))
  await syncDirectory(join(unfinished, 'db'))
  await syncDirectory(unfinished)
  await rename(unfinished, dir)
  await syncDirectory(dirname(dir))
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    },
  )
}

async function closeStore(store: Corestore, writes: DurableWrites): Promise<void> {
  try {
    await store.close()
  } finally {
    await writes.close()
  }
}

async function withDeadline(opening: Promise<unknown>, timeoutMs: number, dir: string): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(errors.STORE_OPEN_TIMEOUT({ timeoutMs, dir }))
  }, timeoutMs)
  try {
    await Promise.race([opening, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Texts of device-file, fd-lock and RocksDB; pinned by test/store/open-store.test.ts. */
function openError(dir: string, cause: unknown): ComiceError {
  const known = storeError(dir, cause)
  if (known.code !== 'STORE_FAILED') return known
  const text = describe(cause)
  if (/could not be locked|lock hold by|lock file/i.test(text)) return errors.STORE_LOCKED({ dir })
  if (/device file/i.test(text)) return errors.STORE_MOVED({ dir, cause: text })
  return errors.STORE_CORRUPT({ dir, cause: text })
}

function coresOf(store: Corestore): CoreTracker {
  return (store as unknown as { cores: CoreTracker }).cores
}
