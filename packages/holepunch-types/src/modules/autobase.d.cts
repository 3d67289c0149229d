/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `autobase` 7: several writers' cores, put into one order, and a view computed from it. */
declare module 'autobase' {
  import ReadyResource = require('ready-resource')
  import type codecs = require('codecs')
  import type Corestore = require('corestore')
  import type Hypercore = require('hypercore')
  import type { KeyPair } from 'hypercore-crypto'
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')
  import type ProtomuxWakeup = require('protomux-wakeup')

  /** A base whose `open` returns a `View` and whose writers append a `Value`. */
  interface Autobase<View = any, Value = any> extends ReadyResource {
    /** z-base-32 of {@link key}. Null until ready. */
    readonly id: string | null
    /** 32 bytes: open the same base elsewhere with it. Null until ready, unless given. */
    readonly key: Uint8Array | null
    /** 32 bytes: what the thing is announced under. */
    readonly discoveryKey: Uint8Array | null
    /** The store that its cores are in. */
    readonly store: Corestore
    /** What `open` returned. Read it, never write it outside `apply`. */
    readonly view: View
    /** The system core: the state of the base as a whole. */
    readonly core: Hypercore<any>
    /** Our writer's core. Its key is what others add. Null until ready. */
    readonly local: Hypercore<any>
    /** We, as a writer; null until we were added. */
    readonly localWriter: Autobase.Writer | null
    /** The Ed25519 key pair that it signs or connects with. */
    readonly keyPair: KeyPair | null
    /** It is encrypted. */
    readonly encrypted: boolean
    /** 32 bytes, null when it is not encrypted. */
    encryptionKey: Uint8Array | null
    /** We sign checkpoints. */
    readonly isIndexer: boolean
    /** We are a writer that was not removed. */
    get writable(): boolean
    /** We are an active indexer and may `ack`. */
    get ackable(): boolean
    /** Length of the system core, not of the view or of our writer. */
    get length(): number
    /** Length of the system core that a majority of indexers signed: it will not be reordered any more. */
    get signedLength(): number
    /** Length of the system core that was signed and applied here. */
    get indexedLength(): number
    /** An append is being written. */
    get appending(): boolean
    /** The view is being flushed. */
    get flushing(): boolean
    /** The writers, indexers and heads now. Internal object; null until opened. */
    get system(): Autobase.System | null
    /** The writers that are open now. */
    readonly activeWriters: Autobase.ActiveWriters
    /** Tells peers which writers have news. */
    readonly wakeupProtocol: ProtomuxWakeup
    /** Whoever knows it can ask for news. */
    readonly wakeupCapability: { key: Uint8Array; discoveryKey: Uint8Array } | null
    /** Our part in the wakeup protocol. */
    readonly wakeupSession: ProtomuxWakeup.Session | null
    /** It is paused. */
    readonly paused: boolean
    /** The reason given to `host.interrupt`. */
    readonly interrupted: unknown
    /** Apply more blocks at once. */
    bigBatches: boolean
    /** It may jump to checkpoints. */
    fastForwardEnabled: boolean
    /** An update runs. */
    updating: boolean
    /** @deprecated use {@link key} */
    get bootstrap(): Uint8Array | null

