/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `localdrive` 2: a folder of this machine with the interface of a Hyperdrive. */
declare module 'localdrive' {
  import type { Readable } from 'streamx'
  import type Hypercore = require('hypercore')
  import type MirrorDrive = require('mirror-drive')

  /** Writes follow symlinks out of the folder: do not mirror hostile drives into it unchecked. */
  class Localdrive {
    constructor(root: string, options?: Localdrive.Options)
    /** The folder, absolute. */
    readonly root: string
    /** How metadata is kept. */
    readonly metadata: Partial<Localdrive.MetadataHooks>
    /** Metadata is kept. */
    readonly supportsMetadata: boolean
    /** Nothing to open: for the interface only. */
    ready(): Promise<void>
    /** Nothing to close: for the interface only. */
    close(): Promise<void>
    /** Nothing to flush: for the interface only. */
    flush(): Promise<void>
    /** This drive: for the interface only. */
    batch(): this
    /** This drive: for the interface only. */
    checkout(): this
    /** The path on disk of a key. */
    toPath(key: string): string
    /** @throws what the file system throws, except for missing files */
    get(key: string | Localdrive.Entry, options?: { follow?: boolean }): Promise<Uint8Array | null>
    /** Writes a file and the folders above it. */
    put(key: string, contents: Uint8Array | string, options?: Localdrive.PutOptions): Promise<void>
    /** Also removes folders that it leaves empty. */
    del(key: string): Promise<void>
    /** What is known of a file; null when there is none. */
    entry(name: string | Localdrive.Entry, options?: { follow?: boolean }): Promise<Localdrive.Entry | null>
    /** Whether there is a file. */
    exists(name: string): Promise<boolean>
    /** Writes a symlink. The target is not checked. */
    symlink(key: string, linkname: string): Promise<void>
    /** 1 when `a` is newer, −1 when older, 0 when the same. */
    compare(a: Localdrive.Entry, b: Localdrive.Entry): number
    /** Files below a folder. */
    list(folder?: string, options?: Localdrive.ListOptions): AsyncGenerator<Localdrive.Entry, void, void>
    list(options: Localdrive.ListOptions): AsyncGenerator<Localdrive.Entry, void, void>
    /** Names in a folder. */
    readdir(folder?: string): AsyncGenerator<string, void, void>
    /** Copies this folder into another drive. */
    mirror(out: MirrorDrive.Drive, options?: MirrorDrive.Options): MirrorDrive
    /** `end` is inclusive. */
    createReadStream(
      key: string | Localdrive.Entry,
      options?: { start?: number; end?: number; length?: number },
    ): Readable & AsyncIterable<Uint8Array>
    /** Writes a file and the folders above it. */
    createWriteStream(key: string, options?: Localdrive.PutOptions): Hypercore.WriteStream
  }

  namespace Localdrive {
    /** Where metadata is kept. */
    interface MetadataHooks {
      /** Of a file. */
      get(key: string): unknown
      /** A file got some. */
      put(key: string, value: unknown): unknown
      /** A file is gone. */
      del(key: string): unknown
    }

    /** Options of the constructor. */
    interface Options {
      /** Where to keep metadata. Default: nowhere. */
      metadata?: Map<string, unknown> | MetadataHooks | null
      /** Follow symlinks that stay inside. Default false. */
      followLinks?: boolean
      /** Follow symlinks that lead outside. Default false. */
      followExternalLinks?: boolean
      /** Write to a temporary file, then rename. Default false. */
      atomic?: boolean
    }

    /** Options of `put`. */
    interface PutOptions {
      /** The file may be run. */
      executable?: boolean
      /** JSON beside the entry. */
      metadata?: unknown
    }

    /** Options of `list`. */
    interface ListOptions {
      /** Names to leave out. */
      ignore?: string | string[] | ((key: string) => boolean)
    }

    /** A key and its value. */
    interface Entry {
      /** Decoded. */
      key: string
      /** Milliseconds since 1970. */
      mtime: number
      /** What is known of it. */
      value: {
        executable: boolean
        linkname: string | null
        blob: { byteOffset: number; blockOffset: number; blockLength: number; byteLength: number } | null
        metadata: any
      }
    }
  }

  export = Localdrive
}
