/** `udx-native` 1: reliable, congestion-controlled streams over UDP, and the plain sockets below them. */
declare module 'udx-native' {
  import { EventEmitter } from 'node:events'
  import { Duplex } from 'streamx'

  /** One native instance; sockets and streams belong to it. */
  class UDX {
    constructor()
    /** Bytes sent by all sockets of this instance. */
    get bytesTransmitted(): number
    get packetsTransmitted(): number
    /** Bytes received by all sockets of this instance. */
    get bytesReceived(): number
    get packetsReceived(): number
    /** Packets that arrived while the socket's receive buffer was full (Linux; 0 elsewhere). */
    get packetsDroppedByKernel(): number
    createSocket(options?: UDX.SocketOptions): UDX.Socket
    /** @param id 32-bit id under which the other side addresses this stream, unique on the socket. */
    createStream(id: number, options?: UDX.StreamOptions): UDX.Stream
    /** The addresses of this machine now. */
    networkInterfaces(): UDX.NetworkInterface[]
    /** Watches the addresses of this machine. */
    watchNetworkInterfaces(onchange?: (interfaces: UDX.NetworkInterface[]) => void): UDX.NetworkInterfaces
    /** Resolves a host name by the system's resolver. Rejects when it does not resolve. */
    lookup(host: string, options?: { family?: 0 | 4 | 6 }): Promise<{ host: string; family: 4 | 6 }>
    static isIPv4(host: string): boolean
    static isIPv6(host: string): boolean
    /** 4, 6, or 0 when it is no address. */
    static isIP(host: string): 0 | 4 | 6
  }

  namespace UDX {
    interface SocketOptions {
      /** Default false. */
      ipv6Only?: boolean
      /** SO_REUSEADDR. Default false. */
      reuseAddress?: boolean
    }

    interface StreamOptions {
      /** Frames carry their length, so that unordered messages and stream data can share the path. Default false. */
      framed?: boolean
      /** First sequence number. Default 0. */
      seq?: number
      /** Called for the first packet from an unconnected remote; return true to drop it. Default: drop. */
      firewall?: (socket: Socket, port: number, host: string, family: 4 | 6) => boolean
    }

    interface NetworkInterface {
      name: string
      host: string
      family: 4 | 6
      /** Loopback and the like. */
      internal: boolean
    }

    interface Address {
      host: string
      family: 4 | 6
      port: number
    }

    /** Events of {@link Socket}. */
    interface SocketEvents {
      /** A datagram that belongs to no stream. */
      message: [buffer: Uint8Array, from: Address]
      listening: []
      /** The last stream left. */
      idle: []
      /** The first stream arrived. */
      busy: []
      close: []
    }

    /** A UDP socket. */
    class Socket extends EventEmitter<SocketEvents> {
      readonly udx: UDX
      readonly streams: Set<Stream>
      /** Free for the owner. */
      userData: unknown
      get bound(): boolean
      get closing(): boolean
      get idle(): boolean
      get busy(): boolean
      get bytesTransmitted(): number
      get packetsTransmitted(): number
      get bytesReceived(): number
      get packetsReceived(): number
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
      setTTL(ttl: number): void
      getRecvBufferSize(): number
      /** @param size bytes */
      setRecvBufferSize(size: number): void
      getSendBufferSize(): number
      /** @param size bytes */
      setSendBufferSize(size: number): void
      addMembership(group: string, interfaceAddress?: string): void
      dropMembership(group: string, interfaceAddress?: string): void
      /** Sends a datagram; resolves to false when it could not be handed to the system. Host defaults to 127.0.0.1. */
      send(buffer: Uint8Array, port: number, host?: string, ttl?: number): Promise<boolean>
      /** As `send`, without knowing the outcome. */
      trySend(buffer: Uint8Array, port: number, host?: string, ttl?: number): void
      toJSON(): object
    }

    /** A reliable ordered stream to one remote. */
    class Stream extends Duplex {
      readonly udx: UDX
      readonly socket: Socket | null
      readonly id: number
      readonly remoteId: number
      readonly remoteHost: string | null
      /** 0 before it is connected. */
      readonly remoteFamily: 0 | 4 | 6
      readonly remotePort: number
      userData: unknown
      get connected(): boolean
      /** Bytes of the largest packet. */
      get mtu(): number
      /** Smoothed round-trip time, in milliseconds. */
      get rtt(): number
      /** Congestion window, in packets. */
      get cwnd(): number
      get rtoCount(): number
      get retransmits(): number
      get bbrState(): number
      get bbrBandwidth(): number
      get fastRecoveries(): number
      /** Bytes sent and not yet acknowledged. */
      get inflight(): number
      get bytesTransmitted(): number
      get packetsTransmitted(): number
      get bytesReceived(): number
      get packetsReceived(): number
      get localHost(): string | null
      get localFamily(): 0 | 4 | 6
      get localPort(): number
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
      trySend(buffer: Uint8Array): void
      /** Resolves when everything written so far was acknowledged; false when the stream died first. */
      flush(): Promise<boolean>
      override end(data?: unknown): this
      toJSON(): object
    }

    /** Events of {@link NetworkInterfaces}. */
    interface NetworkInterfacesEvents {
      change: [interfaces: NetworkInterface[]]
      close: []
    }

    class NetworkInterfaces extends EventEmitter<NetworkInterfacesEvents> {
      interfaces: NetworkInterface[]
      watch(): this
      unwatch(): this
      destroy(): Promise<unknown>
      [Symbol.iterator](): Iterator<NetworkInterface>
    }
  }

  export = UDX
}