    /**
     * Appends one value or, together, several. Resolves to our writer's length once it was applied here.
     * @throws Error `Not writable`, `Autobase is closing`
     */
    append(
      value: Value | readonly Value[] | null,
      options?: { /** Append although we are no writer; needs an optimistic base. */ optimistic?: boolean },
    ): Promise<number>
    /** Collects appends until `flush`. */
    batch(): Autobase.AppendBatch<Value>
    /** Applies everything that is here. */
    update(): Promise<void>
    /** Writes a null that acknowledges the present order, if that helps and we are an indexer. */
    ack(background?: boolean): Promise<void>
    /** Resolves when pending flushes of the view are done. */
    flush(): Promise<void>
    /** Resolves when the step that runs now is done. */
    advance(): Promise<void>
    /** The tree hash of the system core: equal on two peers that agree. */
    hash(): Promise<Uint8Array>
    /** The newest node of each branch; more than one is a fork that the next append merges. */
    heads(): Autobase.Head[]
    /** The cores of the view. */
    views(): Hypercore<any>[]
    /** Replicates the store and takes part in the wakeup protocol. */
    replicate(isInitiator: boolean, options?: Hypercore.ReplicateOptions): Hypercore.ReplicationStream
    replicate<S extends NoiseSecretStream>(connection: S, options?: Hypercore.ReplicateOptions): S
    /** Writers that may have news, from elsewhere. `length` −1 when it is not known. */
    hintWakeup(hints: ProtomuxWakeup.Wakeup | ProtomuxWakeup.Wakeup[]): void
    /** Uses another capability for the wakeup protocol. */
    setWakeup(capability: Uint8Array, discoveryKey?: Uint8Array): void
    /** Switches to another local writer. */
    setLocal(key: Uint8Array | null, options?: { keyPair?: KeyPair }): Promise<void>
    /** Sets {@link bigBatches}. */
    setBigBatches(enabled?: boolean): void
    /** Stops applying until {@link resume}. */
    pause(): void
    /** Goes on applying. */
    resume(): void
    /** Resolves to true when we are a writer; to false when the base closes first. */
    waitForWritable(): Promise<boolean>
    /** It is jumping to a checkpoint. */
    isFastForwarding(): boolean
    /** Jumps to the newest checkpoint that indexers signed. */
    forceFastForward(): Promise<void>
    /** As {@link forceFastForward}, for a base that is stuck. */
    repair(): Promise<void>
    /** Whether a writer may be removed: the last indexer may not. */
    removeable(key: Uint8Array): boolean
    /** Small values beside the base, on this machine only. */
    setUserData(key: string, value: Uint8Array | string | null): Promise<void>
    /** Reads what `setUserData` stored; null when there is nothing. */
    getUserData(key: string): Promise<Uint8Array | null>
    /** The last error that an update met. */
    getLastError(): Error | null

    /** Adds a listener. Known events are typed; other names are accepted with any payload. */
    on<E extends keyof Autobase.Events>(event: E, listener: (...args: Autobase.Events[E]) => void): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
    /** Adds a listener for one event. */
    once<E extends keyof Autobase.Events>(event: E, listener: (...args: Autobase.Events[E]) => void): this
    once(event: string | symbol, listener: (...args: any[]) => void): this
    /** Removes a listener. */
    off<E extends keyof Autobase.Events>(event: E, listener: (...args: Autobase.Events[E]) => void): this
    off(event: string | symbol, listener: (...args: any[]) => void): this
  }

  /** Constructors and statics of {@link Autobase}. `_Inferred` only tells the signatures apart; never pass it. */
  interface AutobaseConstructor {
    /** @param bootstrap the key of an existing base; null or left out makes a new one */
    new <View, const E extends codecs.EncodingName, _Inferred extends true>(
      store: Corestore,
      bootstrap: Hypercore.KeyLike | null | undefined,
      handlers: Autobase.Handlers<View, codecs.NamedEncodings[E]> & { valueEncoding: E },
    ): Autobase<View, codecs.NamedEncodings[E]>
    new <View, const E extends codecs.EncodingName, _Inferred extends true>(
      store: Corestore,
      handlers: Autobase.Handlers<View, codecs.NamedEncodings[E]> & { valueEncoding: E },
    ): Autobase<View, codecs.NamedEncodings[E]>
    new <View = any, Value = Uint8Array>(
      store: Corestore,
      bootstrap: Hypercore.KeyLike | null | undefined,
      handlers?: Autobase.Handlers<View, Value>,
    ): Autobase<View, Value>
    new <View = any, Value = Uint8Array>(
      store: Corestore,
      handlers?: Autobase.Handlers<View, Value>,
    ): Autobase<View, Value>
    /** What instances inherit; for `instanceof` and subclasses. */
    readonly prototype: Autobase
    /** The core that a base in this store would write to. Close it. */
    getLocalCore(
      store: Corestore,
      handlers?: Corestore.GetOptions<any>,
      encryptionKey?: Uint8Array | null,
    ): Hypercore<any>
    /** The key of the core that a base in this store would write to. */
    getLocalKey(store: Corestore, options?: Corestore.GetOptions<any>): Promise<Uint8Array>
    /** Which base and which view a core belongs to. */
    getUserData(core: Hypercore<any>): Promise<{ referrer: Uint8Array | null; view: string | null }>
    /** Whether a core is an Autobase writer's. @throws Error when it is empty */
    isAutobase(core: Hypercore<any>, options?: Hypercore.GetOptions): Promise<boolean>
    /** A block of a writer's core around a value. */
    encodeValue(value: Uint8Array, options?: object): Uint8Array
    /** The value inside a block of a writer's core. */
    decodeValue(value: Uint8Array, options?: object): unknown
  }

