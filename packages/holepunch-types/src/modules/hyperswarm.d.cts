/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `hyperswarm` 4: connects peers that share a topic, and keeps them connected. */
declare module 'hyperswarm' {
  import { EventEmitter } from 'node:events'
  import type { KeyPair } from 'hypercore-crypto'
  import type HyperDHT = require('hyperdht')
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')

  class Hyperswarm extends EventEmitter<Hyperswarm.Events> {
    constructor(options?: Hyperswarm.Options)

    /** Our identity to peers. */
    readonly keyPair: KeyPair
    readonly dht: HyperDHT
    readonly server: HyperDHT.Server
    /** Open connections. */
    readonly connections: Set<NoiseSecretStream>
    /** Known peers, by hex of their key. */
    readonly peers: Map<string, Hyperswarm.PeerInfo>
    /** Peers of `joinPeer`. */
    readonly explicitPeers: Set<Hyperswarm.PeerInfo>
    /** Dials in progress. */
    readonly connecting: number
    readonly listening: Promise<unknown> | null
    readonly destroyed: boolean
    readonly suspended: boolean
    maxPeers: number
    maxClientConnections: number
    maxServerConnections: number
    maxParallel: number
    relayThrough: ((force: boolean, swarm: Hyperswarm) => Uint8Array | null) | null
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
    topics(): IterableIterator<Hyperswarm.PeerDiscovery>
    /** Leaves all topics and closes the DHT, also one that was passed in. `force` skips unannouncing. */
    destroy(options?: { force?: boolean }): Promise<void>
    /** Closes all connections until {@link resume}. */
    suspend(options?: { log?: (message: string) => void }): Promise<void>
    resume(options?: { log?: (message: string) => void }): Promise<void>
  }

  namespace Hyperswarm {
    interface Options {
      /** Default: random, or from `seed`. */
      keyPair?: KeyPair
      /** 32 bytes. */
      seed?: Uint8Array
      /** Use this node; `bootstrap`, `nodes` and `port` are then ignored. */
      dht?: HyperDHT
      bootstrap?: HyperDHT.Options['bootstrap']
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
      randomPunchInterval?: number
      deferRandomPunch?: boolean
      handshakeClearWait?: number
    }

    interface JoinOptions {
      /** Announce and accept. Default true. */
      server?: boolean
      /** Look up and dial. Default true. */
      client?: boolean
      /** Peers to find in one lookup. Default: no limit. */
      limit?: number
      onerror?: (error: Error) => void
    }

    interface PeerDiscoverySession {
      readonly discovery: PeerDiscovery
      readonly isClient: boolean
      readonly isServer: boolean
      readonly destroyed: boolean
      get swarm(): Hyperswarm
      get topic(): Uint8Array
      /** Announces and looks up again now, perhaps in another role. @throws Error when destroyed or without a role */
      refresh(options?: { client?: boolean; server?: boolean; limit?: number }): Promise<unknown>
      /** Resolves when the topic was announced, or looked up, once. */
      flushed(): Promise<unknown>
      /** Leaves the topic when this was its last session. */
      destroy(): Promise<unknown>
    }

    interface PeerDiscovery {
      readonly swarm: Hyperswarm
      readonly topic: Uint8Array
      readonly isClient: boolean
      readonly isServer: boolean
      readonly destroyed: boolean
      readonly suspended: boolean
      limit: number
      session(options: JoinOptions): PeerDiscoverySession
      refresh(): Promise<unknown>
      flushed(): Promise<unknown>
      destroy(): Promise<unknown>
      suspend(options?: { log?: (message: string) => void }): Promise<void>
      resume(): void
    }

    interface PeerInfoEvents {
      /** Another topic that we share. */
      topic: [topic: Uint8Array]
    }

    interface PeerInfo extends EventEmitter<PeerInfoEvents> {
      readonly publicKey: Uint8Array
      readonly relayAddresses: HyperDHT.Address[] | null
      /** Topics we know that we share. Often empty on the side that was dialled. */
      readonly topics: Uint8Array[]
      /** We dialled. */
      readonly client: boolean
      get server(): boolean
      readonly prioritized: boolean
      readonly proven: boolean
      readonly banned: boolean
      readonly tried: boolean
      readonly explicit: boolean
      readonly waiting: boolean
      readonly queued: boolean
      readonly reconnecting: boolean
      readonly forceRelaying: boolean
      /** Milliseconds since 1970, −1 while not connected. */
      readonly connectedTime: number
      /** Milliseconds since 1970, 0 for never. */
      readonly disconnectedTime: number
      readonly attempts: number
      readonly priority: number
      /** Refuse this peer, or accept it again. */
      ban(banned: boolean): void
      reconnect(reconnecting: boolean): void
      shouldGC(): boolean
    }

    interface Stats {
      updates: number
      connects: {
        client: { opened: number; closed: number; attempted: number }
        server: { opened: number; closed: number }
      }
      bannedPeers: number
    }

    interface Events {
      /** Add an `error` listener to every connection. */
      connection: [connection: NoiseSecretStream, peer: PeerInfo]
      /** Connections or dials changed. */
      update: []
      ban: [peer: PeerInfo, error: Error]
    }
  }

  export = Hyperswarm
}
