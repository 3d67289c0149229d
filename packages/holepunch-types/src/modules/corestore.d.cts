/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `corestore` 7: a family of Hypercores in one directory, written with keys derived from one secret. */
declare module 'corestore' {
  import { EventEmitter } from 'node:events'
  import ReadyResource = require('ready-resource')
  import type { Readable } from 'streamx'
  import type { KeyPair } from 'hypercore-crypto'
  import type codecs = require('codecs')
  import type Hypercore = require('hypercore')
  import type CoreStorage = require('hypercore-storage')
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')
  import type Protomux = require('protomux')

  /** One process per directory: a second one waits or fails in `ready()`. */
  class Corestore extends ReadyResource {
    constructor(storage: Hypercore.Storage, options?: Corestore.Options)

    /** The store that sessions and namespaces belong to, null on itself. */
    readonly root: Corestore | null
    /** The database below. */
    readonly storage: CoreStorage
    /** 32 bytes; every named core's key pair derives from it. Null until ready. */
    primaryKey: Uint8Array | null
    /** 32 bytes: the namespace that names are resolved in. */
    readonly ns: Uint8Array
    /** All cores are read-only. */
    readonly readOnly: boolean
    /** False: incoming streams do not replicate by themselves. */
    active: boolean
    /** Version of the manifests of new cores. */
    manifestVersion: number
    /** Block cache shared between stores, null without. */
    globalCache: unknown
    /** `suspend` does something. */
    shouldSuspend: boolean

    /**
     * A session on a core: by `name` (own, writable, the key derives from store and namespace), by `key`, or as the
     * options say. The core loads in the background; `await core.ready()` for its key and length.
     */
    get(key: Uint8Array | string): Hypercore
    get<const O extends Corestore.GetOptions<any>, _Inferred extends true>(
      options: O,
    ): Hypercore<codecs.Decoded<O['valueEncoding']>>
    get<T>(options: Corestore.GetOptions<T>): Hypercore<T>
    /** Another handle on the same cores; closing it closes the sessions made through it. */
    session(options?: Corestore.SessionOptions): Corestore
    /** A session in which the same names give other cores. */
    namespace(name: string | Uint8Array, options?: Corestore.SessionOptions): Corestore
    /** The key pair of a name, in this namespace or in `ns`. */
    createKeyPair(name: string, ns?: Uint8Array): Promise<KeyPair>

    /**
     * Replicates all cores that are open now, later, or that the peer asks for and that are stored here. Give a
     * connection, or `true` on one side and `false` on the other.
     * @throws Error when the store is closing
     */
    replicate(isInitiator: boolean, options?: Hypercore.ReplicateOptions): Hypercore.ReplicationStream
    replicate<S extends NoiseSecretStream | Protomux>(connection: S, options?: Hypercore.ReplicateOptions): S
    /** Until the returned function is called, all cores assume that peers are on their way. */
    findingPeers(): () => void

    /** Calls `onopen` for each core that is opened from now on, with the internal core object. */
    watch(
      onopen: (core: { readonly key: Uint8Array | null; readonly discoveryKey: Uint8Array }) => void,
    ): void
    /** Stops `watch`. */
    unwatch(
      onopen: (core: { readonly key: Uint8Array | null; readonly discoveryKey: Uint8Array }) => void,
    ): void
    /** Discovery keys of all stored cores, or of the named ones of a namespace. */
    list(namespace?: Uint8Array): Readable & AsyncIterable<Uint8Array>
    /** Keys and manifest of a stored core. */
    getAuth(discoveryKey: Uint8Array): Promise<CoreStorage.Auth | null>
    /** Checks every stored core; repairs unless `dryRun`. */
    audit(options?: {
      dryRun?: boolean
    }): AsyncIterable<{ discoveryKey: Uint8Array; key: Uint8Array | null; audit: unknown }>
    /** Hears of activity in a group of cores. */
    notifyGroup(topic: Uint8Array): Corestore.GroupNotifyHandle
    /** A core that nobody can write, with the content that `core` has now. @throws Error when it has none */
    staticify(core: Hypercore<any>, options?: Corestore.GetOptions): Promise<Hypercore>
    /** Releases files. Does nothing when made with `suspend: false`. */
    suspend(options?: { log?: (message: string) => unknown }): Promise<void>
    /** Opens the files again. */
    resume(): Promise<void>

