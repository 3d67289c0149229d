/** `hyperblobs` 2: byte blobs in a Hypercore. Hyperdrive keeps file contents in one. */
declare module 'hyperblobs' {
  import type { EventEmitter } from 'node:events'
  import type { Readable, Writable } from 'streamx'
  import type Hypercore = require('hypercore')

  class Hyperblobs {
    constructor(core: Hypercore, options?: { /** Bytes. Default 65,536. */ blockSize?: number })
    readonly core: Hypercore
    /** Bytes. */
    readonly blockSize: number
    get key(): Uint8Array | null
    get discoveryKey(): Uint8Array | null
    /** @deprecated use `core` */
    get feed(): Hypercore
    /** A write stream is open. */
    get locked(): boolean
    ready(): Promise<void>
    close(): Promise<void>
    /** Stores a blob; keep the id. */
    put(blob: Uint8Array | string, options?: Hyperblobs.WriteOptions): Promise<Hyperblobs.BlobId>
    /** The bytes, or a part; null when not here and not waited for. */
    get(id: Hyperblobs.BlobId, options?: Hyperblobs.ReadOptions): Promise<Uint8Array | null>
    /** Deletes the blocks of a blob from this machine. */
    clear(id: Hyperblobs.BlobId, options?: { diff?: boolean }): Promise<{ blocks: number } | null>
    getByteLength(id: Hyperblobs.BlobId): Promise<number>
    getBlockMap(id: Hyperblobs.BlobId): Promise<{ blocks: { index: number; byteLength: number }[] }> | null
    createReadStream(
      id: Hyperblobs.BlobId,
      options?: Hyperblobs.ReadOptions,
    ): Readable & AsyncIterable<Uint8Array>
    /** One at a time: others wait. `id` is complete when it has closed. */
    createWriteStream(options?: Hyperblobs.WriteOptions): Writable & { readonly id: Hyperblobs.BlobId }
    batch(): Hyperblobs.Batch
    snapshot(): Hyperblobs
    monitor(id: Hyperblobs.BlobId): Hyperblobs.Monitor
    replicate: Hypercore['replicate']
  }

  namespace Hyperblobs {
    interface BlobId {
      /** First block. */
      blockOffset: number
      /** Blocks. */
      blockLength: number
      /** Bytes before it in the core. */
      byteOffset: number
      byteLength: number
      /** The blocks hold a map of other blocks. */
      blockMap?: boolean
    }

    interface WriteOptions {
      blockSize?: number
      /** Share equal blocks with an earlier blob. Default false. */
      dedup?: boolean
      blob?: BlobId | null
      core?: Hypercore
    }

    interface ReadOptions {
      /** First byte. Default 0. */
      start?: number
      /** Last byte, inclusive. */
      end?: number
      /** Bytes. */
      length?: number
      wait?: boolean
      /** Milliseconds for each block. */
      timeout?: number
      core?: Hypercore
    }

    interface Batch {
      ready(): Promise<void>
      put(buffer: Uint8Array): Promise<BlobId>
      get(id: BlobId): Promise<Uint8Array | null>
      flush(): Promise<void>
      close(): void
    }

    interface TransferStats {
      /** Milliseconds since 1970. */
      startTime: number
      percentage: number
      peers: number
      /** Bytes per second. */
      speed: number
      blocks: number
      totalBytes: number
      monitoringBytes: number
      targetBytes: number
      targetBlocks: number
    }

    interface Monitor extends EventEmitter<{ /** Something was sent or received. */ update: [] }> {
      readonly id: BlobId
      readonly peers: number
      readonly uploadStats: TransferStats
      readonly downloadStats: TransferStats
      /** Bytes per second. */
      uploadSpeed(): number
      downloadSpeed(): number
      close(): void
    }
  }

  export = Hyperblobs
}
