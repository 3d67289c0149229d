/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `hyperdht` 6 (with dht-rpc 6): finds peers by public key or topic, punches holes, and connects them encrypted. */
declare module 'hyperdht' {
  import { EventEmitter } from 'node:events'
  import type { KeyPair } from 'hypercore-crypto'
  import type { Readable } from 'streamx'
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')
  import type UDX = require('udx-native')

  /** A node of the DHT. Binds its UDP ports in the background; see {@link fullyBootstrapped}. */
  class HyperDHT extends EventEmitter<HyperDHT.Events> {
    constructor(options?: HyperDHT.Options)

    /** The public bootstrap nodes, `[suggested-ip@]host:port`. */
    static readonly BOOTSTRAP: string[]
    static readonly FIREWALL: {
      readonly UNKNOWN: 0
      readonly OPEN: 1
      readonly CONSISTENT: 2
      readonly RANDOM: 3
    }
    static readonly DEFAULTS: Readonly<Record<string, number>>
    /** A new Ed25519 key pair, random or from a 32-byte seed. */
    static keyPair(seed?: Uint8Array | null): KeyPair
    /** 32-byte BLAKE2b hash, as targets are made. */
    static hash(data: Uint8Array): Uint8Array
    /** A node that others bootstrap from: reachable at an IPv4 `host` and UDP `port`. @throws Error for a bad address */
    static bootstrapper(port: number, host: string, options?: HyperDHT.Options): HyperDHT
    /** Runs a raw UDX stream over the path of an encrypted one. @throws Error STREAM_NOT_CONNECTED */
    static connectRawStream(encryptedStream: NoiseSecretStream, rawStream: UDX.Stream, remoteId: number): void

    /** The key pair that `connect` and `listen` default to. */
    readonly defaultKeyPair: KeyPair
    /** Servers that listen now. */
    readonly listening: Set<HyperDHT.Server>
    readonly bootstrapNodes: { host: string; port: number }[]
    /** Routing nodes known now, by the time they were heard of; see {@link toArray}. */
    readonly nodes: { readonly length: number }
    /** Milliseconds; 0 for none. */
    readonly connectionKeepAlive: number
    readonly udx: UDX
    readonly stats: HyperDHT.Stats
    /** Not (yet) a routing node: 32 bytes of id once it is. */
    get id(): Uint8Array | null
    /** Our address as others see it, null while unknown. */
    get host(): string | null
    /** Our port as others see it; 0 while unknown or when it is random. */
    get port(): number
    /** Our NAT gives every remote another port. */
    get randomized(): boolean
    /** The socket that queries go out by. */
    get socket(): UDX.Socket | null
    readonly ephemeral: boolean
    readonly firewalled: boolean
    readonly bootstrapped: boolean
    readonly adaptive: boolean
    readonly destroyed: boolean
    readonly suspended: boolean
    /** Packets come back. */
    readonly online: boolean
    readonly degraded: boolean

    /**
     * Dials a peer by its public key. Returns at once; `open` or `error` follows, with codes such as PEER_NOT_FOUND,
     * PEER_CONNECTION_FAILED, HOLEPUNCH_ABORTED.
     */
    connect(remotePublicKey: Uint8Array | string, options?: HyperDHT.ConnectOptions): NoiseSecretStream
    /** A server, not yet listening. */
    createServer(
      options?: HyperDHT.ServerOptions,
      onconnection?: (connection: NoiseSecretStream) => void,
    ): HyperDHT.Server
    createServer(onconnection: (connection: NoiseSecretStream) => void): HyperDHT.Server
    /** Shares connections to the same peer. */
    pool(): HyperDHT.ConnectionPool

