/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `hyperdrive` 13: a replicated folder: a Hyperbee of entries and a Hyperblobs of contents. */
declare module 'hyperdrive' {
  import ReadyResource = require('ready-resource')
  import type { Readable } from 'streamx'
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
    /** The manifest of the contents' core; null on old drives. */
    static getContentManifest(manifest: Hypercore.Manifest, key?: Uint8Array): Hypercore.Manifest | null
    /** The absolute form of a path. @throws Error for the root */
    static normalizePath(name: string): string

    /** The store that its cores are in. */
    readonly corestore: Corestore
    /** The entries. */
    readonly db: Hyperbee<string, Hyperdrive.EntryValue>
    /** The core of the entries. */
    readonly core: Hypercore<any>
    /** Null until the header is here. */
    readonly blobs: Hyperblobs | null
    /** For mirror-drive. */
    readonly supportsMetadata: true
    /** 32 bytes, null when it is not encrypted. */
    readonly encryptionKey: Uint8Array | null
    /** Open ones. */
    readonly monitors: Set<Hyperdrive.Monitor>
    /** z-base-32 of the key. */
    get id(): string | null
    /** 32 bytes. */
    get key(): Uint8Array | null
    /** 32 bytes: what the thing is announced under. */
    get discoveryKey(): Uint8Array | null
    /** Key of the contents' core. */
    get contentKey(): Uint8Array | null | undefined
    /** Changes so far, at least 1. */
    get version(): number
    /** It may be written here. */
    get writable(): boolean
    /** It may be read. */
    get readable(): boolean

    /** The contents of a file, null when there is none. @throws HypercoreError BLOCK_NOT_AVAILABLE */
    get(name: string, options?: Hyperdrive.GetOptions): Promise<Uint8Array | null>
    /** Writes a file. */
    put(name: string, contents: Uint8Array | string, options?: Hyperdrive.PutOptions): Promise<void>
    /** Deletes a file's entry; its contents stay in the core. */
    del(name: string): Promise<void>
    /** An entry without its contents. @throws Error `Recursive symlink` with `follow` */
    entry(name: string | Hyperdrive.Entry, options?: Hyperdrive.GetOptions): Promise<Hyperdrive.Entry | null>
    /** Whether there is an entry. */
    exists(name: string): Promise<boolean>
    /** Whether the contents of a file, or of a folder (`/` at the end), are here. */
    has(path: string): Promise<boolean>
    /** Writes a symlink. The target is not checked. */
    symlink(name: string, target: string, options?: { metadata?: unknown }): Promise<void>
    /** Writes an entry for contents that are there already. */
    putEntry(name: string, entry?: Partial<Hyperdrive.EntryValue>): Promise<void>
    /** 1 when `a` is newer, −1 when older, 0 when the same. */
    compare(a: Hyperdrive.Entry, b: Hyperdrive.Entry): number
    /** Deletes the contents of a file from this machine. */
    clear(name: string, options?: { diff?: boolean }): Promise<{ blocks: number } | null>
    /** Deletes all contents from this machine. */
    clearAll(options?: { diff?: boolean }): Promise<{ blocks: number } | null>
    /** Deletes the drive from this machine. */
    purge(): Promise<void>
    /** Cuts the drive back to a version. */
    truncate(version: number, options?: { blobs?: number }): Promise<void>
    /** The contents, once known. */
    getBlobs(): Promise<Hyperblobs>
    /** Blocks of the contents that a version needs. */
    getBlobsLength(checkout?: number): Promise<number>

