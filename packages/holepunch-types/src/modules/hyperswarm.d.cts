/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `hyperswarm` 4: connects peers that share a topic, and keeps them connected. */
declare module 'hyperswarm' {
  import { EventEmitter } from 'node:events'
  import type { KeyPair } from 'hypercore-crypto'
  import type HyperDHT = require('hyperdht')
  import type UDX = require('udx-native')
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')

  /** Connects peers that share a topic. */
  class Hyperswarm extends EventEmitter<Hyperswarm.Events> {
    constructor(options?: Hyperswarm.Options)

    /** Our identity to peers. */
    readonly keyPair: KeyPair
    /** The DHT node below. */
    readonly dht: HyperDHT
    /** Accepts connections to our key. */
    readonly server: HyperDHT.Server
    /** Open connections. */
    readonly connections: Set<NoiseSecretStream<UDX.Stream>>
    /** Known peers, by hex of their key. */
    readonly peers: Map<string, Hyperswarm.PeerInfo>
    /** Peers of `joinPeer`. */
    readonly explicitPeers: Set<Hyperswarm.PeerInfo>
    /** Dials in progress. */
    readonly connecting: number
    /** Set by `listen`. */
    readonly listening: Promise<unknown> | null
    /** It was destroyed. */
    readonly destroyed: boolean
    /** It is suspended. */
    readonly suspended: boolean
    /** See the option. */
    maxPeers: number
    /** See the option. */
    maxClientConnections: number
    /** See the option. */
    maxServerConnections: number
    /** See the option. */
    maxParallel: number
    /** See the option. */
    relayThrough: ((force: boolean, swarm: Hyperswarm) => Uint8Array | null) | null
    /** Counters since it was made. */
    readonly stats: Hyperswarm.Stats

    /**
     * Takes part in a 32-byte topic: announces it (`server`), looks it up and dials (`client`); both by default.
     * Repeats every 10 to 12 minutes. Joining twice gives two sessions on one discovery.
     * @throws Error without a topic, or when destroyed
     */
    join(topic: Uint8Array, options?: Hyperswarm.JoinOptions): Hyperswarm.PeerDiscoverySession
    /** Leaves a topic, with all its sessions; open connections stay. */
    leave(topic: Uint8Array): Promise<void>
    /** Dials a peer by key and keeps it connected. */
    joinPeer(publicKey: Uint8Array): void
    /** Stops keeping a peer; an open connection stays. */
    leavePeer(publicKey: Uint8Array): void
    /** The discovery of a joined topic, or null. */
    status(topic: Uint8Array): Hyperswarm.PeerDiscovery | null
    /** Accepts connections; `join` as a server does it by itself. */
    listen(): Promise<unknown>
    /** Resolves when topics are announced and looked up and pending dials are decided: to false when destroyed first. */
    flush(): Promise<boolean>
    /** Leaves all topics. */
    clear(): Promise<unknown>
    /** The discoveries of all joined topics. */
    topics(): IterableIterator<Hyperswarm.PeerDiscovery>
    /** Leaves all topics and closes the DHT, also one that was passed in. `force` skips unannouncing. */
    destroy(options?: { force?: boolean }): Promise<void>
    /** Closes all connections until {@link resume}. */
    suspend(options?: { log?: (message: string) => void }): Promise<void>
    /** Goes on after `suspend`. */
    resume(options?: { log?: (message: string) => void }): Promise<void>
  }

  namespace Hyperswarm {
    /** Options of the constructor. */
    interface Options {
      /** Default: random, or from `seed`. */
      keyPair?: KeyPair
      /** 32 bytes. */
      seed?: Uint8Array
      /** Use this node; `bootstrap`, `nodes` and `port` are then ignored. */
      dht?: HyperDHT
      /** See HyperDHT. */
      bootstrap?: HyperDHT.Options['bootstrap']
      /** See HyperDHT. */
      nodes?: readonly HyperDHT.Address[]
      /** UDP. */
      port?: number
      /** Connections, about. Default 64. */
      maxPeers?: number
      /** Default: no limit. */
      maxClientConnections?: number
      /** Default: no limit. */
      maxServerConnections?: number
      /** Dials at once. Default 3. */
      maxParallel?: number
      /** Return true to refuse, both ways. The peer is banned then. Payload is null when we dial. */
      firewall?: (remotePublicKey: Uint8Array, payload: any) => boolean
      /** Key of a relay to use when no hole can be punched. */
      relayThrough?:
        Uint8Array | Uint8Array[] | ((force: boolean, swarm: Hyperswarm) => Uint8Array | null) | null
      /** Milliseconds before the retries of a peer: fast, second, third, and after a long connection. */
      backoffs?: readonly number[]
      /** Milliseconds of random delay on top. */
      jitter?: number
      /** See HyperDHT. */
      randomPunchInterval?: number
      /** See HyperDHT. */
      deferRandomPunch?: boolean
      /** See HyperDHT. */
      handshakeClearWait?: number
    }