  namespace Autobase {
    /** What the base calls, and its options. */
    interface Handlers<View = any, Value = Uint8Array> {
      /** Makes the view, from nothing but the store. */
      open?(store: ViewStore, host: HostCalls): View
      /**
       * Applies nodes to the view. It is undone and repeated when the order changes: it must be deterministic and
       * touch nothing but the view and the host. What it throws closes the base.
       */
      apply?(nodes: Node<Value>[], view: View, host: HostCalls): Promise<void> | void
      /** Called with what changed after each update. */
      update?(view: View, changes: unknown): Promise<void> | void
      /** Closes what `open` opened beside its cores. */
      close?(view: View): Promise<void> | void
      /** Default `binary`. */
      valueEncoding?: codecs.Encoding<Value>
      /** Let anyone append; `apply` verifies and calls `ackWriter`. Default false. */
      optimistic?: boolean
      /** 32 bytes. */
      encryptionKey?: Uint8Array | Promise<Uint8Array> | null
      /** Make an encrypted base. Default false. */
      encrypt?: boolean
      /** Fail unless the base is encrypted. Default: true with an encryption key. */
      encrypted?: boolean
      /** Encrypts the encryption key itself at rest. */
      blindEncryption?: unknown
      /** Signs our writer's core. Default: derived from the store. */
      keyPair?: KeyPair | Promise<KeyPair>
      /** Milliseconds between automatic acks, 0 for none. Default 10,000. */
      ackInterval?: number
      /** Acks after this many blocks times the indexers, 0 for none. Default 4. */
      ackThreshold?: number
      /** Jump to checkpoints. Default true. */
      fastForward?: boolean | { key: Uint8Array }
      /** Share one between bases and connections. Default: an own one. */
      wakeup?: ProtomuxWakeup
      /** Default false. */
      bigBatches?: boolean
    }

    /** A block of a writer, in order. */
    interface Node<Value = Uint8Array> {
      /** The decoded value. */
      value: Value
      /** The writer's core. */
      from: Hypercore<any>
      /** Blocks of the writer's core up to and with this one. */
      length: number
      /** The nodes that it was written on top of. */
      heads: Head[]
      /** It was appended by someone who is no writer. */
      optimistic: boolean
      /** A majority of indexers agreed on its place: it will not be reordered. */
      indexed: boolean
    }

    /** A writer and the length that is meant. */
    interface Head {
      /** 32 bytes. */
      key: Uint8Array
      /** Blocks. */
      length: number
    }

    /** Makes cores for the view; they are truncated when the order changes. */
    interface ViewStore {
      /** A core of the view by its name. */
      get(name: string): Hypercore
      get<const O extends ViewCoreOptions<any>, _Inferred extends true>(
        options: O,
      ): Hypercore<codecs.Decoded<O['valueEncoding']>>
      get<const O extends Omit<ViewCoreOptions<any>, 'name'>, _Inferred extends true>(
        name: string,
        options: O,
      ): Hypercore<codecs.Decoded<O['valueEncoding']>>
      get<T>(name: string, options: Omit<ViewCoreOptions<T>, 'name'>): Hypercore<T>
      get<T>(options: ViewCoreOptions<T>): Hypercore<T>
    }

    /** Options of a core of the view. */
    interface ViewCoreOptions<T = Uint8Array> {
      /** Unique in the view. */
      name: string
      /** How values are encoded. */
      valueEncoding?: codecs.Encoding<T>
    }

