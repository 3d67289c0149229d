/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `rocksdb-native` 3: RocksDB. Declared as far as the storage code above it reaches. */
declare module 'rocksdb-native' {
  import type { Readable } from 'streamx'
  import type { Encoder } from 'compact-encoding'

  /** A session on a database; the database closes with its root session. Keys and values are bytes unless encoded. */
  class RocksDB<K = Uint8Array, V = Uint8Array> {
    constructor(path: string, options?: RocksDB.Options<K, V>)
    /** Enumerations of the settings. */
    static readonly constants: object
    /** Describes a column family. */
    static readonly ColumnFamily: new (name: string, options?: object) => RocksDB.ColumnFamily

    /** It is open. */
    get opened(): boolean
    /** This session is closed. */
    get closed(): boolean
    /** The directory. */
    get path(): string
    /** Operations since it was opened. */
    get stats(): RocksDB.Stats
    /** It sees a snapshot. */
    get snapshotted(): boolean
    /** Where this session reads and writes. */
    get defaultColumnFamily(): RocksDB.ColumnFamily
    /** Resolves when opened. */
    ready(): Promise<void>
    /** Closes this session; the root closes the database. `force` closes the other sessions first. */
    close(options?: { force?: boolean }): Promise<void>
    /** Another session. */
    session<K2 = K, V2 = V>(options?: RocksDB.SessionOptions<K2, V2>): RocksDB<K2, V2>
    /** A session on a column family. */
    columnFamily<K2 = K, V2 = V>(
      name: string | RocksDB.ColumnFamily,
      options?: RocksDB.SessionOptions<K2, V2>,
    ): RocksDB<K2, V2>
    /** A session that sees the database as it is now. */
    snapshot(): RocksDB<K, V>
    /** It is the session that the constructor made. */
    isRoot(): boolean
    /** Releases files, for a phone that goes to sleep. */
    suspend(): Promise<void>
    /** Opens the files again. */
    resume(): Promise<void>
    /** No operation runs. */
    isIdle(): boolean
    /** Resolves when no operation runs. */
    idle(): Promise<void>
    /** The value of a key, null when there is none. */
    get(key: K | string, options?: object): Promise<V | null>
    /** Writes one entry. */
    put(key: K | string, value: V | string, options?: object): Promise<void>
    /** Deletes one entry. */
    delete(key: K | string, options?: object): Promise<void>
    /** `start` up to, without, `end`. */
    deleteRange(start: K | string, end: K | string, options?: object): Promise<void>
    /** The entries of a range. */
    iterator(
      range?: RocksDB.Range<K>,
      options?: RocksDB.IteratorOptions,
    ): Readable & AsyncIterable<{ key: K; value: V }>
    /** The keys of a range. */
    keys(range?: RocksDB.Range<K>, options?: RocksDB.IteratorOptions): AsyncGenerator<K, void, void>
    /** The first entry of a range. */
    peek(range?: RocksDB.Range<K>, options?: RocksDB.IteratorOptions): Promise<{ key: K; value: V } | null>
    /** Reads that run together. */
    read(options?: RocksDB.BatchOptions): RocksDB.ReadBatch<K, V>
    /** Writes that become visible together. */
    write(options?: RocksDB.BatchOptions): RocksDB.WriteBatch<K, V>
    /** Moves memory tables to files. */
    flush(options?: object): Promise<void>
    /** Frees space of deleted entries. */
    compact(options?: object): Promise<void>
    /** As `compact`, for a range. */
    compactRange(
      start?: K | string | object | null,
      end?: K | string | object | null,
      options?: object,
    ): Promise<void>
    /** Bytes. */
    approximateSize(start: K | string, end: K | string, options?: object): Promise<number>
    /** The write-ahead log that the next write goes to: fsync it, and earlier writes survive a power loss. */
    currentWalFile(): Promise<RocksDB.WalFile>
    /** How much is measured. */
    getStatsLevel(): Promise<number>
    /** How much is to be measured. */
    setStatsLevel(level: number): Promise<void>
    /** A property of RocksDB by its name. */
    getProperty(name: string): Promise<string>
    /** For bug reports. */
    diagnostics(): unknown
  }

  namespace RocksDB {
    /** Options of the constructor. */
    interface Options<K = Uint8Array, V = Uint8Array> extends SessionOptions<K, V> {
      /** Open these too. */
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

    /** Options of a session. */
    interface SessionOptions<K = Uint8Array, V = Uint8Array> {
      /** Default: of the session. */
      columnFamily?: string | ColumnFamily
      /** See the database as it is now. */
      snapshot?: boolean
      /** Default: bytes. */
      keyEncoding?: Encoder<any, K> | null
      /** Default: bytes. */
      valueEncoding?: Encoder<any, V> | null
    }

    /** A separate key space. */
    interface ColumnFamily {
      /** Its name. */
      readonly name: string
    }

    /** A write-ahead log. */
    interface WalFile {
      /** Relative to the database's directory. */
      path: string
      /** Its number. */
      number: number
      /** Alive or archived. */
      type: number
      /** The first write in it. */
      startSequence: number
      /** Bytes. */
      size: number
    }

    /** Counters. */
    interface Stats {
      /** Values read. */
      gets: number
      /** Values written. */
      puts: number
      /** Values deleted. */
      deletes: number
      /** Ranges deleted. */
      rangeDeletes: number
      /** Batches of reads. */
      readBatches: number
      /** Batches of writes. */
      writeBatches: number
    }

    /** Bounds on the keys. */
    interface Range<K = Uint8Array> {
      /** After this key. */
      gt?: K | string
      /** From this key. */
      gte?: K | string
      /** Before this key. */
      lt?: K | string
      /** Up to this key. */
      lte?: K | string
    }

    /** Options of `iterator`. */
    interface IteratorOptions {
      /** From the end. Default false. */
      reverse?: boolean
      /** Entries. Default: all. */
      limit?: number
      /** Default true. */
      keys?: boolean
      /** Default true. */
      values?: boolean
    }

    /** Options of batches. */
    interface BatchOptions {
      /** Operations to make room for. Default 8. */
      capacity?: number
      /** Destroy after the flush. Default false. */
      autoDestroy?: boolean
    }

    /** Reads that run together. */
    interface ReadBatch<K = Uint8Array, V = Uint8Array> {
      /** Resolves when the database is open. */
      ready(): Promise<void>
      /** Resolves once the batch was flushed. */
      get(key: K | string): Promise<V | null>
      /** Runs them. */
      flush(): Promise<void>
      /** As flush, without a promise. */
      tryFlush(): void
      /** Gives the batch back; what waits rejects. */
      destroy(): void
    }

    /** Writes that become visible together. */
    interface WriteBatch<K = Uint8Array, V = Uint8Array> {
      /** Resolves when the database is open. */
      ready(): Promise<void>
      /** Resolves when flushed. */
      put(key: K | string, value: V | string): Promise<void>
      /** As `put`, without a promise. */
      tryPut(key: K | string, value: V | string): void
      /** Resolves when flushed. */
      delete(key: K | string): Promise<void>
      /** As `delete`, without a promise. */
      tryDelete(key: K | string): void
      /** `start` up to, without, `end`. */
      deleteRange(start: K | string, end: K | string): Promise<void>
      /** As `deleteRange`, without a promise. */
      tryDeleteRange(start: K | string, end: K | string): void
      /** Writes them. Rejects when none was written. */
      flush(): Promise<void>
      /** As flush, without a promise. */
      tryFlush(): void
      /** Gives the batch back; what waits rejects. */
      destroy(): void
    }
  }

  export = RocksDB
}