    /** Finds who announced a topic. */
    lookup(topic: Uint8Array, options?: HyperDHT.QueryOptions): HyperDHT.Query<HyperDHT.LookupReply>
    /** Announces that `keyPair` takes part in a topic; lasts about 20 minutes. */
    announce(
      topic: Uint8Array,
      keyPair: KeyPair,
      relayAddresses?: HyperDHT.Address[],
      options?: HyperDHT.QueryOptions & {
        /** Remove our old announcements too. */ clear?: boolean
        bump?: number
      },
    ): HyperDHT.Query<HyperDHT.LookupReply>
    unannounce(topic: Uint8Array, keyPair: KeyPair, options?: HyperDHT.QueryOptions): Promise<void>
    lookupAndUnannounce(
      topic: Uint8Array,
      keyPair: KeyPair,
      options?: HyperDHT.QueryOptions,
    ): HyperDHT.Query<HyperDHT.LookupReply>
    /** Finds where a server listens. */
    findPeer(
      publicKey: Uint8Array,
      options?: HyperDHT.QueryOptions & { /** False: `publicKey` is already the target. */ hash?: boolean },
    ): HyperDHT.Query<HyperDHT.FindPeerReply>
    findNode(target: Uint8Array, options?: HyperDHT.QueryOptions): HyperDHT.Query<HyperDHT.Reply>
    query(
      request: { target: Uint8Array; command: number; value?: Uint8Array | null },
      options?: HyperDHT.QueryOptions,
    ): HyperDHT.Query<HyperDHT.Reply>
    /** Stores up to about 1,000 bytes under their hash, for up to 48 hours. */
    immutablePut(
      value: Uint8Array,
      options?: HyperDHT.QueryOptions,
    ): Promise<{ hash: Uint8Array; closestNodes: HyperDHT.Address[] }>
    immutableGet(hash: Uint8Array, options?: HyperDHT.QueryOptions): Promise<HyperDHT.ImmutableReply | null>
    /** Stores up to about 1,000 bytes under a public key, signed; a higher `seq` replaces. */
    mutablePut(
      keyPair: KeyPair,
      value: Uint8Array,
      options?: HyperDHT.QueryOptions & { /** Default 0. */ seq?: number },
    ): Promise<{
      publicKey: Uint8Array
      closestNodes: HyperDHT.Address[]
      seq: number
      signature: Uint8Array
    }>
    mutableGet(
      publicKey: Uint8Array,
      options?: HyperDHT.QueryOptions & {
        /** Least seq. Default 0. */ seq?: number
        /** Ask every node and take the highest. Default true. */ latest?: boolean
      },
    ): Promise<HyperDHT.MutableReply | null>

    /** Resolves when the UDP ports are bound. @throws Error when a port is taken and `anyPort` is false */
    bind(): Promise<void>
    /** Resolves after the first round of bootstrapping, also when no node answered. */
    fullyBootstrapped(): Promise<void>
    /** @deprecated use {@link fullyBootstrapped} */
    ready(): Promise<void>
    /** Where it is bound, or null. */
    address(): UDX.Address | null
    /** Our address in the local network. */
    localAddress(): HyperDHT.Address | null
    /** Our public address, when it can be reached from outside. */
    remoteAddress(): HyperDHT.Address | null
    /** Which of these local addresses can be bound. */
    validateLocalAddresses(addresses: HyperDHT.Address[]): Promise<HyperDHT.Address[]>
    /** Adds a node to ask. */
    addNode(node: HyperDHT.Address): void
    /** Nodes to bootstrap from next time. */
    toArray(options?: { limit?: number }): HyperDHT.Address[]
    /** Asks a random node, to stay in the table. */
    refresh(): void
    /** @throws what the timeout of a request gives */
    ping(
      node: HyperDHT.Address,
      options?: { size?: number; ttl?: number; retry?: boolean; socket?: UDX.Socket },
    ): Promise<HyperDHT.Reply>
    delayedPing(node: HyperDHT.Address, delayMs: number, options?: object): Promise<HyperDHT.Reply>
    request(
      request: {
        token?: Uint8Array | null
        command: number
        target?: Uint8Array | null
        value?: Uint8Array | null
      },
      to: HyperDHT.Address,
      options?: object,
    ): Promise<HyperDHT.Reply>
    createRawStream(options?: UDX.StreamOptions): UDX.Stream
    /**
     * Answers a request of another node; true when it was taken. The base class calls it, subclasses override it.
     * Not documented.
     */
    onrequest(request: HyperDHT.Request): boolean
    /** Sends a query and measures it. Times in milliseconds. */
    rttStats(): Promise<HyperDHT.RttStats>
    /** The settings that apply. */
    get config(): {
      concurrency: number
      maxWindow: number
      randomPunchInterval: number
      connectionKeepAlive: number
      sendDownHints: boolean
      downHintsRateLimit: number
    }
    /** Stops everything until {@link resume}, for a machine that goes to sleep. */
    suspend(options?: { log?: (message: string) => void }): Promise<void>
    resume(options?: { log?: (message: string) => void }): Promise<void>
    /** `force` does not unannounce the servers. */
    destroy(options?: { force?: boolean }): Promise<void>
  }

  namespace HyperDHT {
    interface Address {
      host: string
      /** UDP. */
      port: number
    }