    /** Options of `join`. */
    interface JoinOptions {
      /** Announce and accept. Default true. */
      server?: boolean
      /** Look up and dial. Default true. */
      client?: boolean
      /** Peers to find in one lookup. Default: no limit. */
      limit?: number
      /** The first round failed. Default: swallowed. */
      onerror?: (error: Error) => void
    }

    /** What `join` returns. */
    interface PeerDiscoverySession {
      /** Shared by all sessions of the topic. */
      readonly discovery: PeerDiscovery
      /** It looks up and dials. */
      readonly isClient: boolean
      /** It announces and accepts. */
      readonly isServer: boolean
      /** It was destroyed. */
      readonly destroyed: boolean
      /** The swarm it belongs to. */
      get swarm(): Hyperswarm
      /** 32 bytes. */
      get topic(): Uint8Array
      /** Announces and looks up again now, perhaps in another role. @throws Error when destroyed or without a role */
      refresh(options?: { client?: boolean; server?: boolean; limit?: number }): Promise<unknown>
      /** Resolves when the topic was announced, or looked up, once. */
      flushed(): Promise<unknown>
      /** Leaves the topic when this was its last session. */
      destroy(): Promise<unknown>
    }

    /** Announces and looks up one topic. */
    interface PeerDiscovery {
      /** The swarm it belongs to. */
      readonly swarm: Hyperswarm
      /** 32 bytes. */
      readonly topic: Uint8Array
      /** It looks up and dials. */
      readonly isClient: boolean
      /** It announces and accepts. */
      readonly isServer: boolean
      /** It was destroyed. */
      readonly destroyed: boolean
      /** It is suspended. */
      readonly suspended: boolean
      /** Peers to find in one lookup. */
      limit: number
      /** As `swarm.join`. */
      session(options: JoinOptions): PeerDiscoverySession
      /** Announces and looks up again now. */
      refresh(): Promise<unknown>
      /** Resolves when the topic was announced, or looked up, once. */
      flushed(): Promise<unknown>
      /** Leaves the topic. */
      destroy(): Promise<unknown>
      /** Stops activity until `resume`. */
      suspend(options?: { log?: (message: string) => void }): Promise<void>
      /** Goes on after `suspend`. */
      resume(): void
    }

    /** Events of a peer. */
    interface PeerInfoEvents {
      /** Another topic that we share. */
      topic: [topic: Uint8Array]
    }

    /** What is known of a peer. */
    interface PeerInfo extends EventEmitter<PeerInfoEvents> {
      /** 32 bytes. */
      readonly publicKey: Uint8Array
      /** Nodes through which it can be reached. */
      readonly relayAddresses: HyperDHT.Address[] | null
      /** Topics we know that we share. Often empty on the side that was dialled. */
      readonly topics: Uint8Array[]
      /** We dialled. */
      readonly client: boolean
      /** They dialled. */
      get server(): boolean
      /** It is dialled soon. */
      readonly prioritized: boolean
      /** A connection once opened. */
      readonly proven: boolean
      /** It is refused. */
      readonly banned: boolean
      /** It was dialled. */
      readonly tried: boolean
      /** It came by `joinPeer`. */
      readonly explicit: boolean
      /** It waits for its backoff. */
      readonly waiting: boolean
      /** It is about to be dialled. */
      readonly queued: boolean
      /** It is dialled again after a loss. */
      readonly reconnecting: boolean
      /** The next dial goes over the relay. */
      readonly forceRelaying: boolean
      /** Milliseconds since 1970, −1 while not connected. */
      readonly connectedTime: number
      /** Milliseconds since 1970, 0 for never. */
      readonly disconnectedTime: number
      /** Dials since the last lasting connection. */
      readonly attempts: number
      /** 0 to 4, highest first. */
      readonly priority: number
      /** Refuse this peer, or accept it again. */
      ban(banned: boolean): void
      /** Sets {@link reconnecting}. */
      reconnect(reconnecting: boolean): void
      /** Nothing keeps it. */
      shouldGC(): boolean
    }

    /** Counters. */
    interface Stats {
      /** `update` events. */
      updates: number
      /** Connections, by who dialled. */
      connects: {
        client: { opened: number; closed: number; attempted: number }
        server: { opened: number; closed: number }
      }
      /** Bans. */
      bannedPeers: number
    }

    /** Events and their payloads. */
    interface Events {
      /** Add an `error` listener to every connection. */
      connection: [connection: NoiseSecretStream<UDX.Stream>, peer: PeerInfo]
      /** Connections or dials changed. */
      update: []
      /** A peer was refused. */
      ban: [peer: PeerInfo, error: Error]
    }
  }

  export = Hyperswarm
}