    /** Adds a listener. Known events are typed; other names are accepted with any payload. */
    on(event: 'ready' | 'close', listener: () => void): this
    on(event: 'group-active', listener: (topic: Uint8Array, update: unknown) => void): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
  }

  namespace Corestore {
    /** Options of a session. */
    interface SessionOptions {
      /** 32 bytes. */
      namespace?: Uint8Array
      /** False makes every core of this session read-only. */
      writable?: boolean
      /** Default 1. */
      manifestVersion?: number
      /** False: streams do not replicate by themselves. Default true. */
      active?: boolean
    }

    /** Options of the constructor. */
    interface Options extends SessionOptions, CoreStorage.Options {
      /** Derive names from this secret. Needs `unsafe: true`: two stores with one key fork their cores. */
      primaryKey?: Uint8Array
      /** You know what two stores with one primary key do. */
      unsafe?: boolean
      /** From the package `rache`, to share one block cache between stores. */
      globalCache?: unknown
      /** Default true, false on Android. */
      suspend?: boolean
    }

    /** Options of `get`. */
    interface GetOptions<T = Uint8Array> {
      /** An own, writable core. */
      name?: string
      /** 32 bytes or their text. */
      key?: Hypercore.KeyLike | null
      /** An existing core; rejects in `ready()` with STORAGE_EMPTY when it is not stored. */
      discoveryKey?: Uint8Array | string
      /** Signs the core; its public key makes the core's key. */
      keyPair?: Hypercore.WriterKeyPair | null
      /** Who signs the core; makes its key. */
      manifest?: Hypercore.ManifestInput | null
      /** How blocks are decoded. Default `binary`. */
      valueEncoding?: codecs.Encoding<T> | null
      /** 32-byte key, or how to encrypt. The key does not travel with the core. */
      encryption?: Hypercore.EncryptionOption | Hypercore.EncryptionProvider | Uint8Array | null
      /** @deprecated use `encryption: { key }` */
      encryptionKey?: Uint8Array | null
      /** @deprecated use `encryption: { key, block: true }` */
      isBlockKey?: boolean
      /** Wait for other exclusive sessions to close. */
      exclusive?: boolean
      /** False makes a read-only session. */
      writable?: boolean
      /** False: does not by itself make peers send this core. Default true. */
      active?: boolean
      /** Default true. */
      createIfMissing?: boolean
      /** Throw the stored core away. */
      overwrite?: boolean
      /** Open although the storage holds another core. */
      force?: boolean
      /** Append without signing. */
      draft?: boolean
      /** Accept truncations from the remote. Default true. */
      allowFork?: boolean
      /** Accept blocks that were not asked for. */
      allowPush?: boolean
      /** Ask for nothing, take what is pushed. */
      pushOnly?: boolean
      /** Wait for blocks that are not here. Default true. */
      wait?: boolean
      /** Milliseconds for each get. Default 0: no limit. */
      timeout?: number
      /** Called when a block has to be waited for. */
      onwait?: ((index: number, core: Hypercore<T>) => void) | null
      /** Milliseconds. */
      notDownloadingLinger?: number
      /** Blocks in flight per peer: least and most. */
      inflightRange?: [min: number, max: number]
      /** 32 bytes: the topic of a group of cores. */
      group?: Uint8Array | null
      /** Resolves to more options before opening. */
      preload?: Promise<GetOptions<T>>
      /** Block cache shared between cores. */
      globalCache?: unknown
    }

    /** Events of a group. */
    interface GroupNotifyEvents {
      /** A core of the group changed. */
      update: [update: unknown]
    }

    /** Hears of a group of cores. */
    class GroupNotifyHandle extends EventEmitter<GroupNotifyEvents> {
      private constructor()
      /** What changed so far, as a stream. */
      updates(options?: { since?: number; reverse?: boolean }): Readable & AsyncIterable<unknown>
      /** Stops. */
      destroy(): void
    }
  }

  export = Corestore
}
