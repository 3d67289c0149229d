/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `blind-peer` 3: a server that keeps cores available without being able to read encrypted ones. */
declare module 'blind-peer' {
  import ReadyResource = require('ready-resource')
  import type Corestore = require('corestore')
  import type Hypercore = require('hypercore')
  import type Hyperswarm = require('hyperswarm')
  import type HyperDHT = require('hyperdht')
  import type ProtomuxWakeup = require('protomux-wakeup')
  import type RocksDB = require('rocksdb-native')
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')

  /** A blind peer. */
  class BlindPeer extends ReadyResource {
    /** @param rocks a directory, or an open database */
    constructor(rocks: string | RocksDB, options?: BlindPeer.Options)
    /** Its database. */
    readonly rocks: RocksDB
    /** The store that the kept cores are in. */
    readonly store: Corestore
    /** Null until ready, unless given. */
    readonly swarm: Hyperswarm | null
    /** The wakeup protocol shared with bases. */
    readonly wakeup: ProtomuxWakeup
    /** The store is closed with it. */
    readonly ownsStore: boolean
    /** The swarm is closed with it. */
    readonly ownsSwarm: boolean
    /** The wakeup protocol is closed with it. */
    readonly ownsWakeup: boolean
    /** Null until ready. Internal: shape not declared. */
    readonly db: any
    /** Bytes to keep at most. */
    maxBytes: number
    /** Clear blocks above `maxBytes`. */
    enableGc: boolean
    /** Hex keys of those who may ask for announcements and deletions. */
    readonly trustedPubKeys: Set<string>
    /** Announced cores, by z-base-32 of their key. */
    readonly announcedCores: Map<string, Hypercore>
    /** Counters since it was made. */
    readonly stats: BlindPeer.Stats
    /** What clients connect to. Only after `ready()`. */
    get publicKey(): Uint8Array
    /** 32 bytes: clients can seal messages to it. Only after `ready()`. */
    get encryptionPublicKey(): Uint8Array
    /** Totals. Only after `ready()`. */
    get digest(): BlindPeer.Digest
    /** Cores that it announces. */
    get nrAnnouncedCores(): number
    /** Trusts a client's key. */
    addTrustedPubKey(key: Hypercore.KeyLike): void
    /** Accepts clients. */
    listen(): Promise<unknown>
    /** It holds more than `maxBytes`. */
    needsGc(): boolean
    /** Writes what changed; done every 10 s by itself. */
    flush(): Promise<void>
    /** Registers gauges with a prom-client. */
    registerMetrics(promClient: unknown): void

    /** Adds a listener. Known events are typed; other names are accepted with any payload. */
    on<E extends keyof BlindPeer.Events>(event: E, listener: (...args: BlindPeer.Events[E]) => void): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
    /** Adds a listener for one event. */
    once<E extends keyof BlindPeer.Events>(event: E, listener: (...args: BlindPeer.Events[E]) => void): this
    once(event: string | symbol, listener: (...args: any[]) => void): this
    /** Removes a listener. */
    off<E extends keyof BlindPeer.Events>(event: E, listener: (...args: BlindPeer.Events[E]) => void): this
    off(event: string | symbol, listener: (...args: any[]) => void): this
  }

  namespace BlindPeer {
    /** Options of the constructor. */
    interface Options {
      /** Default: an own one. */
      swarm?: Hyperswarm
      /** Default: one in `rocks`, whose cores are inactive. */
      store?: Corestore
      /** Default: an own one. */
      wakeup?: ProtomuxWakeup
      /** Bytes. Default 100 GB. */
      maxBytes?: number
      /** Clear blocks of unimportant and old cores above `maxBytes`. Default true. */
      enableGc?: boolean
      /** Who may ask for announcements and deletions. */
      trustedPubKeys?: Iterable<Hypercore.KeyLike>
      /** UDP. Default: any. */
      port?: number
      /** Nodes of another DHT. */
      bootstrap?: HyperDHT.Options['bootstrap'] | null
      /** Milliseconds between the first announcements. Default 100. */
      announcingInterval?: number
      /** Milliseconds, see protomux-wakeup. */
      wakeupGcTickTime?: number | null
      /** Blocks. Default 100. */
      replicationLagThreshold?: number
      /** Key of a router that knows other blind peers. */
      routerKey?: Uint8Array | null
      /** Options of the connections to the router. */
      routerPoolOpts?: object
      /** Keys of lists of addresses to refuse. */
      ipBanListKeys?: readonly Hypercore.KeyLike[]
      /** Milliseconds. Default 16,000. */
      banTimeout?: number
      /** Counts the busiest clients. */
      topK?: {
        bucketCount?: number
        bucketTime?: number
        k?: number
        peerThreshold?: number
        referrerThreshold?: number
      }
      /** Answers trusted keys about the busiest clients. */
      adminRouter?: unknown
    }

