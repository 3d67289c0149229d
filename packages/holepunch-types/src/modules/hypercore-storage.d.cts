/** `hypercore-storage` 3: the RocksDB-backed storage below Hypercore and Corestore. Reached as `store.storage`. */
declare module 'hypercore-storage' {
  import type { Readable } from 'streamx'
  import type RocksDB = require('rocksdb-native')

  /** A directory of cores. */
  class CoreStorage {
    /** @param storage a directory, or an open database */
    constructor(storage: string | RocksDB | CoreStorage, options?: CoreStorage.Options)
    /** Whether a value is a storage. */
    static isCoreStorage(value: unknown): value is CoreStorage

    /** The database itself. */
    readonly rocks: RocksDB
    /** The column family that cores are in. */
    readonly db: RocksDB
    /** The directory. */
    readonly path: string
    /** Opened read-only. */
    readonly readOnly: boolean
    /** A copied directory is accepted. */
    readonly allowBackup: boolean
    /** Storage format; 0 until open. */
    version: number
    /** It is open. */
    get opened(): boolean
    /** It is closed. */
    get closed(): boolean
    /** Takes the lock, and migrates old formats. */
    ready(): Promise<void>
    /** Releases the lock. */
    close(): Promise<void>
    /** Moves memory tables to files. */
    flush(): Promise<void>
    /** Deletes every core. */
    clear(): Promise<void>
    /** Frees space of deleted blocks. */
    compact(options?: object): Promise<void>
    /** Releases files until `resume`. */
    suspend(options?: { log?: (message: string) => unknown }): Promise<void>
    /** Goes on after `suspend`. */
    resume(): Promise<void>
    /** A set of writes to several cores that become visible together. */
    createAtom(): CoreStorage.Atom
    /** Whether a core is stored. */
    hasCore(discoveryKey: Uint8Array, options?: { ifMigrated?: boolean }): Promise<boolean>
    /** Keys and manifest of a core. */
    getAuth(discoveryKey: Uint8Array): Promise<CoreStorage.Auth | null>
    /** What is stored about a core. */
    getInfo(discoveryKey: Uint8Array, options?: CoreStorage.InfoOptions): Promise<CoreStorage.CoreInfo | null>
    /** As `getInfo`, for several. */
    getInfos(
      discoveryKeys: Uint8Array[],
      options?: CoreStorage.InfoOptions,
    ): Promise<(CoreStorage.CoreInfo | null)[]>
    /** The discovery key of a named core. */
    getAlias(alias: { name: string; namespace: Uint8Array }): Promise<Uint8Array | null>
    /** The primary key of the store, 32 bytes. */
    getSeed(): Promise<Uint8Array | null>
    /** Sets the primary key; returns the one that is stored. */
    setSeed(seed: Uint8Array, options?: { overwrite?: boolean }): Promise<Uint8Array>
    /** All cores. */
    createCoreStream(): Readable &
      AsyncIterable<{
        discoveryKey: Uint8Array
        core: { version: number; corePointer: number; dataPointer: number }
      }>
    /** All named cores. */
    createAliasStream(
      namespace?: Uint8Array,
    ): Readable & AsyncIterable<{ alias: { name: string; namespace: Uint8Array }; discoveryKey: Uint8Array }>
    /** The discovery keys of all cores, or of the named ones of a namespace. */
    createDiscoveryKeyStream(namespace?: Uint8Array): Readable & AsyncIterable<Uint8Array>
  }

  namespace CoreStorage {
    /** Options of the constructor. */
    interface Options {
      /** Bytes that each column family collects in memory before it writes a table. Default 64 MiB */
      writeBufferSize?: number
      /** Share of its oldest files of blocks that RocksDB copies when it merges tables, to drop what was cleared. Default 0.25 */
      blobGarbageCollectionAgeCutOff?: number
      /** Default false. */
      readOnly?: boolean
      /** Open a copied directory. Without it a copy is refused, because two copies fork their cores. Default false. */
      allowBackup?: boolean
      /** Wait for another process to release the directory instead of throwing. Default false. */
      wait?: boolean
      /** Stored beside the lock, to recognise the directory. */
      id?: string | Uint8Array
      /** Merkle nodes kept in memory. Default 8,192 entries. */
      treeCache?: { maxSize?: number; maxAge?: number }
    }

    /** Who signs a core. */
    interface Auth {
      /** 32 bytes. */
      key: Uint8Array
      /** 32 bytes: what the thing is announced under. */
      discoveryKey: Uint8Array
      /** Decoded; null for cores that no peer described yet. */
      manifest: unknown
      /** Null when others write it. */
      keyPair: { publicKey: Uint8Array; secretKey: Uint8Array } | null
      /** 32 bytes, null when it is not encrypted. */
      encryptionKey: Uint8Array | null
    }

    /** What to read. Default: all. */
    interface InfoOptions {
      /** Keys and manifest. */
      auth?: boolean
      /** Length and signature. */
      head?: boolean
      /** How much is here. */
      hints?: boolean
    }

    /** What is stored about a core. */
    interface CoreInfo {
      /** 32 bytes: what the thing is announced under. */
      discoveryKey: Uint8Array
      /** Keys and manifest. */
      auth: Auth | null
      /** Null for an empty core. */
      head: { fork: number; length: number; rootHash: Uint8Array; signature: Uint8Array } | null
      /** Null when nothing is known. */
      hints: { contiguousLength: number } | null
    }

    /** Opaque: pass it to `core.session({ atom })`. */
    interface Atom {
      /** Runs before the writes, in the lock. */
      onflush(fn: () => unknown): void
      /** Runs before the writes are collected. */
      preflush(fn: () => unknown): void
      /** Makes the writes visible. */
      flush(): Promise<void>
      /** Resolves when a flush that runs now is done. */
      flushed(): Promise<void>
    }
  }

  export = CoreStorage
}
