/// <reference types="@comice/holepunch-types" preserve="true" />
import UDX from 'udx-native'

/** What a host asks of the network. Ports are UDP ports on loopback. */
export interface Carrier {
  /** A port belongs to this host from now on. */
  own(port: number, host: string): void
  disown(port: number): void
  /** The port to send to instead, so that the stream's packets pass through the network. */
  route(from: number, to: number): number
  /** Calls `send` when, and if, the datagram may go on. */
  carry(ends: { from: number; to: number }, send: () => void): void
  /** The same for one that arrives, unless its sender asked already. */
  admit(ends: { from: number; to: number }, receive: () => void): void
}

/**
 * The UDX of one host. Its datagrams ask the carrier before they leave. Packets of its streams are sent by native code,
 * which asks nobody, so streams are connected to a relay in place of the far end.
 */
export function createHostUdx(host: string, carrier: Carrier): UDX {
  return new HostUdx(host, carrier)
}

class HostUdx extends UDX {
  private readonly host: string
  private readonly carrier: Carrier

  constructor(host: string, carrier: Carrier) {
    super()
    this.host = host
    this.carrier = carrier
  }

  override createSocket(options?: UDX.SocketOptions): UDX.Socket {
    const socket = super.createSocket(options)
    const { host, carrier } = this
    socket.once('listening', () => {
      const port = portOf(socket)
      carrier.own(port, host)
      socket.once('close', () => carrier.disown(port))
    })
    const trySend = socket.trySend.bind(socket)
    socket.trySend = (...args: Parameters<UDX.Socket['trySend']>) => {
      carrier.carry({ from: portOf(socket), to: args[1] }, () => trySend(...args))
    }
    const send = socket.send.bind(socket)
    socket.send = async (...args: Parameters<UDX.Socket['send']>) => {
      // A datagram that is lost or late on its way was sent, as far as its sender knows.
      let sent = Promise.resolve(true)
      carrier.carry({ from: portOf(socket), to: args[1] }, () => {
        sent = send(...args)
      })
      return sent
    }
    const emit = socket.emit.bind(socket)
    socket.emit = (...args: Parameters<UDX.Socket['emit']>) => {
      if (!isMessage(args)) return emit(...args)
      carrier.admit({ from: args[2].port, to: portOf(socket) }, () => void emit(...args))
      return true
    }
    return socket
  }

  override createStream(id: number, options?: UDX.StreamOptions): UDX.Stream {
    const stream = super.createStream(id, options)
    const { carrier } = this
    const connect = stream.connect.bind(stream)
    stream.connect = (...args: Parameters<UDX.Stream['connect']>) => {
      const [socket, remoteId, port, ...rest] = args
      connect(socket, remoteId, carrier.route(portOf(socket), port), ...rest)
    }
    const changeRemote = stream.changeRemote.bind(stream)
    stream.changeRemote = (...args: Parameters<UDX.Stream['changeRemote']>) => {
      const [socket, remoteId, port, ...rest] = args
      return changeRemote(socket, remoteId, carrier.route(portOf(socket), port), ...rest)
    }
    return stream
  }
}

/** 0 while it is not bound: then it belongs to nobody yet, and no datagram has come back to it. */
function portOf(socket: UDX.Socket): number {
  return socket.address()?.port ?? 0
}

function isMessage(args: readonly unknown[]): args is ['message', Uint8Array, UDX.Address] {
  return args[0] === 'message'
}
