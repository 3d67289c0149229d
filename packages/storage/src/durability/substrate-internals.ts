/**
 * The private parts of hypercore-storage 3.3, rocksdb-native 3.18 and hypercore 11.37 that durable writes rest on.
 * `test/durability/substrate-internals.test.ts` holds every one of them against the installed modules, so an update
 * that moves them turns red before it can lose a block. What is not recognised is synced: errors cost time only.
 */

/** One operation of a rocksdb-native write batch. Range deletes have `start` and `end` instead of `key`. */
export interface BatchOperation {
  key?: Uint8Array
  value?: Uint8Array
}

/** rocksdb-native `lib/batch.js`. */
export interface WriteBatch {
  _operations: BatchOperation[]
  flush(): Promise<void>
  destroy(): void
}

/** rocksdb-native `lib/state.js`: every session of one database makes its write batches here. */
export interface RocksState {
  createWriteBatch(db: unknown, options: unknown): WriteBatch
}

/** hypercore-storage `index.js`, class CorestoreStorage. */
export interface CorestoreStorage {
  path: string
  rocks: { path: string; _state: RocksState }
  /** The session of the database that everything is written in. */
  db: { readonly closed: boolean; flush(): Promise<void> }
  ready(): Promise<void>
  close(): Promise<void>
  /** Deletes all write-ahead logs when the database refuses to open. Never wanted here. */
  _maybeRecoverLater(error: unknown): void
}

/** hypercore-storage `lib/tx.js`, class CoreTX: `changes` holds [key, value, end] triples. */
export interface CoreTransaction {
  changes: [key: Uint8Array, value: Uint8Array | null, end: Uint8Array | null][]
  setHead(head: unknown): void
}

/** hypercore `lib/merkle-tree.js`: what a verified proof from a peer turns into. */
export interface TreeBatch {
  commit(tx: CoreTransaction): void
}

/** hypercore `lib/session-state.js`. */
export interface SessionState {
  storage: { core: { dataPointer: number } } | null
  isDefault(): boolean
  isSnapshot(): boolean
  _verifyBlock(batch: TreeBatch, ...rest: unknown[]): Promise<boolean>
  commit(source: unknown, options?: { signature?: Uint8Array | null }): Promise<unknown>
  /** Under the state's lock: writes what `commit` brings. */
  _overwrite(
    ...change: [
      source: unknown,
      fork: number,
      length: number,
      treeLength: number,
      signature?: Uint8Array | null,
    ]
  ): Promise<unknown>
  createWriteBatch(): CoreTransaction
}

/** hypercore `lib/core.js`: the shared part of all sessions of one core. */
export interface SharedCore {
  readonly state: SessionState | null
  /** Null until it is ready. Its key pair is null when this store cannot sign for the core. */
  readonly header: { readonly keyPair: object | null } | null
  sessionStates: SessionState[]
  ready(): Promise<void>
}

/** corestore `index.js`: all cores that are open. */
export interface CoreTracker {
  map: Map<string, SharedCore>
}

/** The kinds of record that matter here; hypercore-storage `lib/keys.js`. */
export type RecordKind = { kind: 'head'; dataPointer: number } | { kind: 'auth' } | { kind: 'other' }

const TL_CORE = 3
const TL_DATA = 4
const CORE_AUTH = 0
const DATA_HEAD = 0
const OTHER: RecordKind = { kind: 'other' }

/**
 * What a database key names: `[TL_DATA, data pointer, DATA_HEAD]` is the signed head of a core or of a session of it,
 * `[TL_CORE, core pointer, CORE_AUTH]` its manifest, keys and frozen flag; each part an unsigned integer as
 * index-encoder writes it.
 */
export function recordKind(key: Uint8Array): RecordKind {
  const table = readUint(key, 0)
  const pointer = table === null ? null : readUint(key, table.end)
  const field = pointer === null ? null : readUint(key, pointer.end)
  if (table === null || pointer === null || field === null || field.end !== key.byteLength) return OTHER
  if (table.value === TL_DATA && field.value === DATA_HEAD)
    return { kind: 'head', dataPointer: pointer.value }
  if (table.value === TL_CORE && field.value === CORE_AUTH) return { kind: 'auth' }
  return OTHER
}

/** index-encoder's UINT: one byte up to 0xfb, else a marker (0xfc, 0xfd, 0xfe) and 2, 4 or 8 big-endian bytes. */
function readUint(key: Uint8Array, at: number): { value: number; end: number } | null {
  const first = key[at]
  if (first === undefined || first === 0xff) return null
  if (first <= 0xfb) return { value: first, end: at + 1 }
  const width = 2 ** (first - 0xfb)
  let value = 0
  for (let i = 1; i <= width; i++) {
    const byte = key[at + i]
    if (byte === undefined) return null
    value = value * 256 + byte
  }
  return { value, end: at + 1 + width }
}
