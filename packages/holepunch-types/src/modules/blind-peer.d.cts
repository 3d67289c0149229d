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

  class BlindPeer extends ReadyResource {
    /** @param rocks a directory, or an open database */
    constructor(rocks: string | RocksDB, options?: BlindPeer.Options)
    readonly rocks: RocksDB
    readonly store: Corestore
    /** Null until ready, unless given. */
    readonly swarm: Hyperswarm | null
    readonly wakeup: ProtomuxWakeup
    readonly ownsStore: boolean
    readonly ownsSwarm: boolean
    readonly ownsWakeup: boolean
    /** Null until ready. Internal: shape not declared. */
    readonly db: any
    /** Bytes to keep at most. */
    maxBytes: number
    enableGc: boolean
    /** Hex keys of those who may ask for announcements and deletions. */
    readonly trustedPubKeys: Set<string>
    /** Announced cores, by z-base-32 of their key. */
    readonly announcedCores: Map<string, Hypercore>
    readonly stats: BlindPeer.Stats
    /** What clients connect to. Only after `ready()`. */
    get publicKey(): Uint8Array
    get encryptionPublicKey(): Uint8Array
    /** Totals. Only after `ready()`. */
    get digest(): BlindPeer.Digest
    get nrAnnouncedCores(): number
    addTrustedPubKey(key: Hypercore.KeyLike): void
    /** Accepts clients. */
    listen(): Promise<unknown>
    needsGc(): boolean
    /** Writes what changed; done every 10 s by itself. */
    flush(): Promise<void>
    /** Registers gauges with a prom-client. */
    registerMetrics(promClient: unknown): void

    on<E extends keyof BlindPeer.Events>(event: E, listener: (...args: BlindPeer.Events[E]) => void): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
    once<E extends keyof BlindPeer.Events>(event: E, listener: (...args: BlindPeer.Events[E]) => void): this
    once(event: string | symbol, listener: (...args: any[]) => void): this
    off<E extends keyof BlindPeer.Events>(event: E, listener: (...args: BlindPeer.Events[E]) => void): this
    off(event: string | symbol, listener: (...args: any[]) => void): this
  }

  namespace BlindPeer {
    interface Options {
      /** Default: an own one. */
      swarm?: Hyperswarm
      /** Default: one in `rocks`, whose cores are inactive. */
      store?: Corestore
      wakeup?: ProtomuxWakeup
      /** Bytes. Default 100 GB. */
      maxBytes?: number
      /** Clear blocks of unimportant and old cores above `maxBytes`. Default true. */
      enableGc?: boolean
      trustedPubKeys?: Iterable<Hypercore.KeyLike>
      /** UDP. Default: any. */
      port?: number
      bootstrap?: HyperDHT.Options['bootstrap'] | null
      /** Milliseconds between the first announcements. Default 100. */
      announcingInterval?: number
      wakeupGcTickTime?: number | null
      /** Blocks. Default 100. */
      replicationLagThreshold?: number
      routerKey?: Uint8Array | null
      routerPoolOpts?: object
      ipBanListKeys?: readonly Hypercore.KeyLike[]
      /** Milliseconds. Default 16,000. */
      banTimeout?: number
      topK?: {
        bucketCount?: number
        bucketTime?: number
        k?: number
        peerThreshold?: number
        referrerThreshold?: number
      }
      adminRouter?: unknown
    }

    interface Stats {
      bytesGcd: number
      coresAdded: number
      activations: number
      wakeups: number
      addCoresRx: number
      muxerPaired: number
      muxerErrors: number
    }

    interface Digest {
      referrers: number
      cores: number
      bytesAllocated: number
      flushed: boolean
    }

    /** What is known of a core. */
    interface CoreRecord {
      key: Uint8Array
      length: number
      bytesAllocated: number
      /** Milliseconds since 1970. */
      updated: number
      /** Milliseconds since 1970. */
      active: number
      priority: number
      announce: boolean
      referrer: Uint8Array | null
      blocksCleared: number
      bytesCleared: number
    }

    interface Events {
      ready: []
      close: []
      /** A core that was not known. */
      'add-new-core': [record: Partial<CoreRecord>, isTrusted: boolean, stream: NoiseSecretStream]
      'add-core': [record: Partial<CoreRecord>, isTrusted: boolean, stream: NoiseSecretStream]
      'add-cores-received': [stream: NoiseSecretStream, request: unknown]
      'add-cores-done': [stream: NoiseSecretStream, request: unknown]
      'add-cores-downgrade-announce': [info: unknown]
      'downgrade-announce': [info: { record: Partial<CoreRecord>; remotePublicKey: Uint8Array }]
      'announce-core': [core: Hypercore]
      'announced-initial-cores': []
      'core-activity': [core: unknown, record: CoreRecord]
      'core-append': [core: Hypercore]
      /** An announced core is all here. */
      'core-downloaded': [core: Hypercore]
      'core-client-mode-changed': [core: Hypercore, isClient: boolean]
      'delete-core': [stream: NoiseSecretStream, info: { key: Uint8Array; existing: boolean }]
      'delete-core-end': [stream: NoiseSecretStream, info: { key: Uint8Array; announced: boolean }]
      /** A key that is not trusted asked to delete. */
      'delete-blocked': [stream: NoiseSecretStream, info: { key: Uint8Array }]
      'gc-start': [info: { bytesToClear: number }]
      'gc-done': [info: { bytesCleared: number }]
      'flush-error': [error: Error]
      'muxer-paired': [connection: NoiseSecretStream]
      'muxer-error': [error: Error, connection: NoiseSecretStream]
      'invalid-request': [core: unknown, error: Error, request: unknown, from: unknown]
      'connection-banned': [stream: NoiseSecretStream]
      'resolve-peers': [info: { key: Uint8Array; result: unknown }]
      'resolve-peers-error': [info: { key: Uint8Array; error: Error }]
    }
  }

  export = BlindPeer
}
