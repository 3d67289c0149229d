/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `hyperbee` 2: a sorted key/value store (an append-only B-tree) on a Hypercore. */
declare module 'hyperbee' {
  import ReadyResource = require('ready-resource')
  import type { Readable } from 'streamx'
  import type codecs = require('codecs')
  import type Hypercore = require('hypercore')

  /** A bee whose keys decode to `K` and values to `V`. Keys sort by their encoded bytes. */
  interface Hyperbee<K = Uint8Array, V = Uint8Array> extends ReadyResource {
    /** The core below. */
    readonly core: Hypercore<any>
    /** @deprecated use `core` */
    readonly feed: Hypercore<any>
    /** How keys are encoded. */
    readonly keyEncoding: codecs.Codec<K> | null
    /** How values are encoded. */
    readonly valueEncoding: codecs.Codec<V> | null
    /** Written into the header of a new bee. */
    readonly metadata: Hyperbee.Metadata | null
    /** Between the parts of a sub's keys. Default one zero byte. */
    readonly sep: Uint8Array
    /** Writing is refused. */
    readonly readonly: boolean
    /** In front of all keys, in a sub. */
    readonly prefix: Uint8Array | null
    /** Write a put although the value is the same. Default true. */
    alwaysDuplicate: boolean
    /** Blocks that this version consists of, at least 1. */
    get version(): number
    /** z-base-32 of the core's key. */
    get id(): string | null
    /** 32 bytes. */
    get key(): Uint8Array | null
    /** 32 bytes: what the thing is announced under. */
    get discoveryKey(): Uint8Array | null
    /** It may be written here. */
    get writable(): boolean
    /** It may be read. */
    get readable(): boolean

    /** The entry, or null when there is none. @throws as `core.get` */
    get(key: codecs.Writable<K>, options?: Hyperbee.ReadOptions): Promise<Hyperbee.Entry<K, V> | null>
    /** The entry that block `seq` holds. */
    getBySeq(seq: number, options?: Hyperbee.ReadOptions): Promise<{ key: K; value: V | null }>
    /** One write, one block. Resolves without writing when `cas` says no. */
    put(
      key: codecs.Writable<K>,
      value: codecs.Writable<V>,
      options?: Hyperbee.PutOptions<K, V>,
    ): Promise<void>
    /** Deletes. Resolves also when there is no such key. */
    del(key: codecs.Writable<K>, options?: Hyperbee.DelOptions<K, V>): Promise<void>
    /** Writes that `flush` appends together. Holds the bee's write lock from its first write until `flush` or `close`. */
    batch(options?: Hyperbee.ReadOptions): Hyperbee.Batch<K, V>
    /** The first entry of a range, or with `reverse` the last. */
    peek(range?: Hyperbee.Range<K>, options?: Hyperbee.RangeOptions): Promise<Hyperbee.Entry<K, V> | null>
    /** The entries of a range, in the order of their keys. */
    createReadStream(
      range?: Hyperbee.Range<K> & Hyperbee.RangeOptions,
      options?: Hyperbee.RangeOptions,
    ): Readable & AsyncIterable<Hyperbee.Entry<K, V>>
    /** As `createReadStream`, without a stream. Open it first, close it after. */
    createRangeIterator(
      range?: Hyperbee.Range<K> & Hyperbee.RangeOptions,
      options?: Hyperbee.RangeOptions,
    ): Hyperbee.RangeIterator<K, V>
    /** All puts and deletes in order of writing. */
    createHistoryStream(
      options?: Hyperbee.HistoryOptions,
    ): Readable & AsyncIterable<Hyperbee.HistoryEntry<K, V>>
    /** Keys that differ between this version (`left`) and another (`right`). */
    createDiffStream(
      right: number | Hyperbee<K, V>,
      range?: Hyperbee.Range<K> & Hyperbee.RangeOptions,
      options?: Hyperbee.RangeOptions,
    ): Readable & AsyncIterable<Hyperbee.DiffEntry<K, V>>
    /** The bee as it was at `version`. Close it. */
    checkout(version: number, options?: Hyperbee.CheckoutOptions): Hyperbee<K, V>
    /** The bee as it is now. Close it. */
    snapshot(options?: Hyperbee.CheckoutOptions): Hyperbee<K, V>
    /** A bee inside this one whose keys all start with `prefix`. Closing it closes the core. */
    sub(prefix: string | Uint8Array, options?: { sep?: string | Uint8Array }): Hyperbee<K, V>
    sub<const O extends Hyperbee.SubOptions<any, any>, _Inferred extends true>(
      prefix: string | Uint8Array,
      options: O,
    ): Hyperbee<Hyperbee.DecodedOr<O['keyEncoding'], K>, Hyperbee.DecodedOr<O['valueEncoding'], V>>
    sub<K2, V2>(prefix: string | Uint8Array, options: Hyperbee.SubOptions<K2, V2>): Hyperbee<K2, V2>
    /** Yields `[current, previous]` snapshots after each change of a range. Only on the main bee. */
    watch(range?: Hyperbee.Range<K> | null, options?: Hyperbee.WatchOptions<K, V>): Hyperbee.Watcher<K, V>
    /** Keeps `watcher.node` at the current entry of a key. Only on the main bee. */
    getAndWatch(
      key: codecs.Writable<K>,
      options?: Hyperbee.EncodingOptions,
    ): Promise<Hyperbee.EntryWatcher<K, V>>
    /** Deletes blocks that this version does not need from this machine. Returns the version cleared to. */
    clearUnlinked(options?: {
      gte?: number
      lt?: number
      batchSize?: number
      wait?: boolean
    }): Promise<number>
    /** The header in block 0; null when it is not here and not waited for. */
    getHeader(options?: Hypercore.GetOptions): Promise<Hyperbee.Header | null>
    /** As `core.update`. */
    update(options?: Hypercore.UpdateOptions): Promise<boolean>
    /** As `core.replicate`. */
    replicate: Hypercore['replicate']
    /** Also closes the core. */
    close(): Promise<void>
  }

