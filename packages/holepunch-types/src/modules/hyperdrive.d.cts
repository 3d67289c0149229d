/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `hyperdrive` 13: a replicated folder: a Hyperbee of entries and a Hyperblobs of contents. */
declare module 'hyperdrive' {
  import ReadyResource = require('ready-resource')
  import type { Readable, Writable } from 'streamx'
  import type Corestore = require('corestore')
  import type Hypercore = require('hypercore')
  import type Hyperbee = require('hyperbee')
  import type Hyperblobs = require('hyperblobs')
  import type MirrorDrive = require('mirror-drive')

  /** Paths are absolute, with slashes. Names come from the writer: treat them as hostile. */
  class Hyperdrive extends ReadyResource {
    /**
     * @param corestore closed with the drive: pass `store.session()` or a namespace
     * @param key opens the drive of this key, else the store's own
     */
    constructor(corestore: Corestore, key?: Hypercore.KeyLike | null, options?: Hyperdrive.Options)
    constructor(corestore: Corestore, options?: Hyperdrive.Options)
    /** The key of the drive that this store would write. */
    static getDriveKey(corestore: Corestore): Promise<Uint8Array>
    /** The key of the contents' core; null on old drives. */
    static getContentKey(source: Hypercore<any> | Hypercore.Manifest, key?: Uint8Array): Uint8Array | null
    static getContentManifest(manifest: Hypercore.Manifest, key?: Uint8Array): Hypercore.Manifest | null
    /** The absolute form of a path. @throws Error for the root */
    static normalizePath(name: string): string

    readonly corestore: Corestore
    readonly db: Hyperbee<string, Hyperdrive.EntryValue>
    readonly core: Hypercore<any>
    /** Null until the header is here. */
    readonly blobs: Hyperblobs | null
    readonly supportsMetadata: true
    readonly encryptionKey: Uint8Array | null
    readonly monitors: Set<Hyperdrive.Monitor>
    get id(): string | null
    get key(): Uint8Array | null
    get discoveryKey(): Uint8Array | null
    get contentKey(): Uint8Array | null | undefined
    /** Changes so far, at least 1. */
    get version(): number
    get writable(): boolean
    get readable(): boolean

    /** The contents of a file, null when there is none. @throws HypercoreError BLOCK_NOT_AVAILABLE */
    get(name: string, options?: Hyperdrive.GetOptions): Promise<Uint8Array | null>
    put(name: string, contents: Uint8Array | string, options?: Hyperdrive.PutOptions): Promise<void>
    del(name: string): Promise<void>
    /** An entry without its contents. @throws Error `Recursive symlink` with `follow` */
    entry(name: string | Hyperdrive.Entry, options?: Hyperdrive.GetOptions): Promise<Hyperdrive.Entry | null>
    exists(name: string): Promise<boolean>
    /** Whether the contents of a file, or of a folder (`/` at the end), are here. */
    has(path: string): Promise<boolean>
    symlink(name: string, target: string, options?: { metadata?: unknown }): Promise<void>
    putEntry(name: string, entry?: Partial<Hyperdrive.EntryValue>): Promise<void>
    /** 1 when `a` is newer, −1 when older, 0 when the same. */
    compare(a: Hyperdrive.Entry, b: Hyperdrive.Entry): number
    /** Deletes the contents of a file from this machine. */
    clear(name: string, options?: { diff?: boolean }): Promise<{ blocks: number } | null>
    clearAll(options?: { diff?: boolean }): Promise<{ blocks: number } | null>
    /** Deletes the drive from this machine. */
    purge(): Promise<void>
    truncate(version: number, options?: { blobs?: number }): Promise<void>
    getBlobs(): Promise<Hyperblobs>
    getBlobsLength(checkout?: number): Promise<number>

