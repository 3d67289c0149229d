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
    readonly discoveryKey: Uint8Array | null
    readonly store: Corestore
    /** What `open` returned. Read it, never write it outside `apply`. */
    readonly view: View
    /** The system core: the state of the base as a whole. */
    readonly core: Hypercore<any>
    /** Our writer's core. Its key is what others add. Null until ready. */
    readonly local: Hypercore<any>
    readonly localWriter: Autobase.Writer | null
    readonly keyPair: KeyPair | null
    readonly encrypted: boolean
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
    get indexedLength(): number
    /** An append is being written. */
    get appending(): boolean
    get flushing(): boolean
    /** The writers, indexers and heads now. Internal object; null until opened. */
    get system(): Autobase.System | null
    /** The writers that are open now. */
    readonly activeWriters: Autobase.ActiveWriters
    readonly wakeupProtocol: ProtomuxWakeup
    readonly wakeupCapability: { key: Uint8Array; discoveryKey: Uint8Array } | null
    readonly wakeupSession: ProtomuxWakeup.Session | null
    readonly paused: boolean
    /** The reason given to `host.interrupt`. */
    readonly interrupted: unknown
    /** Apply more blocks at once. */
    bigBatches: boolean
    fastForwardEnabled: boolean
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
    setBigBatches(enabled?: boolean): void
    /** Stops applying until {@link resume}. */
    pause(): void
    resume(): void
    /** Resolves to true when we are a writer; to false when the base closes first. */
    waitForWritable(): Promise<boolean>
    isFastForwarding(): boolean
    /** Jumps to the newest checkpoint that indexers signed. */
    forceFastForward(): Promise<void>
    /** As {@link forceFastForward}, for a base that is stuck. */
    repair(): Promise<void>
    /** Whether a writer may be removed: the last indexer may not. */
    removeable(key: Uint8Array): boolean
    /** Small values beside the base, on this machine only. */
    setUserData(key: string, value: Uint8Array | string | null): Promise<void>
    getUserData(key: string): Promise<Uint8Array | null>
    /** The last error that an update met. */
    getLastError(): Error | null

    on<E extends keyof Autobase.Events>(event: E, listener: (...args: Autobase.Events[E]) => void): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
    once<E extends keyof Autobase.Events>(event: E, listener: (...args: Autobase.Events[E]) => void): this
    once(event: string | symbol, listener: (...args: any[]) => void): this
    off<E extends keyof Autobase.Events>(event: E, listener: (...args: Autobase.Events[E]) => void): this
    off(event: string | symbol, listener: (...args: any[]) => void): this
  }

  /** Constructors and statics of {@link Autobase}. */
  interface AutobaseConstructor {
    /** @param bootstrap the key of an existing base; null or left out makes a new one */
    new <View = any, Value = Uint8Array>(
      store: Corestore,
      bootstrap: Hypercore.KeyLike | null | undefined,
      handlers?: Autobase.Handlers<View, Value>,
    ): Autobase<View, Value>
    new <View = any, Value = Uint8Array>(
      store: Corestore,
      handlers?: Autobase.Handlers<View, Value>,
    ): Autobase<View, Value>
    readonly prototype: Autobase
    /** The core that a base in this store would write to. Close it. */
    getLocalCore(
      store: Corestore,
      handlers?: Corestore.GetOptions<any>,
      encryptionKey?: Uint8Array | null,
    ): Hypercore<any>
    getLocalKey(store: Corestore, options?: Corestore.GetOptions<any>): Promise<Uint8Array>
    /** Which base and which view a core belongs to. */
    getUserData(core: Hypercore<any>): Promise<{ referrer: Uint8Array | null; view: string | null }>
    /** Whether a core is an Autobase writer's. @throws Error when it is empty */
    isAutobase(core: Hypercore<any>, options?: Hypercore.GetOptions): Promise<boolean>
    encodeValue(value: Uint8Array, options?: object): Uint8Array
    decodeValue(value: Uint8Array, options?: object): unknown
  }

  namespace Autobase {
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
      blindEncryption?: unknown
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
      value: Value
      /** The writer's core. */
      from: Hypercore<any>
      /** Blocks of the writer's core up to and with this one. */
      length: number
      heads: Head[]
      optimistic: boolean
      /** A majority of indexers agreed on its place: it will not be reordered. */
      indexed: boolean
    }

    interface Head {
      key: Uint8Array
      length: number
    }

    /** Makes cores for the view; they are truncated when the order changes. */
    interface ViewStore {
      get(name: string): Hypercore
      get<const O extends ViewCoreOptions<any>, _Inferred extends true>(
        options: O,
      ): Hypercore<codecs.Decoded<O['valueEncoding']>>
      get<T>(options: ViewCoreOptions<T>): Hypercore<T>
    }

    interface ViewCoreOptions<T = Uint8Array> {
      name: string
      valueEncoding?: codecs.Encoding<T>
    }

    /** What `apply` may do to the base itself. In `open` all of it throws. */
    interface HostCalls {
      readonly key: Uint8Array
      readonly discoveryKey: Uint8Array
      readonly id: string
      /** Null in `open`. */
      readonly system?: System
      /** `indexer` (they sign checkpoints, and a majority must be online) defaults to true. */
      addWriter(key: Uint8Array, options?: { indexer?: boolean }): Promise<void>
      /** @throws Error for the last indexer */
      removeWriter(key: Uint8Array): Promise<void>
      /** Accepts an optimistic block's writer. */
      ackWriter(key: Uint8Array): Promise<void>
      removeable(key: Uint8Array): boolean
      /** Stops and closes the base, with an `interrupt` event: for blocks from a newer version of your program. */
      interrupt(reason?: unknown): void
      preferFastForward(): void
    }

    /** The writers of a base. */
    interface System {
      readonly members: number
      readonly indexers: { key: Uint8Array; length: number }[]
      readonly heads: Head[]
      /** Every writer that there ever was. */
      list(): AsyncIterable<{
        key: Uint8Array
        value: { isIndexer: boolean; isRemoved: boolean; length: number }
      }>
      get(key: Uint8Array): Promise<{ isIndexer: boolean; isRemoved: boolean; length: number } | null>
      has(key: Uint8Array): Promise<boolean>
    }

    interface Writer {
      readonly core: Hypercore<any>
      readonly isActiveIndexer: boolean
      readonly isRemoved: boolean
      readonly length: number
    }

    interface ActiveWriters {
      get size(): number
      get(key: Uint8Array): Writer | null
      has(key: Uint8Array): boolean
      [Symbol.iterator](): IterableIterator<Writer>
    }

    interface AppendBatch<Value> {
      /** Values so far. */
      readonly blocks: Value[]
      readonly closed: boolean
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
      ready: []
      close: []
      /** Something was applied. */
      update: []
      writable: []
      unwritable: []
      'is-indexer': []
      'is-non-indexer': []
      /** Lengths of the system core. */
      'fast-forward': [to: number, from: number]
      'rotate-local-writer': []
      /** The view's cores were replaced. */
      reboot: []
      /** See `host.interrupt`. */
      interrupt: [reason: unknown]
      /** A writer was opened. */
      writer: [writer: Writer]
      warning: [warning: Error]
      error: [error: Error]
    }
  }

  const Autobase: AutobaseConstructor
  export = Autobase
}