  /** Constructors and statics of {@link Hyperbee}. `_Inferred` only tells the signatures apart; never pass it. */
  interface HyperbeeConstructor {
    /** @param core without a value encoding of its own */
    new (core: Hypercore<any>): Hyperbee
    new <const O extends Hyperbee.Options<any, any>, _Inferred1 extends true, _Inferred2 extends true>(
      core: Hypercore<any>,
      options: O,
    ): Hyperbee<codecs.Decoded<O['keyEncoding']>, codecs.Decoded<O['valueEncoding']>>
    new <K, V>(core: Hypercore<any>, options?: Hyperbee.Options<K, V>): Hyperbee<K, V>
    /** What instances inherit; for `instanceof` and subclasses. */
    readonly prototype: Hyperbee<any, any>
    /** Whether block 0 is a bee's header. @throws HypercoreError BLOCK_NOT_AVAILABLE */
    isHyperbee(core: Hypercore<any>, options?: Hypercore.GetOptions): Promise<boolean>
  }

  namespace Hyperbee {
    /** Encodings that differ from the bee's. */
    interface EncodingOptions<K = any, V = any> {
      /** Default `binary`. */
      keyEncoding?: codecs.Encoding<K> | null
      /** Default `binary`. */
      valueEncoding?: codecs.Encoding<V> | null
    }

    /** Options of the constructor. */
    interface Options<K = Uint8Array, V = Uint8Array> extends EncodingOptions<K, V> {
      /** JSON beside the entry. */
      metadata?: Metadata | null
      /** Peers help each other to find nodes. Default true. */
      extension?: boolean
      /** Refuse to write. Default false. */
      readonly?: boolean
      /** Write a put although the value is the same. Default true. */
      alwaysDuplicate?: boolean
      /** Read each entry from its own session of the core. Default true. */
      sessions?: boolean
      /** Between prefix and key of subs. Default one zero byte. */
      sep?: Uint8Array
      /** In front of all keys. */
      prefix?: Uint8Array | null
      /** Show the bee at this version. */
      checkout?: number
      /** Taken before each write; the returned function releases it. */
      lock?: () => Promise<() => void>
    }

    /** Options of `sub`. */
    interface SubOptions<K = any, V = any> extends EncodingOptions<K, V> {
      /** Between prefix and key of subs. Default one zero byte. */
      sep?: string | Uint8Array
    }

