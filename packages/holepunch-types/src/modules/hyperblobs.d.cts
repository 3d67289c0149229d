/** `hyperblobs` 2: byte blobs in a Hypercore. Hyperdrive keeps file contents in one. */
declare module 'hyperblobs' {
  import type { EventEmitter } from 'node:events'
  import type { Readable } from 'streamx'
  import type Hypercore = require('hypercore')

  /** Blobs in a core. */
  class Hyperblobs {
    constructor(core: Hypercore, options?: { /** Bytes. Default 65,536. */ blockSize?: number })
    /** The core below. */
    readonly core: Hypercore
    /** Bytes. */
    readonly blockSize: number
    /** 32 bytes. */
    get key(): Uint8Array | null
    /** 32 bytes: what the thing is announced under. */
    get discoveryKey(): Uint8Array | null
    /** @deprecated use `core` */
    get feed(): Hypercore
    /** A write stream is open. */
    get locked(): boolean
    /** Resolves when opened. */
    ready(): Promise<void>
    /** Closes it; further calls return the same promise. */
    close(): Promise<void>
    /** Stores a blob; keep the id. */
    put(blob: Uint8Array | string, options?: Hyperblobs.WriteOptions): Promise<Hyperblobs.BlobId>
    /** The bytes, or a part; null when not here and not waited for. */
    get(id: Hyperblobs.BlobId, options?: Hyperblobs.ReadOptions): Promise<Uint8Array | null>
    /** Deletes the blocks of a blob from this machine. */
    clear(id: Hyperblobs.BlobId, options?: { diff?: boolean }): Promise<{ blocks: number } | null>
    /** Bytes of a blob. */
    getByteLength(id: Hyperblobs.BlobId): Promise<number>
    /** Which blocks a deduplicated blob consists of; null for others. */
    getBlockMap(id: Hyperblobs.BlobId): Promise<{ blocks: { index: number; byteLength: number }[] }> | null
    /** The bytes of a blob, or a part. */
    createReadStream(
      id: Hyperblobs.BlobId,
      options?: Hyperblobs.ReadOptions,
    ): Readable & AsyncIterable<Uint8Array>
    /** One at a time: others wait. `id` is complete when it has closed. */
    createWriteStream(
      options?: Hyperblobs.WriteOptions,
    ): Hypercore.WriteStream & { readonly id: Hyperblobs.BlobId }
    /** Blobs that are appended together. */
    batch(): Hyperblobs.Batch
    /** The blobs as they are now. */
    snapshot(): Hyperblobs
    /** Follows the transfer of a blob. */
    monitor(id: Hyperblobs.BlobId): Hyperblobs.Monitor
    /** As `core.replicate`. */
    replicate: Hypercore['replicate']
  }

  namespace Hyperblobs {
    /** Where a blob is. Keep it: it is the only way to it. */
    interface BlobId {
      /** First block. */
      blockOffset: number
      /** Blocks. */
      blockLength: number
      /** Bytes before it in the core. */
      byteOffset: number
      /** Bytes. */
      byteLength: number
      /** The blocks hold a map of other blocks. */
      blockMap?: boolean
    }

    /** Options of writing. */
    interface WriteOptions {
      /** Bytes. */
      blockSize?: number
      /** Share equal blocks with an earlier blob. Default false. */
      dedup?: boolean
      /** The earlier blob. */
      blob?: BlobId | null
      /** Write to this core. */
      core?: Hypercore
    }

    /** Options of reads. */
    interface ReadOptions {
      /** First byte. Default 0. */
      start?: number
      /** Last byte, inclusive. */
      end?: number
      /** Bytes. */
      length?: number
      /** Wait for what is not here. Default: as the session. */
      wait?: boolean
      /** Milliseconds for each block. */
      timeout?: number
      /** Read from this core. */
      core?: Hypercore
    }

    /** Writes that become visible together. */
    interface Batch {
      /** Resolves when opened. */
      ready(): Promise<void>
      /** Collected until `flush`. */
      put(buffer: Uint8Array): Promise<BlobId>
      /** Sees the batch's own writes. */
      get(id: BlobId): Promise<Uint8Array | null>
      /** Writes what was collected. */
      flush(): Promise<void>
      /** Closes it; further calls return the same promise. */
      close(): void
    }

    /** How a transfer goes. */
    interface TransferStats {
      /** Milliseconds since 1970. */
      startTime: number
      /** 0 to 100, of the target. */
      percentage: number
      /** Connected peers. */
      peers: number
      /** Bytes per second. */
      speed: number
      /** Blocks so far. */
      blocks: number
      /** Bytes here, those of before among them. */
      totalBytes: number
      /** Bytes since the monitor began. */
      monitoringBytes: number
      /** Bytes of the whole. */
      targetBytes: number
      /** Blocks of the whole. */
      targetBlocks: number
    }

    /** Follows a transfer. */
    interface Monitor extends EventEmitter<{ /** Something was sent or received. */ update: [] }> {
      /** The blob. */
      readonly id: BlobId
      /** Connected peers. */
      readonly peers: number
      /** What was sent. */
      readonly uploadStats: TransferStats
      /** What was received. */
      readonly downloadStats: TransferStats
      /** Bytes per second. */
      uploadSpeed(): number
      /** Bytes per second. */
      downloadSpeed(): number
      /** Stops. */
      close(): void
    }
  }

  export = Hyperblobs
}
