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
    gcTickTime: number
    /** By hex of the discovery key. */
    readonly topics: Map<string, ProtomuxWakeup.Topic>
    readonly topicsGC: Set<ProtomuxWakeup.Topic>
    readonly muxers: Set<Protomux>
    readonly stats: ProtomuxWakeup.Stats
    onwakeup: (discoveryKey: Uint8Array, mux: Protomux) => unknown
    /** Takes part in a topic. `capability` is a 32-byte secret that only members know: each side proves it. */
    session(capability: Uint8Array, handlers?: ProtomuxWakeup.Handlers): ProtomuxWakeup.Session
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
    interface Stats {
      sessionsOpened: number
      sessionsClosed: number
      topicsAdded: number
      topicsGcd: number
      peersAdded: number
      peersRemoved: number
      wireAnnounce: { rx: number; tx: number }
      wireLookup: { rx: number; tx: number }
      wireInfo: { rx: number; tx: number }
    }

    /** A writer and the length it has. */
    interface Wakeup {
      key: Uint8Array
      length: number
    }

    interface Lookup {
      hash: Uint8Array | null
    }

    interface Handlers {
      /** Default: the discovery key of the capability. */
      discoveryKey?: Uint8Array | null
      /** Whether this side wants news. Default true. */
      active?: boolean
      onpeeradd?(peer: Peer, session: Session): void
      onpeerremove?(peer: Peer, session: Session): void
      onpeeractive?(peer: Peer, session: Session): void
      onpeerinactive?(peer: Peer, session: Session): void
      /** The peer tells which writers have news. */
      onannounce?(wakeup: Wakeup[], peer: Peer, session: Session): void
      /** The peer asks which writers have news. */
      onlookup?(request: Lookup, peer: Peer, session: Session): void
      /** The topic was torn down. */
      ondestroy?(session: Session): void
    }

    class Session {
      private constructor()
      readonly topic: Topic
      readonly handlers: Handlers
      isActive: boolean
      destroyed: boolean
      get peers(): Peer[]
      hasStream(stream: NoiseSecretStream): boolean
      addStream(stream: NoiseSecretStream): void
      getPeer(stream: NoiseSecretStream): Peer | null
      /** Asks all peers. */
      broadcastLookup(request?: Lookup): void
      lookup(peer: Peer, request?: Lookup): void
      lookupByStream(stream: NoiseSecretStream, request?: Lookup): void
      announce(peer: Peer, wakeup: Wakeup[]): void
      announceByStream(stream: NoiseSecretStream, wakeup: Wakeup[]): void
      active(): void
      inactive(): void
      destroy(): void
    }

    class Topic {
      private constructor()
      readonly sessions: Session[]
      readonly id: Uint8Array
      readonly capability: Uint8Array
      readonly peers: Peer[]
      readonly pendingPeers: Peer[]
      readonly peersByStream: Map<NoiseSecretStream, Peer>
      activePeers: number
      isActive: boolean
      destroyed: boolean
    }

    class Peer {
      private constructor()
      /** Free for the owner. */
      userData: unknown
      /** Free for the owner, to reduce traffic. */
      clock: number
      pending: boolean
      removed: boolean
      active: boolean
      readonly topic: Topic
      readonly channel: Protomux.Channel | null
      readonly stream: NoiseSecretStream | null
    }
  }

  export = ProtomuxWakeup
}
