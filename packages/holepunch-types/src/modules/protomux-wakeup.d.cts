/** `protomux-wakeup` 2: tells peers which writers of a group of cores have news, without sending the cores. */
declare module 'protomux-wakeup' {
  import type Protomux = require('protomux')
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')

  /** Share one between every Autobase, BlindPeering and connection of a process. */
  class ProtomuxWakeup {
    /** @param onwakeup called when a peer opens a topic that has no session here; open one in the call to take part */
    constructor(
      onwakeup?: (discoveryKey: Uint8Array, mux: Protomux) => unknown,
      options?: {
        /** Milliseconds between collections of idle topics; five idle ones remove a topic. Default 2000. */ gcTickTime?: number
      },
    )
    /** Milliseconds between collections. */
    gcTickTime: number
    /** By hex of the discovery key. */
    readonly topics: Map<string, ProtomuxWakeup.Topic>
    /** Idle topics. */
    readonly topicsGC: Set<ProtomuxWakeup.Topic>
    /** Connections. */
    readonly muxers: Set<Protomux>
    /** Counters since it was made. */
    readonly stats: ProtomuxWakeup.Stats
    /** See the constructor. */
    onwakeup: (discoveryKey: Uint8Array, mux: Protomux) => unknown
    /** Takes part in a topic. `capability` is a 32-byte secret that only members know: each side proves it. */
    session(capability: Uint8Array, handlers?: ProtomuxWakeup.Handlers): ProtomuxWakeup.Session
    /** Our sessions in a topic. */
    getSessions(
      capability: Uint8Array,
      handlers?: Pick<ProtomuxWakeup.Handlers, 'discoveryKey'>,
    ): ProtomuxWakeup.Session[]
    /** Whether a stream was added, or with a capability, whether it takes part in that topic. */
    hasStream(
      stream: NoiseSecretStream | { noiseStream: NoiseSecretStream },
      capability?: Uint8Array,
      handlers?: Pick<ProtomuxWakeup.Handlers, 'discoveryKey'>,
    ): boolean
    /** Adds a connection to all topics, once it is connected. */
    addStream(stream: NoiseSecretStream | { noiseStream: NoiseSecretStream }): void
    /** Ends all topics and timers. */
    destroy(): void
    /** Registers gauges with a prom-client. */
    registerMetrics(promClient: unknown): void
  }

  namespace ProtomuxWakeup {
    /** Counters. */
    interface Stats {
      /** Sessions. */
      sessionsOpened: number
      /** Sessions. */
      sessionsClosed: number
      /** Topics. */
      topicsAdded: number
      /** Topics collected. */
      topicsGcd: number
      /** Peers, over all topics. */
      peersAdded: number
      /** Peers, over all topics. */
      peersRemoved: number
      /** Messages. */
      wireAnnounce: { rx: number; tx: number }
      /** Messages. */
      wireLookup: { rx: number; tx: number }
      /** Messages. */
      wireInfo: { rx: number; tx: number }
    }

    /** A writer and the length it has. */
    interface Wakeup {
      /** 32 bytes. */
      key: Uint8Array
      /** Blocks. */
      length: number
    }

    /** What is asked. */
    interface Lookup {
      /** Of the state that the asker has; null for everything. */
      hash: Uint8Array | null
    }

    /** What a session hears of. Peers have proven the capability. */
    interface Handlers {
      /** Default: the discovery key of the capability. */
      discoveryKey?: Uint8Array | null
      /** Whether this side wants news. Default true. */
      active?: boolean
      /** A peer takes part. */
      onpeeradd?(peer: Peer, session: Session): void
      /** A peer is gone. */
      onpeerremove?(peer: Peer, session: Session): void
      /** A peer wants news. */
      onpeeractive?(peer: Peer, session: Session): void
      /** A peer wants no news any more. */
      onpeerinactive?(peer: Peer, session: Session): void
      /** The peer tells which writers have news. */
      onannounce?(wakeup: Wakeup[], peer: Peer, session: Session): void
      /** The peer asks which writers have news. */
      onlookup?(request: Lookup, peer: Peer, session: Session): void
      /** The topic was torn down. */
      ondestroy?(session: Session): void
    }

    /** Our part in a topic. */
    class Session {
      private constructor()
      /** Shared by all sessions of a capability. */
      readonly topic: Topic
      /** As given. */
      readonly handlers: Handlers
      /** We want news. */
      isActive: boolean
      /** It was destroyed. */
      destroyed: boolean
      /** Who takes part. */
      get peers(): Peer[]
      /** Whether a connection takes part. */
      hasStream(stream: NoiseSecretStream): boolean
      /** Adds a connection to this topic only. */
      addStream(stream: NoiseSecretStream): void
      /** The peer of a connection, or null. */
      getPeer(stream: NoiseSecretStream): Peer | null
      /** Asks all peers. */
      broadcastLookup(request?: Lookup): void
      /** Asks one peer. */
      lookup(peer: Peer, request?: Lookup): void
      /** Asks the peer of a connection. */
      lookupByStream(stream: NoiseSecretStream, request?: Lookup): void
      /** Tells one peer. */
      announce(peer: Peer, wakeup: Wakeup[]): void
      /** Tells the peer of a connection. */
      announceByStream(stream: NoiseSecretStream, wakeup: Wakeup[]): void
      /** Wants news from now on. */
      active(): void
      /** Wants no news from now on. */
      inactive(): void
      /** Leaves the topic. */
      destroy(): void
    }

    /** Who takes part in a capability. */
    class Topic {
      private constructor()
      /** Ours. */
      readonly sessions: Session[]
      /** The discovery key. */
      readonly id: Uint8Array
      /** 32 bytes. */
      readonly capability: Uint8Array
      /** Who has proven the capability. */
      readonly peers: Peer[]
      /** Who has not yet. */
      readonly pendingPeers: Peer[]
      /** All of them, by connection. */
      readonly peersByStream: Map<NoiseSecretStream, Peer>
      /** How many want news. */
      activePeers: number
      /** We want news. */
      isActive: boolean
      /** It was destroyed. */
      destroyed: boolean
    }

    /** A connection in a topic. */
    class Peer {
      private constructor()
      /** Free for the owner. */
      userData: unknown
      /** Free for the owner, to reduce traffic. */
      clock: number
      /** It has not proven the capability yet. */
      pending: boolean
      /** It is gone. */
      removed: boolean
      /** It wants news. */
      active: boolean
      /** Where it takes part. */
      readonly topic: Topic
      /** The channel below. */
      readonly channel: Protomux.Channel | null
      /** The connection. */
      readonly stream: NoiseSecretStream | null
    }
  }

  export = ProtomuxWakeup
}
