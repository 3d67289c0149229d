/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `rocksdb-native` 3: RocksDB. Declared as far as the storage code above it reaches. */
declare module 'rocksdb-native' {
  import type { Readable } from 'streamx'
  import type { Encoder } from 'compact-encoding'

  /** A session on a database; the database closes with its root session. Keys and values are bytes unless encoded. */
  class RocksDB<K = Uint8Array, V = Uint8Array> {
    constructor(path: string, options?: RocksDB.Options<K, V>)
    static readonly constants: object
    static readonly ColumnFamily: new (name: string, options?: object) => RocksDB.ColumnFamily

    get opened(): boolean
    get closed(): boolean
    /** The directory. */
    get path(): string
    /** Operations since it was opened. */
    get stats(): RocksDB.Stats
    get snapshotted(): boolean
    get defaultColumnFamily(): RocksDB.ColumnFamily
    ready(): Promise<void>
    /** Closes this session; the root closes the database. `force` closes the other sessions first. */
    close(options?: { force?: boolean }): Promise<void>
    session<K2 = K, V2 = V>(options?: RocksDB.SessionOptions<K2, V2>): RocksDB<K2, V2>
    columnFamily<K2 = K, V2 = V>(
      name: string | RocksDB.ColumnFamily,
      options?: RocksDB.SessionOptions<K2, V2>,
    ): RocksDB<K2, V2>
    /** A session that sees the database as it is now. */
    snapshot(): RocksDB<K, V>
    isRoot(): boolean
    /** Releases files, for a phone that goes to sleep. */
    suspend(): Promise<void>
    resume(): Promise<void>
    isIdle(): boolean
    idle(): Promise<void>
    get(key: K | string, options?: object): Promise<V | null>
    put(key: K | string, value: V | string, options?: object): Promise<void>
    delete(key: K | string, options?: object): Promise<void>
    /** `start` up to, without, `end`. */
    deleteRange(start: K | string, end: K | string, options?: object): Promise<void>
    iterator(
      range?: RocksDB.Range<K>,
      options?: RocksDB.IteratorOptions,
    ): Readable & AsyncIterable<{ key: K; value: V }>
    keys(range?: RocksDB.Range<K>, options?: RocksDB.IteratorOptions): AsyncGenerator<K, void, void>
    /** The first entry of a range. */
    peek(range?: RocksDB.Range<K>, options?: RocksDB.IteratorOptions): Promise<{ key: K; value: V } | null>
    read(options?: RocksDB.BatchOptions): RocksDB.ReadBatch<K, V>
    write(options?: RocksDB.BatchOptions): RocksDB.WriteBatch<K, V>
    /** Moves memory tables to files. */
    flush(options?: object): Promise<void>
    compact(options?: object): Promise<void>
    compactRange(
      start?: K | string | object | null,
      end?: K | string | object | null,
      options?: object,
    ): Promise<void>
    /** Bytes. */
    approximateSize(start: K | string, end: K | string, options?: object): Promise<number>
    /** The write-ahead log that the next write goes to: fsync it, and earlier writes survive a power loss. */
    currentWalFile(): Promise<RocksDB.WalFile>
    getStatsLevel(): Promise<number>
    setStatsLevel(level: number): Promise<void>
    getProperty(name: string): Promise<string>
    diagnostics(): unknown
  }

  namespace RocksDB {
    interface Options<K = Uint8Array, V = Uint8Array> extends SessionOptions<K, V> {
      columnFamilies?: (string | ColumnFamily)[]
      /** Default false. */
      readOnly?: boolean
      /** Default true. */
      createIfMissing?: boolean
      /** Default true. */
      createMissingColumnFamilies?: boolean
      /** Default 6. */
      maxBackgroundJobs?: number
      /** Default 1 MiB. */
      bytesPerSync?: number
      /** Default −1: no limit. */
      maxOpenFiles?: number
      /** Default false. */
      useDirectReads?: boolean
    }

    interface SessionOptions<K = Uint8Array, V = Uint8Array> {
      columnFamily?: string | ColumnFamily
      snapshot?: boolean
      keyEncoding?: Encoder<any, K> | null
      valueEncoding?: Encoder<any, V> | null
    }

    interface ColumnFamily {
      readonly name: string
    }

    interface WalFile {
      /** Relative to the database's directory. */
      path: string
      number: number
      type: number
      startSequence: number
      /** Bytes. */
      size: number
    }

    interface Stats {
      gets: number
      puts: number
      deletes: number
      rangeDeletes: number
      readBatches: number
      writeBatches: number
    }

    interface Range<K = Uint8Array> {
      gt?: K | string
      gte?: K | string
      lt?: K | string
      lte?: K | string
    }

    interface IteratorOptions {
      reverse?: boolean
      limit?: number
      /** Default true. */
      keys?: boolean
      /** Default true. */
      values?: boolean
    }

    interface BatchOptions {
      /** Operations to make room for. Default 8. */
      capacity?: number
      /** Destroy after the flush. Default false. */
      autoDestroy?: boolean
    }

    interface ReadBatch<K = Uint8Array, V = Uint8Array> {
      /** Resolves once the batch was flushed. */
      get(key: K | string): Promise<V | null>
      flush(): Promise<void>
      /** As flush, without a promise. */
      tryFlush(): void
      destroy(): void
    }

    interface WriteBatch<K = Uint8Array, V = Uint8Array> {
      put(key: K | string, value: V | string): Promise<void>
      tryPut(key: K | string, value: V | string): void
      delete(key: K | string): Promise<void>
      tryDelete(key: K | string): void
      deleteRange(start: K | string, end: K | string): Promise<void>
      tryDeleteRange(start: K | string, end: K | string): void
      flush(): Promise<void>
      /** As flush, without a promise. */
      tryFlush(): void
      destroy(): void
    }
  }

  export = RocksDB
}
