/** `udx-native` 1: reliable, congestion-controlled streams over UDP, and the plain sockets below them. */
declare module 'udx-native' {
  import { EventEmitter } from 'node:events'
  import { Duplex } from 'streamx'

  /** One native instance; sockets and streams belong to it. */
  class UDX {
    constructor()
    /** Bytes sent by all sockets of this instance. */
    get bytesTransmitted(): number
    /** Packets sent. */
    get packetsTransmitted(): number
    /** Bytes received by all sockets of this instance. */
    get bytesReceived(): number
    /** Packets received. */
    get packetsReceived(): number
    /** Packets that arrived while the socket's receive buffer was full (Linux; 0 elsewhere). */
    get packetsDroppedByKernel(): number
    /** A socket, not yet bound. */
    createSocket(options?: UDX.SocketOptions): UDX.Socket
    /** @param id 32-bit id under which the other side addresses this stream, unique on the socket. */
    createStream(id: number, options?: UDX.StreamOptions): UDX.Stream
    /** The addresses of this machine now. */
    networkInterfaces(): UDX.NetworkInterface[]
    /** Watches the addresses of this machine. */
    watchNetworkInterfaces(onchange?: (interfaces: UDX.NetworkInterface[]) => void): UDX.NetworkInterfaces
    /** Resolves a host name by the system's resolver. Rejects when it does not resolve. */
    lookup(host: string, options?: { family?: 0 | 4 | 6 }): Promise<{ host: string; family: 4 | 6 }>
    /** Whether it is an IPv4 address. */
    static isIPv4(host: string): boolean
    /** Whether it is an IPv6 address. */
    static isIPv6(host: string): boolean
    /** 4, 6, or 0 when it is no address. */
    static isIP(host: string): 0 | 4 | 6
  }

  namespace UDX {
    /** Options of `createSocket`. */
    interface SocketOptions {
      /** Default false. */
      ipv6Only?: boolean
      /** SO_REUSEADDR. Default false. */
      reuseAddress?: boolean
    }

    /** Options of `createStream`. */
    interface StreamOptions {
      /** Frames carry their length, so that unordered messages and stream data can share the path. Default false. */
      framed?: boolean
      /** First sequence number. Default 0. */
      seq?: number
      /** Called for the first packet from an unconnected remote; return true to drop it. Default: drop. */
      firewall?: (socket: Socket, port: number, host: string, family: 4 | 6) => boolean
    }

    /** One address of this machine. */
    interface NetworkInterface {
      /** Of the interface. */
      name: string
      /** IPv4 or IPv6 address. */
      host: string
      /** 4 or 6. */
      family: 4 | 6
      /** Loopback and the like. */
      internal: boolean
    }

    /** Where a socket is. */
    interface Address {
      /** IPv4 or IPv6 address. */
      host: string
      /** 4 or 6. */
      family: 4 | 6
      /** Port number. */
      port: number
    }

    /** Events of {@link Socket}. */
    interface SocketEvents {
      /** A datagram that belongs to no stream. */
      message: [buffer: Uint8Array, from: Address]
      /** It is bound. */
      listening: []
      /** The last stream left. */
      idle: []
      /** The first stream arrived. */
      busy: []
      /** Closed. */
      close: []
    }

    /** A UDP socket. */
    class Socket extends EventEmitter<SocketEvents> {
      /** The instance it belongs to. */
      readonly udx: UDX
      /** Connected over it. */
      readonly streams: Set<Stream>
      /** Free for the owner. */
      userData: unknown
      /** It is bound. */
      get bound(): boolean
      /** It is being closed. */
      get closing(): boolean
      /** No stream uses it. */
      get idle(): boolean
      /** A stream uses it. */
      get busy(): boolean
      /** Bytes sent. */
      get bytesTransmitted(): number
      /** Packets sent. */
      get packetsTransmitted(): number
      /** Bytes received. */
      get bytesReceived(): number
      /** Packets received. */
      get packetsReceived(): number
      /** Packets that the system dropped. */
      get packetsDroppedByKernel(): number
      /** Where it is bound, or null. */
      address(): Address | null
      /**
       * Binds at once. Port 0 (default) lets the system choose; without a host `::` is tried, then `0.0.0.0`.
       * @throws Error when already bound, closed, or when the address is taken.
       */
      bind(port?: number, host?: string): void
      /** Closes once the last stream is gone. */
      close(): Promise<void>
      /** Hops that packets survive. */
      setTTL(ttl: number): void
      /** Bytes. */
      getRecvBufferSize(): number
      /** @param size bytes */
      setRecvBufferSize(size: number): void
      /** Bytes. */
      getSendBufferSize(): number
      /** @param size bytes */
      setSendBufferSize(size: number): void
      /** Joins a multicast group. */
      addMembership(group: string, interfaceAddress?: string): void
      /** Leaves a multicast group. */
      dropMembership(group: string, interfaceAddress?: string): void
      /** Sends a datagram; resolves to false when it could not be handed to the system. Host defaults to 127.0.0.1. */
      send(buffer: Uint8Array, port: number, host?: string, ttl?: number): Promise<boolean>
      /** As `send`, without knowing the outcome. */
      trySend(buffer: Uint8Array, port: number, host?: string, ttl?: number): void
      /** A summary for logs. */
      toJSON(): object
    }

