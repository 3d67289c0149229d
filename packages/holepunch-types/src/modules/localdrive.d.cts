/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `localdrive` 2: a folder of this machine with the interface of a Hyperdrive. */
declare module 'localdrive' {
  import type { Readable, Writable } from 'streamx'
  import type MirrorDrive = require('mirror-drive')

  /** Writes follow symlinks out of the folder: do not mirror hostile drives into it unchecked. */
  class Localdrive {
    constructor(root: string, options?: Localdrive.Options)
    /** The folder, absolute. */
    readonly root: string
    readonly metadata: Partial<Localdrive.MetadataHooks>
    readonly supportsMetadata: boolean
    ready(): Promise<void>
    close(): Promise<void>
    flush(): Promise<void>
    /** This drive: for the interface only. */
    batch(): this
    /** This drive: for the interface only. */
    checkout(): this
    /** The path on disk of a key. */
    toPath(key: string): string
    /** @throws what the file system throws, except for missing files */
    get(key: string | Localdrive.Entry, options?: { follow?: boolean }): Promise<Uint8Array | null>
    put(key: string, contents: Uint8Array | string, options?: Localdrive.PutOptions): Promise<void>
    /** Also removes folders that it leaves empty. */
    del(key: string): Promise<void>
    entry(name: string | Localdrive.Entry, options?: { follow?: boolean }): Promise<Localdrive.Entry | null>
    exists(name: string): Promise<boolean>
    symlink(key: string, linkname: string): Promise<void>
    /** 1 when `a` is newer, −1 when older, 0 when the same. */
    compare(a: Localdrive.Entry, b: Localdrive.Entry): number
    list(folder?: string, options?: Localdrive.ListOptions): AsyncGenerator<Localdrive.Entry, void, void>
    list(options: Localdrive.ListOptions): AsyncGenerator<Localdrive.Entry, void, void>
    readdir(folder?: string): AsyncGenerator<string, void, void>
    mirror(out: MirrorDrive.Drive, options?: MirrorDrive.Options): MirrorDrive
    /** `end` is inclusive. */
    createReadStream(
      key: string | Localdrive.Entry,
      options?: { start?: number; end?: number; length?: number },
    ): Readable & AsyncIterable<Uint8Array>
    createWriteStream(key: string, options?: Localdrive.PutOptions): Writable
  }

  namespace Localdrive {
    interface MetadataHooks {
      get(key: string): unknown
      put(key: string, value: unknown): unknown
      del(key: string): unknown
    }

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

    interface PutOptions {
      executable?: boolean
      metadata?: unknown
    }

    interface ListOptions {
      ignore?: string | string[] | ((key: string) => boolean)
    }

    interface Entry {
      key: string
      /** Milliseconds since 1970. */
      mtime: number
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
