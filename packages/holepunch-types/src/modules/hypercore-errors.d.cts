/** `hypercore-errors` 1: what Hypercore, Corestore and Hyperbee throw. Compare `code`, not the class. */
declare module 'hypercore-errors' {
  /** An error with a stable code. */
  class HypercoreError extends Error {
    constructor(
      message: string,
      code: HypercoreError.Code,
      fn?: (...args: never[]) => unknown,
      discoveryKey?: Uint8Array | null,
    )
    /** Stable; the message starts with it. */
    readonly code: HypercoreError.Code
    /** The core it happened on, where known. */
    readonly discoveryKey: Uint8Array | null
    /** Always the same. */
    get name(): 'HypercoreError'
  }

  namespace HypercoreError {
    type Code =
      /** A caller's mistake, such as a negative index. */
      | 'ERR_ASSERTION'
      /** A bad argument, such as a block over the largest size (15 MiB). */
      | 'BAD_ARGUMENT'
      /** Opened with `createIfMissing: false`, or by discovery key, and nothing is stored. */
      | 'STORAGE_EMPTY'
      /** The storage holds another core. */
      | 'STORAGE_CONFLICT'
      | 'INVALID_SIGNATURE'
      | 'INVALID_CAPABILITY'
      | 'INVALID_CHECKSUM'
      | 'INVALID_OPERATION'
      /** A peer sent a proof that does not verify. */
      | 'INVALID_PROOF'
      /** The block is not local and was not waited for. */
      | 'BLOCK_NOT_AVAILABLE'
      /** A snapshot was truncated below the index that was asked for. */
      | 'SNAPSHOT_NOT_AVAILABLE'
      /** A request was cancelled, by closing the session for instance. */
      | 'REQUEST_CANCELLED'
      /** A get, seek or update took longer than `timeout` milliseconds. */
      | 'REQUEST_TIMEOUT'
      /** An append or truncate on a session that may not. */
      | 'SESSION_NOT_WRITABLE'
      /** The session was closed while, or before, it was used. */
      | 'SESSION_CLOSED'
      /** The session moved to another core meanwhile; Hypercore retries by itself. */
      | 'SESSION_MOVED'
      | 'BATCH_UNFLUSHED'
      | 'BATCH_ALREADY_EXISTS'
      | 'BATCH_ALREADY_FLUSHED'
      | 'OPLOG_CORRUPT'
      | 'OPLOG_HEADER_OVERFLOW'
      | 'INVALID_OPLOG_VERSION'
      /** The storage refused a write, on a full disk for instance. */
      | 'WRITE_FAILED'
      /** The block does not decode with the session's encoding. */
      | 'DECODING_ERROR'
      | (string & {})
  }

  export = HypercoreError
}