    interface Options {
      /** Default: the public ones. An empty list makes a first node. `host:port` or objects. */
      bootstrap?: readonly (string | Address)[] | false
      /** Default key pair. Default: random, or from `seed`. */
      keyPair?: KeyPair
      /** 32 bytes. */
      seed?: Uint8Array
      /** Local address to bind. Default 0.0.0.0. */
      host?: string
      /** Preferred UDP port, or the first of a range and the one after its last. Default 49737; [0, 0] is any. */
      port?: number | [first: number, end: number]
      /** Take any port when `port` is taken. Default true. */
      anyPort?: boolean
      /** False: become a routing node at once. Default: adaptive, after about 20 minutes. */
      ephemeral?: boolean
      adaptive?: boolean
      /** False: known to be reachable. Default true. */
      firewalled?: boolean
      quickFirewall?: boolean
      /** Nodes to know from the start. */
      nodes?: readonly Address[]
      udx?: UDX
      filterNode?: (node: Address) => boolean
      /** Milliseconds between keep-alives of connections, false for none. Default 5000. */
      connectionKeepAlive?: number | false
      /** Milliseconds between punches through random NATs. Default 20,000. */
      randomPunchInterval?: number
      /** Wait one interval before the first. Default false. */
      deferRandomPunch?: boolean
      /** Records kept for others. Default 65,536. */
      maxSize?: number
      /** Milliseconds that records are kept for others. */
      maxAge?: number
      /** Parallel requests of a query. Default 10. */
      concurrency?: number
      maxWindow?: number
    }

    interface ConnectOptions {
      keyPair?: KeyPair
      /** Nodes that may know the server, to skip looking it up. */
      relayAddresses?: Address[]
      /** Key of a relay, when no hole can be punched. */
      relayThrough?: RelayThrough | null
      /** Milliseconds. Default 5000. */
      relayKeepAlive?: number
      pool?: ConnectionPool | null
      /** Try the local network. Default true. */
      localConnection?: boolean
      reusableSocket?: boolean
      fastOpen?: boolean
      /** Return false to abort before punching. */
      holepunch?: (
        remoteFirewall: number,
        localFirewall: number,
        remoteAddresses: Address[],
        localAddresses: Address[],
      ) => boolean
      createHandshake?: (keyPair: KeyPair, remotePublicKey: Uint8Array) => unknown
      createSecretStream?: (
        isInitiator: boolean,
        rawStream: UDX.Stream | null,
        options: object,
      ) => NoiseSecretStream
    }

    type RelayThrough = Uint8Array | Uint8Array[] | ((force?: boolean) => Uint8Array | Uint8Array[] | null)

    interface ServerOptions {
      /** Return true to refuse, before the connection exists. An error refuses too. */
      firewall?: (
        remotePublicKey: Uint8Array,
        remotePayload: any,
        clientAddress: Address,
      ) => boolean | Promise<boolean>
      /** False: never punch. A function may decide. */
      holepunch?:
        | false
        | ((
            remoteFirewall: number,
            localFirewall: number,
            remoteAddresses: Address[],
            localAddresses: Address[],
          ) => boolean)
      relayThrough?: RelayThrough | null
      /** Milliseconds. Default 5000. */
      relayKeepAlive?: number
      pool?: ConnectionPool | null
      /** Tell peers our local addresses. Default true. */
      shareLocalAddress?: boolean
      reusableSocket?: boolean
      /** Milliseconds that a finished handshake is remembered. Default 10,000. */
      handshakeClearWait?: number
      onconnection?: (connection: NoiseSecretStream) => void
      createHandshake?: (keyPair: KeyPair, remotePublicKey: Uint8Array | null) => unknown
      createSecretStream?: (isInitiator: boolean, rawStream: UDX.Stream, options: object) => NoiseSecretStream
    }

    interface ServerEvents {
      connection: [connection: NoiseSecretStream]
      listening: []
      close: []
    }

    class Server extends EventEmitter<ServerEvents> {
      private constructor()
      readonly dht: HyperDHT
      /** Hash of our key, 32 bytes, once listening. */
      readonly target: Uint8Array | null
      readonly closed: boolean
      readonly suspended: boolean
      get listening(): boolean
      get publicKey(): Uint8Array | null
      get relayAddresses(): Address[]
      /**
       * Announces the key and accepts connections; resolves when announced. A server listens once.
       * @throws Error ALREADY_LISTENING, KEYPAIR_ALREADY_USED, NODE_DESTROYED
       */
      listen(keyPair?: KeyPair, options?: object): Promise<this>
      address(): { publicKey: Uint8Array; host: string | null; port: number } | null
      /** Announces again. */
      refresh(): void
      notifyOnline(): void
      suspend(options?: { log?: (message: string) => void }): Promise<void>
      resume(): Promise<void>
      /** Stops accepting; open connections stay. */
      close(): Promise<void>
    }

    interface ConnectionPoolEvents {
      connection: [connection: NoiseSecretStream, ref: ConnectionRef]
    }

    class ConnectionPool extends EventEmitter<ConnectionPoolEvents> {
      private constructor()
      get connecting(): number
      get connections(): IterableIterator<ConnectionRef>
      has(publicKey: Uint8Array): boolean
      get(publicKey: Uint8Array): NoiseSecretStream | null
    }