    /** Counters. */
    interface Stats {
      /** Bytes cleared. */
      bytesGcd: number
      /** Cores added. */
      coresAdded: number
      /** Cores opened because a peer asked. */
      activations: number
      /** Wakeups of peers. */
      wakeups: number
      /** Requests to add cores. */
      addCoresRx: number
      /** Clients that opened the protocol. */
      muxerPaired: number
      /** Clients that broke it. */
      muxerErrors: number
    }

    /** Totals. */
    interface Digest {
      /** Cores with a referrer. */
      referrers: number
      /** Cores. */
      cores: number
      /** Bytes on disk. */
      bytesAllocated: number
      /** It was closed orderly. */
      flushed: boolean
    }

    /** What is known of a core. */
    interface CoreRecord {
      /** 32 bytes. */
      key: Uint8Array
      /** Blocks here. */
      length: number
      /** Bytes on disk. */
      bytesAllocated: number
      /** Milliseconds since 1970. */
      updated: number
      /** Milliseconds since 1970. */
      active: number
      /** 0 low, 1 normal, 2 high. */
      priority: number
      /** Announced to the swarm. */
      announce: boolean
      /** Key of the base that the core belongs to. */
      referrer: Uint8Array | null
      /** Blocks given up. */
      blocksCleared: number
      /** Bytes given up. */
      bytesCleared: number
    }

    /** Events and their payloads. */
    interface Events {
      /** Opened. */
      ready: []
      /** Closed. */
      close: []
      /** A core that was not known. */
      'add-new-core': [record: Partial<CoreRecord>, isTrusted: boolean, stream: NoiseSecretStream]
      /** A client asked for a core. */
      'add-core': [record: Partial<CoreRecord>, isTrusted: boolean, stream: NoiseSecretStream]
      /** A client asked for several cores. */
      'add-cores-received': [stream: NoiseSecretStream, request: unknown]
      /** They are added. */
      'add-cores-done': [stream: NoiseSecretStream, request: unknown]
      /** A client that is not trusted asked to announce. */
      'add-cores-downgrade-announce': [info: unknown]
      /** A client that is not trusted asked to announce. */
      'downgrade-announce': [info: { record: Partial<CoreRecord>; remotePublicKey: Uint8Array }]
      /** A core is announced. */
      'announce-core': [core: Hypercore]
      /** All cores of the last run are announced. */
      'announced-initial-cores': []
      /** A peer asked for a core. */
      'core-activity': [core: unknown, record: CoreRecord]
      /** An announced core grew. */
      'core-append': [core: Hypercore]
      /** An announced core is all here. */
      'core-downloaded': [core: Hypercore]
      /** It began, or stopped, to look for peers of an announced core. */
      'core-client-mode-changed': [core: Hypercore, isClient: boolean]
      /** A trusted client deletes a core. */
      'delete-core': [stream: NoiseSecretStream, info: { key: Uint8Array; existing: boolean }]
      /** It is deleted. */
      'delete-core-end': [stream: NoiseSecretStream, info: { key: Uint8Array; announced: boolean }]
      /** A key that is not trusted asked to delete. */
      'delete-blocked': [stream: NoiseSecretStream, info: { key: Uint8Array }]
      /** Clearing begins. Bytes. */
      'gc-start': [info: { bytesToClear: number }]
      /** Clearing is done. Bytes. */
      'gc-done': [info: { bytesCleared: number }]
      /** What changed could not be written. */
      'flush-error': [error: Error]
      /** A client opened the protocol. */
      'muxer-paired': [connection: NoiseSecretStream]
      /** A client broke the protocol. */
      'muxer-error': [error: Error, connection: NoiseSecretStream]
      /** A peer asked for what cannot be. */
      'invalid-request': [core: unknown, error: Error, request: unknown, from: unknown]
      /** A connection was refused. */
      'connection-banned': [stream: NoiseSecretStream]
      /** The router told of other blind peers. */
      'resolve-peers': [info: { key: Uint8Array; result: unknown }]
      /** The router could not be asked. */
      'resolve-peers-error': [info: { key: Uint8Array; error: Error }]
    }
  }

  export = BlindPeer
}