    /** `Fallback` unless the option was given. */
    type DecodedOr<E, Fallback> = E extends null | undefined
      ? Fallback
      : unknown extends E
        ? Fallback
        : codecs.Decoded<E>

    /** Beside the entries, in the header. */
    interface Metadata {
      /** Key of another core that belongs to it. */
      contentFeed?: Uint8Array | null
      /** Free for the owner. */
      userData?: Uint8Array | null
    }

    /** Block 0 of a bee. */
    interface Header {
      /** `hyperbee`. */
      protocol: string
      /** JSON beside the entry. */
      metadata: Metadata | null
    }

    /** A key and its value. */
    interface Entry<K = Uint8Array, V = Uint8Array> {
      /** The block that wrote it. */
      seq: number
      /** Decoded. */
      key: K
      /** What is known of it. */
      value: V
    }

    /** A write. */
    interface HistoryEntry<K = Uint8Array, V = Uint8Array> {
      /** Written or deleted. */
      type: 'put' | 'del'
      /** The block that wrote it. */
      seq: number
      /** As it was written. */
      key: K
      /** Null for a deletion. */
      value: V | null
    }

    /** A key whose entries differ. */
    interface DiffEntry<K = Uint8Array, V = Uint8Array> {
      /** The entry of this bee, null when it has none. */
      left: Entry<K, V> | null
      /** The entry of the other. */
      right: Entry<K, V> | null
    }

    /** Options of reads. */
    interface ReadOptions extends EncodingOptions {
      /** Wait for what is not here. Default: as the session. */
      wait?: boolean
      /** Milliseconds. */
      timeout?: number
      /** Ask peers for a newer version first. Default true. */
      update?: boolean
      /** Read this version. */
      checkout?: number
      /** Called for each block that is read. */
      onseq?: (seq: number) => void
      /** Called when a block has to be waited for. */
      onwait?: (seq: number) => void
      /** Ask peers to help find nodes. */
      extension?: boolean
    }

    /** Options of `put`. */
    interface PutOptions<K, V> extends EncodingOptions {
      /** Write only when this says true; called only when the key exists. */
      cas?: (previous: Entry<K, V>, next: Entry<K, V>) => boolean | Promise<boolean>
    }

    /** Options of `del`. */
    interface DelOptions<K, V> extends EncodingOptions {
      /** Delete only when this says true. */
      cas?: (previous: Entry<K, V>) => boolean | Promise<boolean>
    }

    /** Bounds on the keys. */
    interface Range<K = Uint8Array> {
      /** After this key. */
      gt?: codecs.Writable<K>
      /** From this key. */
      gte?: codecs.Writable<K>
      /** Before this key. */
      lt?: codecs.Writable<K>
      /** Up to this key. */
      lte?: codecs.Writable<K>
    }

    /** Options of reading a range. */
    interface RangeOptions extends ReadOptions {
      /** Default false. */
      reverse?: boolean
      /** Entries. Default −1: all. */
      limit?: number
      /** Destroys the stream when aborted. */
      signal?: AbortSignal
    }

    /** Options of `createHistoryStream`. */
    interface HistoryOptions {
      /** Go on with new entries; never ends. Default false. */
      live?: boolean
      /** Newest first. */
      reverse?: boolean
      /** Blocks; negative counts from the end. */
      gte?: number
      /** After this block. */
      gt?: number
      /** Up to this block. */
      lte?: number
      /** Before this block. */
      lt?: number
      /** Entries. Default: all. */
      limit?: number
      /** Destroys the stream when aborted. */
      signal?: AbortSignal
    }

    /** Options of `checkout` and `snapshot`. */
    interface CheckoutOptions extends EncodingOptions {
      /** Read from this bee's session; do not close it. */
      reuseSession?: boolean
    }

    /** Options of `watch`. */
    interface WatchOptions<K, V> extends EncodingOptions {
      /** What is yielded for each snapshot. Default: the snapshot. */
      map?: (snapshot: Hyperbee<K, V>) => any
      /** Finds out whether the range changed. Default: the diff stream. */
      differ?: (current: Hyperbee<K, V>, previous: Hyperbee<K, V>, range: Range<K>) => AsyncIterable<unknown>
      /** Yield once for the present state. Default false. */
      eager?: boolean
      /** Called after each change. */
      onchange?: () => unknown
    }

