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
    /** How reachable a side is, as `holepunch` gets it. */
    static readonly FIREWALL: {
      readonly UNKNOWN: 0
      readonly OPEN: 1
      readonly CONSISTENT: 2
      readonly RANDOM: 3
    }
    /** The defaults of the options. */
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
    /** Where it asks first. */
    readonly bootstrapNodes: { host: string; port: number }[]
    /** Routing nodes known now, by the time they were heard of; see {@link toArray}. */
    readonly nodes: { readonly length: number }
    /** Milliseconds; 0 for none. */
    readonly connectionKeepAlive: number
    /** The native instance below. */
    readonly udx: UDX
    /** Counters since it was made. */
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
    /** It answers no queries of others. */
    readonly ephemeral: boolean
    /** It cannot be reached from outside. */
    readonly firewalled: boolean
    /** The first round is done. */
    readonly bootstrapped: boolean
    /** It becomes a routing node by itself. */
    readonly adaptive: boolean
    /** It was destroyed. */
    readonly destroyed: boolean
    /** It is suspended. */
    readonly suspended: boolean
    /** Packets come back. */
    readonly online: boolean
    /** Many packets are lost. */
    readonly degraded: boolean

    /**
     * Dials a peer by its public key. Returns at once; `open` or `error` follows, with codes such as PEER_NOT_FOUND,
     * PEER_CONNECTION_FAILED, HOLEPUNCH_ABORTED.
     */
    connect(
      remotePublicKey: Uint8Array | string,
      options?: HyperDHT.ConnectOptions,
    ): NoiseSecretStream<UDX.Stream>
    /** A server, not yet listening. */
    createServer(
      options?: HyperDHT.ServerOptions,
      onconnection?: (connection: NoiseSecretStream<UDX.Stream>) => void,
    ): HyperDHT.Server
    createServer(onconnection: (connection: NoiseSecretStream<UDX.Stream>) => void): HyperDHT.Server
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
    /** Takes an announcement back. */
    unannounce(topic: Uint8Array, keyPair: KeyPair, options?: HyperDHT.QueryOptions): Promise<void>
    /** As `lookup`, and takes our announcements back. */
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
    /** Finds the nodes closest to a target. */
    findNode(target: Uint8Array, options?: HyperDHT.QueryOptions): HyperDHT.Query<HyperDHT.Reply>
    /** Walks towards a target with a command. */
    query(
      request: { target: Uint8Array; command: number; value?: Uint8Array | null },
      options?: HyperDHT.QueryOptions,
    ): HyperDHT.Query<HyperDHT.Reply>
    /** Stores up to about 1,000 bytes under their hash, for up to 48 hours. */
    immutablePut(
      value: Uint8Array,
      options?: HyperDHT.QueryOptions,
    ): Promise<{ hash: Uint8Array; closestNodes: HyperDHT.Address[] }>
    /** The value of a hash, verified; null when nobody has it. */
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
    /** The newest value of a key, verified; null when nobody has one. */
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
    /** A ping that is answered after `delayMs` milliseconds, to find out how long a NAT remembers. */
    delayedPing(node: HyperDHT.Address, delayMs: number, options?: object): Promise<HyperDHT.Reply>
    /** One request to one node. */
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
    /** A UDX stream with a fresh id, not connected. */
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
    /** Goes on after `suspend`. */
    resume(options?: { log?: (message: string) => void }): Promise<void>
    /** `force` does not unannounce the servers. */
    destroy(options?: { force?: boolean }): Promise<void>
  }

  namespace HyperDHT {
    /** Where a node is. */
    interface Address {
      /** IPv4 or IPv6 address. */
      host: string
      /** UDP. */
      port: number
    }

    /** Options of the constructor. */
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
      /** Become a routing node when it proves stable. Default true. */
      adaptive?: boolean
      /** False: known to be reachable. Default true. */
      firewalled?: boolean
      /** Decide early whether we are reachable. Default true. */
      quickFirewall?: boolean
      /** Nodes to know from the start. */
      nodes?: readonly Address[]
      /** Use this native instance. */
      udx?: UDX
      /** Return false to never ask a node. */
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
      /** Requests in flight at once. */
      maxWindow?: number
    }

    /** Options of `connect`. */
    interface ConnectOptions {
      /** Who we are. Default: the node's. */
      keyPair?: KeyPair
      /** Nodes that may know the server, to skip looking it up. */
      relayAddresses?: Address[]
      /** Key of a relay, when no hole can be punched. */
      relayThrough?: RelayThrough | null
      /** Milliseconds. Default 5000. */
      relayKeepAlive?: number
      /** Share the connection. */
      pool?: ConnectionPool | null
      /** Try the local network. Default true. */
      localConnection?: boolean
      /** Leave the socket open for the next connection. */
      reusableSocket?: boolean
      /** Try the server's address before punching. Default true. */
      fastOpen?: boolean
      /** Return false to abort before punching. */
      holepunch?: (
        remoteFirewall: number,
        localFirewall: number,
        remoteAddresses: Address[],
        localAddresses: Address[],
      ) => boolean
      /** Another Noise handshake. */
      createHandshake?: (keyPair: KeyPair, remotePublicKey: Uint8Array) => unknown
      /** Another stream class. */
      createSecretStream?: (
        isInitiator: boolean,
        rawStream: UDX.Stream | null,
        options: object,
      ) => NoiseSecretStream
    }

    type RelayThrough = Uint8Array | Uint8Array[] | ((force?: boolean) => Uint8Array | Uint8Array[] | null)

    /** Options of `createServer`. */
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
      /** Key of a relay, when no hole can be punched. */
      relayThrough?: RelayThrough | null
      /** Milliseconds. Default 5000. */
      relayKeepAlive?: number
      /** Share its connections. */
      pool?: ConnectionPool | null
      /** Tell peers our local addresses. Default true. */
      shareLocalAddress?: boolean
      /** Leave the socket open for the next connection. */
      reusableSocket?: boolean
      /** Milliseconds that a finished handshake is remembered. Default 10,000. */
      handshakeClearWait?: number
      /** As the argument. */
      onconnection?: (connection: NoiseSecretStream<UDX.Stream>) => void
      /** Another Noise handshake. */
      createHandshake?: (keyPair: KeyPair, remotePublicKey: Uint8Array | null) => unknown
      /** Another stream class. */
      createSecretStream?: (isInitiator: boolean, rawStream: UDX.Stream, options: object) => NoiseSecretStream
    }

    /** Events of a server. */
    interface ServerEvents {
      /** An opened connection. Add an `error` listener. */
      connection: [connection: NoiseSecretStream<UDX.Stream>]
      /** The key is announced. */
      listening: []
      /** Closed. */
      close: []
    }

    /** Accepts connections to a key. */
    class Server extends EventEmitter<ServerEvents> {
      private constructor()
      /** The DHT node below. */
      readonly dht: HyperDHT
      /** Hash of our key, 32 bytes, once listening. */
      readonly target: Uint8Array | null
      /** It was closed. */
      readonly closed: boolean
      /** It is suspended. */
      readonly suspended: boolean
      /** It listens. */
      get listening(): boolean
      /** What others dial; null until listening. */
      get publicKey(): Uint8Array | null
      /** Nodes through which it can be reached. */
      get relayAddresses(): Address[]
      /**
       * Announces the key and accepts connections; resolves when announced. A server listens once.
       * @throws Error ALREADY_LISTENING, KEYPAIR_ALREADY_USED, NODE_DESTROYED
       */
      listen(keyPair?: KeyPair, options?: object): Promise<this>
      /** Null until listening. Host and port are as others see them. */
      address(): { publicKey: Uint8Array; host: string | null; port: number } | null
      /** Announces again. */
      refresh(): void
      /** Announces again after the network came back. */
      notifyOnline(): void
      /** Stops activity until `resume`. */
      suspend(options?: { log?: (message: string) => void }): Promise<void>
      /** Goes on after `suspend`. */
      resume(): Promise<void>
      /** Stops accepting; open connections stay. */
      close(): Promise<void>
    }

    /** Events of a pool. */
    interface ConnectionPoolEvents {
      /** A connection joined the pool. */
      connection: [connection: NoiseSecretStream<UDX.Stream>, ref: ConnectionRef]
    }

    /** One connection per peer. */
    class ConnectionPool extends EventEmitter<ConnectionPoolEvents> {
      private constructor()
      /** Dials in progress. */
      get connecting(): number
      /** Open ones. */
      get connections(): IterableIterator<ConnectionRef>
      /** Whether there is one, open or dialling. */
      has(publicKey: Uint8Array): boolean
      /** The connection to a peer, or null. */
      get(publicKey: Uint8Array): NoiseSecretStream<UDX.Stream> | null
    }

    /** A connection of a pool. */
    interface ConnectionRef {
      /** Counts a user. */
      active(): void
      /** Counts a user less. */
      inactive(): void
      /** Closes the connection. */
      release(): void
    }

    /** Options of queries. */
    interface QueryOptions {
      /** Ask these first. */
      nodes?: Address[] | null
      /** Ask these first, from an earlier query. */
      closestNodes?: Address[] | null
      /** Requests at once. Default 10. */
      concurrency?: number
      /** Per request. Default 5. */
      retries?: number
      /** Ask although the window is full. */
      force?: boolean
      /** Do not walk on from these. */
      onlyClosestNodes?: boolean
    }

    /** A walk towards a target, as a stream of answers. */
    interface Query<R> extends Readable {
      /** The DHT node below. */
      readonly dht: HyperDHT
      /** 32 bytes. */
      readonly target: Uint8Array | null
      /** The nodes closest to the target so far. */
      get closestNodes(): Address[]
      /** Answers of the closest nodes. */
      readonly closestReplies: Reply[]
      /** Answers so far. */
      readonly successes: number
      /** Timeouts and errors so far. */
      readonly errors: number
      /** Resolves when the walk, and the writes at its end, are done. */
      finished(): Promise<void>
      /** Reads it to its end. */
      [Symbol.asyncIterator](): AsyncIterableIterator<R>
    }

    /** An answer. */
    interface Reply {
      /** Proves to the node that we asked before. */
      token: Uint8Array | null
      /** The node that answered. */
      from: Address & { id: Uint8Array | null }
      /** Our address, as the node saw it. */
      to: Address
      /** What the node says. */
      value: Uint8Array | null
      /** Nodes closer to the target. */
      closerNodes: Address[] | null
      /** Milliseconds. */
      rtt: number
      /** 0, or an error code. */
      error: number
    }

    /** An answer to `lookup`. */
    interface LookupReply {
      /** Proves to the node that we asked before. */
      token: Uint8Array | null
      /** The node that answered. */
      from: Address & { id: Uint8Array | null }
      /** Our address, as the node saw it. */
      to: Address
      /** Who announced the topic. */
      peers: { publicKey: Uint8Array; relayAddresses: Address[] }[]
      /** Milliseconds since 1970 of the newest announcement that asked for attention. */
      bump: number
    }

    /** An answer to `findPeer`. */
    interface FindPeerReply {
      /** Proves to the node that we asked before. */
      token: Uint8Array | null
      /** The node that answered. */
      from: Address & { id: Uint8Array | null }
      /** Our address, as the node saw it. */
      to: Address
      /** Where the server is. */
      peer: { publicKey: Uint8Array; relayAddresses: Address[] }
    }

    /** An answer to `immutableGet`. */
    interface ImmutableReply {
      /** Proves to the node that we asked before. */
      token: Uint8Array | null
      /** The node that answered. */
      from: Address & { id: Uint8Array | null }
      /** Our address, as the node saw it. */
      to: Address
      /** The bytes. */
      value: Uint8Array
    }

    /** An answer to `mutableGet`. */
    interface MutableReply extends ImmutableReply {
      /** Its sequence number. */
      seq: number
      /** 64 bytes. */
      signature: Uint8Array
    }

    /** A request of another node. */
    interface Request {
      /** Which of the DHT's commands. */
      readonly command: number
      /** Who asks. */
      readonly from: Address
      /** Our address, as they see it. */
      readonly to: Address
      /** Proves to the node that we asked before. */
      readonly token: Uint8Array | null
      /** 32 bytes. */
      readonly target: Uint8Array | null
      /** The argument. */
      readonly value: Uint8Array | null
      /** Answers. */
      reply(value: Uint8Array | null, options?: { token?: boolean; closerNodes?: boolean }): void
      /** Answers with an error code. */
      error(code: number, options?: { token?: boolean; closerNodes?: boolean }): void
    }

    /** How a query went. */
    interface RttStats {
      /** Answers. */
      successes: number
      /** Timeouts. */
      errors: number
      /** All answers. */
      responses: { avgRtt: number; errors: number; avgCloserNodes: number }
      /** Answers of the closest nodes. */
      closestReplies: { avgRtt: number; errors: number; avgCloserNodes: number }
    }

    /** Counters. */
    interface Stats {
      /** Holes punched, by kind. */
      punches: { consistent: number; random: number; open: number }
      /** Connections over relays. */
      relaying: { attempts: number; successes: number; aborts: number }
      /** Queries. */
      queries: { active: number; total: number }
      /** Requests by command. */
      commands: Record<string, object>
      /** Sockets in use. */
      socketPool: object
      /** Requests. */
      requests: { active: number; total: number; responses: number; retries: number; timeouts: number }
    }

    /** Events and their payloads. */
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
      /** The machine's addresses changed. */
      'network-change': [interfaces: UDX.NetworkInterface[]]
      /** `online` or `degraded` changed. */
      'network-update': []
      /** Our public address changed. */
      'nat-update': [host: string | null, port: number]
      /** A node joined the table. */
      'add-node': [node: Address]
      /** A node left the table. */
      'remove-node': [node: Address]
      /** Everything stopped. */
      suspend: []
      /** Everything goes on. */
      resume: []
      /** Closed. */
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

    /** Options of the constructor. */
    interface Options {
      /** Default 127.0.0.1. Any other host binds 0.0.0.0. */
      host?: string
      /** UDP port of the first node. Default: any. */
      port?: number
      /** Join this DHT instead of starting one. */
      bootstrap?: readonly HyperDHT.Address[]
      /** Called with what destroys the testnet. */
      teardown?: Teardown
    }

    /** A DHT on this machine. */
    interface Testnet {
      /** All nodes, those of `createNode` among them. */
      readonly nodes: HyperDHT[]
      /** Pass it as `bootstrap`, with `host: '127.0.0.1'`. */
      readonly bootstrap: HyperDHT.Address[]
      /** A node on loopback that joins this DHT, destroyed with it. */
      createNode(options?: HyperDHT.Options): HyperDHT
      /** Destroys all nodes. */
      destroy(): Promise<void>
      /** Iterates over what it holds. */
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