    interface ConnectionRef {
      active(): void
      inactive(): void
      release(): void
    }

    interface QueryOptions {
      /** Ask these first. */
      nodes?: Address[] | null
      closestNodes?: Address[] | null
      concurrency?: number
      retries?: number
      force?: boolean
      onlyClosestNodes?: boolean
    }

    /** A walk towards a target, as a stream of answers. */
    interface Query<R> extends Readable {
      readonly dht: HyperDHT
      readonly target: Uint8Array | null
      /** The nodes closest to the target so far. */
      get closestNodes(): Address[]
      readonly closestReplies: Reply[]
      readonly successes: number
      readonly errors: number
      /** Resolves when the walk, and the writes at its end, are done. */
      finished(): Promise<void>
      [Symbol.asyncIterator](): AsyncIterableIterator<R>
    }

    interface Reply {
      token: Uint8Array | null
      from: Address & { id: Uint8Array | null }
      to: Address
      value: Uint8Array | null
      closerNodes: Address[] | null
      /** Milliseconds. */
      rtt: number
      error: number
    }

    interface LookupReply {
      token: Uint8Array | null
      from: Address & { id: Uint8Array | null }
      to: Address
      peers: { publicKey: Uint8Array; relayAddresses: Address[] }[]
      bump: number
    }

    interface FindPeerReply {
      token: Uint8Array | null
      from: Address & { id: Uint8Array | null }
      to: Address
      peer: { publicKey: Uint8Array; relayAddresses: Address[] }
    }

    interface ImmutableReply {
      token: Uint8Array | null
      from: Address & { id: Uint8Array | null }
      to: Address
      value: Uint8Array
    }

    interface MutableReply extends ImmutableReply {
      seq: number
      signature: Uint8Array
    }

    /** A request of another node. */
    interface Request {
      readonly command: number
      readonly from: Address
      readonly to: Address
      readonly token: Uint8Array | null
      readonly target: Uint8Array | null
      readonly value: Uint8Array | null
      reply(value: Uint8Array | null, options?: { token?: boolean; closerNodes?: boolean }): void
      error(code: number, options?: { token?: boolean; closerNodes?: boolean }): void
    }

    interface RttStats {
      successes: number
      errors: number
      responses: { avgRtt: number; errors: number; avgCloserNodes: number }
      closestReplies: { avgRtt: number; errors: number; avgCloserNodes: number }
    }

    interface Stats {
      punches: { consistent: number; random: number; open: number }
      relaying: { attempts: number; successes: number; aborts: number }
      queries: { active: number; total: number }
      commands: Record<string, object>
      socketPool: object
      requests: { active: number; total: number; responses: number; retries: number; timeouts: number }
    }

    interface Events {
      /** The ports are bound. */
      listening: []
      /** Bootstrapped. */
      ready: []
      /** Became a routing node. */
      persistent: []
      /** Stopped being one. */
      ephemeral: []
      /** The machine slept. */
      wakeup: []
      'network-change': [interfaces: UDX.NetworkInterface[]]
      /** `online` or `degraded` changed. */
      'network-update': []
      'nat-update': [host: string | null, port: number]
      'add-node': [node: Address]
      'remove-node': [node: Address]
      suspend: []
      resume: []
      close: []
    }
  }

  export = HyperDHT
}

/** A DHT of its own on this machine, for tests. */
declare module 'hyperdht/testnet' {
  import type HyperDHT = require('hyperdht')

  /**
   * Starts `size` nodes (default 10) on loopback. With fewer than 5, lookups sometimes time out.
   * `teardown`, or a function, is called with what destroys it.
   */
  function createTestnet(
    size?: number,
    options?: createTestnet.Options | createTestnet.Teardown,
  ): Promise<createTestnet.Testnet>

  namespace createTestnet {
    type Teardown = (destroy: () => Promise<void>, options?: { order: number }) => void

    interface Options {
      /** Default 127.0.0.1. Any other host binds 0.0.0.0. */
      host?: string
      /** UDP port of the first node. Default: any. */
      port?: number
      bootstrap?: readonly HyperDHT.Address[]
      teardown?: Teardown
    }

    interface Testnet {
      readonly nodes: HyperDHT[]
      /** Pass it as `bootstrap`, with `host: '127.0.0.1'`. */
      readonly bootstrap: HyperDHT.Address[]
      /** A node on loopback that joins this DHT, destroyed with it. */
      createNode(options?: HyperDHT.Options): HyperDHT
      destroy(): Promise<void>
      [Symbol.iterator](): IterableIterator<HyperDHT>
    }
  }

  export = createTestnet
}

/** The same, under the name of its file. */
declare module 'hyperdht/testnet.js' {
  import createTestnet = require('hyperdht/testnet')
  export = createTestnet
}
