/** `hypercore-storage` 3: the RocksDB-backed storage below Hypercore and Corestore. Reached as `store.storage`. */
declare module 'hypercore-storage' {
  import type { Readable } from 'streamx'
  import type RocksDB = require('rocksdb-native')

  class CoreStorage {
    /** @param storage a directory, or an open database */
    constructor(storage: string | RocksDB | CoreStorage, options?: CoreStorage.Options)
    static isCoreStorage(value: unknown): value is CoreStorage

    /** The database itself. */
    readonly rocks: RocksDB
    /** The column family that cores are in. */
    readonly db: RocksDB
    /** The directory. */
    readonly path: string
    readonly readOnly: boolean
    readonly allowBackup: boolean
    /** Storage format; 0 until open. */
    version: number
    get opened(): boolean
    get closed(): boolean
    ready(): Promise<void>
    close(): Promise<void>
    /** Moves memory tables to files. */
    flush(): Promise<void>
    /** Deletes every core. */
    clear(): Promise<void>
    compact(options?: object): Promise<void>
    suspend(options?: { log?: (message: string) => unknown }): Promise<void>
    resume(): Promise<void>
    /** A set of writes to several cores that become visible together. */
    createAtom(): CoreStorage.Atom
    hasCore(discoveryKey: Uint8Array, options?: { ifMigrated?: boolean }): Promise<boolean>
    getAuth(discoveryKey: Uint8Array): Promise<CoreStorage.Auth | null>
    getInfo(discoveryKey: Uint8Array, options?: CoreStorage.InfoOptions): Promise<CoreStorage.CoreInfo | null>
    getInfos(
      discoveryKeys: Uint8Array[],
      options?: CoreStorage.InfoOptions,
    ): Promise<(CoreStorage.CoreInfo | null)[]>
    /** The discovery key of a named core. */
    getAlias(alias: { name: string; namespace: Uint8Array }): Promise<Uint8Array | null>
    /** The primary key of the store, 32 bytes. */
    getSeed(): Promise<Uint8Array | null>
    setSeed(seed: Uint8Array, options?: { overwrite?: boolean }): Promise<Uint8Array>
    createCoreStream(): Readable &
      AsyncIterable<{
        discoveryKey: Uint8Array
        core: { version: number; corePointer: number; dataPointer: number }
      }>
    createAliasStream(
      namespace?: Uint8Array,
    ): Readable & AsyncIterable<{ alias: { name: string; namespace: Uint8Array }; discoveryKey: Uint8Array }>
    createDiscoveryKeyStream(namespace?: Uint8Array): Readable & AsyncIterable<Uint8Array>
  }

  namespace CoreStorage {
    interface Options {
      /** Default false. */
      readOnly?: boolean
      /** Open a copied directory. Without it a copy is refused, because two copies fork their cores. Default false. */
      allowBackup?: boolean
      /** Wait for another process to release the directory instead of throwing. Default false. */
      wait?: boolean
      /** Stored beside the lock, to recognise the directory. */
      id?: string | Uint8Array
      treeCache?: { maxSize?: number; maxAge?: number }
    }

    interface Auth {
      key: Uint8Array
      discoveryKey: Uint8Array
      manifest: unknown
      keyPair: { publicKey: Uint8Array; secretKey: Uint8Array } | null
      encryptionKey: Uint8Array | null
    }

    interface InfoOptions {
      auth?: boolean
      head?: boolean
      hints?: boolean
    }

    interface CoreInfo {
      discoveryKey: Uint8Array
      auth: Auth | null
      head: { fork: number; length: number; rootHash: Uint8Array; signature: Uint8Array } | null
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