    /** Entries below a folder. */
    list(folder?: string, options?: Hyperdrive.ListOptions): Readable & AsyncIterable<Hyperdrive.Entry>
    list(options: Hyperdrive.ListOptions): Readable & AsyncIterable<Hyperdrive.Entry>
    /** Names in a folder. */
    readdir(folder?: string, options?: object): Readable & AsyncIterable<string>
    /** The entries of a range. */
    entries(
      range?: Hyperbee.Range<string>,
      options?: Hyperbee.RangeOptions & { ignore?: (name: string) => boolean },
    ): Readable & AsyncIterable<Hyperdrive.Entry>
    /** The contents of a file, or a part. */
    createReadStream(
      name: string | Hyperdrive.Entry,
      options?: Hyperblobs.ReadOptions,
    ): Readable & AsyncIterable<Uint8Array>
    /** The entry appears when the stream finished. */
    createWriteStream(
      name: string,
      options?: Hyperdrive.PutOptions & { dedup?: boolean },
    ): Hypercore.WriteStream
    /** Yields `[current, previous]` after changes below a folder. */
    watch(folder?: string): AsyncIterable<[current: Hyperdrive, previous: Hyperdrive]> & {
      ready(): Promise<void>
      destroy(): Promise<void>
    }
    /** Entries that differ from a version. */
    diff(
      version: number,
      folder?: string | null,
      options?: Hyperbee.RangeOptions,
    ): Readable & AsyncIterable<Hyperbee.DiffEntry<string, Hyperdrive.EntryValue>>
    /** Downloads a file or folder. `await done()`. */
    download(folder?: string, options?: Hyperdrive.ListOptions): Hyperdrive.Download
    /** Downloads what differs from a version. */
    downloadDiff(version: number, folder?: string | null, options?: object): Promise<Hyperdrive.Download>
    /** Downloads blocks of both cores. */
    downloadRange(
      dbRanges: Hypercore.DownloadRange[],
      blobRanges: Hypercore.DownloadRange[],
    ): Promise<Hyperdrive.Download>
    /** Copies this drive into another. Confine the paths of hostile drives yourself. */
    mirror(out: MirrorDrive.Drive, options?: MirrorDrive.Options): MirrorDrive
    /** Follows the transfer of a file. */
    monitor(name: string, options?: object): Hyperdrive.Monitor
    /** Closes all monitors. */
    closeMonitors(): Promise<void>

    /** The drive as it was. Close it. */
    checkout(version: number): Hyperdrive
    /** Changes that `flush` writes together. */
    batch(): Hyperdrive
    /** Writes a batch, and closes it. */
    flush(): Promise<void>
    /** As `core.update`. */
    update(options?: Hypercore.UpdateOptions): Promise<boolean>
    /** As `store.findingPeers`. */
    findingPeers(): () => void
    /** As `core.setActive`, for both cores. */
    setActive(active: boolean): void
    /** As `store.replicate`: the whole store. */
    replicate: Corestore['replicate'];
    /** Reads it to its end. */
    [Symbol.asyncIterator](): AsyncIterator<Hyperdrive.Entry>

    /** Adds a listener. Known events are typed; other names are accepted with any payload. */
    on(event: 'ready' | 'close', listener: () => void): this
    on(event: 'blobs', listener: (blobs: Hyperblobs) => void): this
    on(event: 'content-key', listener: (key: Uint8Array) => void): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
  }

  namespace Hyperdrive {
    /** Options of the constructor. */
    interface Options {
      /** 32 bytes. Default: not encrypted. */
      encryptionKey?: Uint8Array | null
      /** Called when a block has to be waited for. */
      onwait?: (index: number, core: Hypercore<any>) => void
      /** See `core.setActive`. Default true. */
      active?: boolean
      /** Default true. */
      extension?: boolean
      /** An old drive. */
      compat?: boolean
    }

    /** What is known of a file. */
    interface EntryValue {
      /** The file may be run. */
      executable: boolean
      /** Target of a symlink. May point anywhere. */
      linkname: string | null
      /** Where the contents are, null for symlinks and empty files. */
      blob: Hyperblobs.BlobId | null
      /** JSON beside the entry. */
      metadata: any
    }

    type Entry = Hyperbee.Entry<string, EntryValue>

    /** Options of `get`. */
    interface GetOptions {
      /** Follow up to 16 symlinks. Default false. */
      follow?: boolean
      /** Wait for what is not here. Default: as the session. */
      wait?: boolean
      /** Milliseconds. */
      timeout?: number
    }

    /** Options of `put`. */
    interface PutOptions {
      /** Default false. */
      executable?: boolean
      /** JSON. */
      metadata?: unknown
    }

    /** Options of `list`. */
    interface ListOptions {
      /** Default true. */
      recursive?: boolean
      /** Names to leave out, with what is below them. */
      ignore?: string | string[] | ((name: string) => boolean)
      /** Wait for what is not here. Default: as the session. */
      wait?: boolean
    }

    /** A download in the background. */
    interface Download extends ReadyResource {
      /** The drive it belongs to. */
      readonly drive: Hyperdrive
      /** Resolves when all is here, or it was destroyed. */
      done(): Promise<void>
      /** Stops; what is here stays. */
      destroy(): void
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
    interface Monitor extends ReadyResource {
      /** The drive it belongs to. */
      readonly drive: Hyperdrive
      /** The file. */
      readonly name: string | null
      /** Connected peers. */
      readonly peers: number
      /** What was sent. */
      readonly uploadStats: TransferStats
      /** What was received. */
      readonly downloadStats: TransferStats
      /** Bytes per second. */
      downloadSpeed(): number
      /** Bytes per second. */
      uploadSpeed(): number
    }
  }

  export = Hyperdrive
}