    /** Entries below a folder. */
    list(folder?: string, options?: Hyperdrive.ListOptions): Readable & AsyncIterable<Hyperdrive.Entry>
    list(options: Hyperdrive.ListOptions): Readable & AsyncIterable<Hyperdrive.Entry>
    /** Names in a folder. */
    readdir(folder?: string, options?: object): Readable & AsyncIterable<string>
    entries(
      range?: Hyperbee.Range<string>,
      options?: Hyperbee.RangeOptions & { ignore?: (name: string) => boolean },
    ): Readable & AsyncIterable<Hyperdrive.Entry>
    createReadStream(
      name: string | Hyperdrive.Entry,
      options?: Hyperblobs.ReadOptions,
    ): Readable & AsyncIterable<Uint8Array>
    /** The entry appears when the stream finished. */
    createWriteStream(name: string, options?: Hyperdrive.PutOptions & { dedup?: boolean }): Writable
    /** Yields `[current, previous]` after changes below a folder. */
    watch(folder?: string): AsyncIterable<[current: Hyperdrive, previous: Hyperdrive]> & {
      ready(): Promise<void>
      destroy(): Promise<void>
    }
    diff(
      version: number,
      folder?: string | null,
      options?: Hyperbee.RangeOptions,
    ): Readable & AsyncIterable<Hyperbee.DiffEntry<string, Hyperdrive.EntryValue>>
    /** Downloads a file or folder. `await done()`. */
    download(folder?: string, options?: Hyperdrive.ListOptions): Hyperdrive.Download
    downloadDiff(version: number, folder?: string | null, options?: object): Promise<Hyperdrive.Download>
    downloadRange(
      dbRanges: Hypercore.DownloadRange[],
      blobRanges: Hypercore.DownloadRange[],
    ): Promise<Hyperdrive.Download>
    /** Copies this drive into another. Confine the paths of hostile drives yourself. */
    mirror(out: MirrorDrive.Drive, options?: MirrorDrive.Options): MirrorDrive
    monitor(name: string, options?: object): Hyperdrive.Monitor
    closeMonitors(): Promise<void>

    /** The drive as it was. Close it. */
    checkout(version: number): Hyperdrive
    /** Changes that `flush` writes together. */
    batch(): Hyperdrive
    /** Writes a batch, and closes it. */
    flush(): Promise<void>
    update(options?: Hypercore.UpdateOptions): Promise<boolean>
    findingPeers(): () => void
    setActive(active: boolean): void
    replicate: Corestore['replicate'];
    [Symbol.asyncIterator](): AsyncIterator<Hyperdrive.Entry>

    on(event: 'ready' | 'close', listener: () => void): this
    on(event: 'blobs', listener: (blobs: Hyperblobs) => void): this
    on(event: 'content-key', listener: (key: Uint8Array) => void): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
  }

  namespace Hyperdrive {
    interface Options {
      encryptionKey?: Uint8Array | null
      onwait?: (index: number, core: Hypercore<any>) => void
      active?: boolean
      /** Default true. */
      extension?: boolean
      compat?: boolean
    }

    interface EntryValue {
      executable: boolean
      /** Target of a symlink. May point anywhere. */
      linkname: string | null
      blob: Hyperblobs.BlobId | null
      metadata: any
    }

    type Entry = Hyperbee.Entry<string, EntryValue>

    interface GetOptions {
      /** Follow up to 16 symlinks. Default false. */
      follow?: boolean
      wait?: boolean
      /** Milliseconds. */
      timeout?: number
    }

    interface PutOptions {
      /** Default false. */
      executable?: boolean
      /** JSON. */
      metadata?: unknown
    }

    interface ListOptions {
      /** Default true. */
      recursive?: boolean
      /** Names to leave out, with what is below them. */
      ignore?: string | string[] | ((name: string) => boolean)
      wait?: boolean
    }

    interface Download extends ReadyResource {
      readonly drive: Hyperdrive
      done(): Promise<void>
      destroy(): void
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

    interface Monitor extends ReadyResource {
      readonly drive: Hyperdrive
      readonly name: string | null
      readonly peers: number
      readonly uploadStats: TransferStats
      readonly downloadStats: TransferStats
      /** Bytes per second. */
      downloadSpeed(): number
      uploadSpeed(): number
    }
  }

  export = Hyperdrive
}