    /** A reliable ordered stream to one remote. */
    class Stream extends Duplex {
      /** The instance it belongs to. */
      readonly udx: UDX
      /** What it is connected over; null before. */
      readonly socket: Socket | null
      /** Ours, as the remote addresses it. */
      readonly id: number
      /** Theirs. */
      readonly remoteId: number
      /** Null before it is connected. */
      readonly remoteHost: string | null
      /** 0 before it is connected. */
      readonly remoteFamily: 0 | 4 | 6
      /** 0 before it is connected. */
      readonly remotePort: number
      /** Free for the owner. */
      userData: unknown
      /** `connect` was called. */
      get connected(): boolean
      /** Bytes of the largest packet. */
      get mtu(): number
      /** Smoothed round-trip time, in milliseconds. */
      get rtt(): number
      /** Congestion window, in packets. */
      get cwnd(): number
      /** Timeouts in a row. */
      get rtoCount(): number
      /** Packets sent again. */
      get retransmits(): number
      /** Phase of the congestion control. */
      get bbrState(): number
      /** Estimated bandwidth. */
      get bbrBandwidth(): number
      /** Losses recovered without a timeout. */
      get fastRecoveries(): number
      /** Bytes sent and not yet acknowledged. */
      get inflight(): number
      /** Bytes sent. */
      get bytesTransmitted(): number
      /** Packets sent. */
      get packetsTransmitted(): number
      /** Bytes received. */
      get bytesReceived(): number
      /** Packets received. */
      get packetsReceived(): number
      /** Null before it is connected. */
      get localHost(): string | null
      /** 0 before it is connected. */
      get localFamily(): 0 | 4 | 6
      /** 0 before it is connected. */
      get localPort(): number
      /** Prefers latency to throughput. */
      setInteractive(interactive: boolean): void
      /** @param timeoutMs 0 turns it off */
      setKeepalive(timeoutMs: number): void
      /** Connects to the stream `remoteId` of a remote, over a bound socket. */
      connect(socket: Socket, remoteId: number, port: number, host?: string, options?: object): void
      /** Moves the stream to another path; resolves when the remote acknowledged on it. */
      changeRemote(socket: Socket, remoteId: number, port: number, host?: string): Promise<void>
      /** Forwards all packets to another stream, unread. */
      relayTo(destination: Stream): void
      /** Sends an unordered, unreliable message beside the stream. */
      send(buffer: Uint8Array): Promise<boolean>
      /** As `send`, without knowing the outcome. */
      trySend(buffer: Uint8Array): void
      /** Resolves when everything written so far was acknowledged; false when the stream died first. */
      flush(): Promise<boolean>
      /** Ends our side, after a last chunk. */
      override end(): this
      override end(data: unknown): this
      /** A summary for logs. */
      toJSON(): object
    }

    /** Events of {@link NetworkInterfaces}. */
    interface NetworkInterfacesEvents {
      /** The addresses are now these. */
      change: [interfaces: NetworkInterface[]]
      /** Closed. */
      close: []
    }

    /** The addresses of this machine. */
    class NetworkInterfaces extends EventEmitter<NetworkInterfacesEvents> {
      /** Now. */
      interfaces: NetworkInterface[]
      /** Reports changes. */
      watch(): this
      /** Stops reporting. */
      unwatch(): this
      /** Frees it. */
      destroy(): Promise<unknown>
      /** Iterates over what it holds. */
      [Symbol.iterator](): Iterator<NetworkInterface>
    }
  }

  export = UDX
}