    /** Writes that become visible together. */
    interface Batch<K = Uint8Array, V = Uint8Array> {
      /** The bee it writes to. */
      readonly tree: Hyperbee<K, V>
      /** The core below. */
      readonly core: Hypercore<any>
      /** Blocks that are waiting for the flush. */
      readonly length: number
      /** What the bee's version will be. */
      get version(): number
      /** Resolves when opened. */
      ready(): Promise<void>
      /** Takes the write lock now. */
      lock(): Promise<void>
      /** Sees the batch's own writes. */
      get(key: codecs.Writable<K>, options?: ReadOptions): Promise<Entry<K, V> | null>
      /** The entry that a block holds. */
      getBySeq(seq: number, options?: ReadOptions): Promise<{ key: K; value: V | null }>
      /** Collected until `flush`. */
      put(key: codecs.Writable<K>, value: codecs.Writable<V>, options?: PutOptions<K, V>): Promise<void>
      /** Collected until `flush`. */
      del(key: codecs.Writable<K>, options?: DelOptions<K, V>): Promise<void>
      /** The first entry of a range. */
      peek(range?: Range<K>, options?: RangeOptions): Promise<Entry<K, V> | null>
      /** Sees the batch's own writes. */
      createReadStream(
        range?: Range<K> & RangeOptions,
        options?: RangeOptions,
      ): Readable & AsyncIterable<Entry<K, V>>
      /** Sees the batch's own writes. */
      createRangeIterator(range?: Range<K> & RangeOptions, options?: RangeOptions): RangeIterator<K, V>
      /** The encoded blocks that `flush` would append. */
      toBlocks(): Uint8Array[]
      /** Appends everything and releases the lock. */
      flush(): Promise<void>
      /** Forgets everything and releases the lock. */
      close(): Promise<void>
      /** @deprecated use {@link close} */
      destroy(): void
    }

    /** Walks over a range. */
    interface RangeIterator<K = Uint8Array, V = Uint8Array> {
      /** Finds the first entry. */
      open(): Promise<void>
      /** Null at the end. */
      next(): Promise<Entry<K, V> | null>
      /** Frees the snapshot. */
      close(): Promise<void>
    }

    /** Reading it, or an `update` listener, makes it run. */
    interface Watcher<K = Uint8Array, V = Uint8Array> extends ReadyResource {
      /** The bee it belongs to. */
      readonly bee: Hyperbee<K, V>
      /** What is watched. */
      readonly range: Range<K> | null
      /** Valid until the next change. */
      readonly current: Hyperbee<K, V> | null
      /** As it was before the change. */
      readonly previous: Hyperbee<K, V> | null
      /** Waits for the next change. */
      next(): Promise<IteratorResult<[current: Hyperbee<K, V>, previous: Hyperbee<K, V>], undefined>>
      /** Closes it. */
      return(): Promise<IteratorReturnResult<undefined>>
      /** Reads it to its end. */
      [Symbol.asyncIterator](): AsyncIterator<[current: Hyperbee<K, V>, previous: Hyperbee<K, V>], undefined>
      /** @deprecated use `close` */
      destroy(): Promise<void>
      /** Adds a listener. Known events are typed; other names are accepted with any payload. */
      on(event: 'update' | 'ready' | 'close', listener: () => void): this
      on(event: 'error', listener: (error: Error) => void): this
      on(event: string | symbol, listener: (...args: any[]) => void): this
    }

    /** Follows one key. */
    interface EntryWatcher<K = Uint8Array, V = Uint8Array> extends ReadyResource {
      /** The bee it belongs to. */
      readonly bee: Hyperbee<K, V>
      /** What is watched. */
      readonly key: K
      /** The present entry. */
      readonly node: Entry<K, V> | null
      /** Adds a listener. Known events are typed; other names are accepted with any payload. */
      on(event: 'update' | 'ready' | 'close', listener: () => void): this
      on(event: 'error', listener: (error: Error) => void): this
      on(event: string | symbol, listener: (...args: any[]) => void): this
    }
  }

  const Hyperbee: HyperbeeConstructor
  export = Hyperbee
}