    /** What `apply` may do to the base itself. In `open` all of it throws. */
    interface HostCalls {
      /** 32 bytes. */
      readonly key: Uint8Array
      /** 32 bytes: what the thing is announced under. */
      readonly discoveryKey: Uint8Array
      /** z-base-32 of the base's key. */
      readonly id: string
      /** Null in `open`. */
      readonly system?: System
      /** `indexer` (they sign checkpoints, and a majority must be online) defaults to true. */
      addWriter(key: Uint8Array, options?: { indexer?: boolean }): Promise<void>
      /** @throws Error for the last indexer */
      removeWriter(key: Uint8Array): Promise<void>
      /** Accepts an optimistic block's writer. */
      ackWriter(key: Uint8Array): Promise<void>
      /** Whether a writer may be removed: the last indexer may not. */
      removeable(key: Uint8Array): boolean
      /** Stops and closes the base, with an `interrupt` event: for blocks from a newer version of your program. */
      interrupt(reason?: unknown): void
      /** Jump to a checkpoint rather than apply what follows. */
      preferFastForward(): void
    }

    /** The writers of a base. */
    interface System {
      /** Writers that were ever added. */
      readonly members: number
      /** Who signs, with their lengths. */
      readonly indexers: { key: Uint8Array; length: number }[]
      /** The newest node of each branch. */
      readonly heads: Head[]
      /** Every writer that there ever was. */
      list(): AsyncIterable<{
        key: Uint8Array
        value: { isIndexer: boolean; isRemoved: boolean; length: number }
      }>
      /** What is known of a writer; null when there is none of this key. */
      get(key: Uint8Array): Promise<{ isIndexer: boolean; isRemoved: boolean; length: number } | null>
      /** Whether there is a writer of this key. */
      has(key: Uint8Array): Promise<boolean>
    }

    /** A writer whose core is open. */
    interface Writer {
      /** The core below. */
      readonly core: Hypercore<any>
      /** It signs checkpoints. */
      readonly isActiveIndexer: boolean
      /** It was removed. */
      readonly isRemoved: boolean
      /** Blocks. */
      readonly length: number
    }

    /** Writers by key. */
    interface ActiveWriters {
      /** How many. */
      get size(): number
      /** The writer of a key, null when it is not open. */
      get(key: Uint8Array): Writer | null
      /** Whether the writer of a key is open. */
      has(key: Uint8Array): boolean
      /** Iterates over what it holds. */
      [Symbol.iterator](): IterableIterator<Writer>
    }

    /** Values that are appended together. */
    interface AppendBatch<Value> {
      /** Values so far. */
      readonly blocks: Value[]
      /** Flushed or closed. */
      readonly closed: boolean
      /** Flush has begun. */
      readonly flushing: boolean
      /** The length that our writer will have. */
      append(value: Value): Promise<number>
      /** Appends everything and closes. */
      flush(): Promise<void>
      /** Resolves when flushed or closed. */
      flushed(): Promise<void>
      /** Forgets everything. */
      close(): void
    }

    /** Without an `error` listener an error ends the process. */
    interface Events {
      /** Opened. */
      ready: []
      /** Closed. */
      close: []
      /** Something was applied. */
      update: []
      /** We became a writer. */
      writable: []
      /** We are no writer any more. */
      unwritable: []
      /** We became an indexer. */
      'is-indexer': []
      /** We are no indexer any more. */
      'is-non-indexer': []
      /** Lengths of the system core. */
      'fast-forward': [to: number, from: number]
      /** Our writer's core was replaced. */
      'rotate-local-writer': []
      /** The view's cores were replaced. */
      reboot: []
      /** See `host.interrupt`. */
      interrupt: [reason: unknown]
      /** A writer was opened. */
      writer: [writer: Writer]
      /** Something failed that does not stop the base. */
      warning: [warning: Error]
      /** Something failed. Without a listener, Node throws it. */
      error: [error: Error]
    }
  }

  const Autobase: AutobaseConstructor
  export = Autobase
}
