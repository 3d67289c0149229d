/** The two ways to a TCP connection with the other end: to dial it, and to let it dial once. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { SOCKET_BUFFER_BYTES, SOCKET_READ_BYTES } from '../constants.ts'
import { FrameCutter } from './frame-cutter.ts'
import type { PathAddresses } from './path-address.ts'

/** Half-open: one direction may end before the other. */
const SOCKET_OPTIONS = { allowHalfOpen: true, highWaterMark: SOCKET_BUFFER_BYTES } as const

export interface Dialled {
  readonly socket: Socket
  /** How long the kernels' handshake took: a round trip, without the other end's program. */
  readonly connectMs: number
}

/**
 * A socket for a secret stream: its 'data' is what arrives, cut along that stream's frames. Null when there is no answer before
 * `signal` aborts, or none is possible.
 */
export function dialTcp(
  { local, remote }: PathAddresses,
  port: number,
  signal: AbortSignal,
): Promise<Dialled | null> {
  if (signal.aborted) return Promise.resolve(null)
  const startedAt = performance.now()
  const socket = connect({
    ...SOCKET_OPTIONS,
    host: remote,
    port,
    localAddress: local,
    // Else Node sets 64 KiB aside for each read, and the collector runs for every few of them.
    onread: {
      buffer: Buffer.allocUnsafeSlow(SOCKET_READ_BYTES),
      callback: (bytes, buffer) => {
        cutter.push(Buffer.from(buffer.buffer, buffer.byteOffset, bytes))
        return true
      },
    },
  })
  const cutter = new FrameCutter(
    (piece) => socket.emit('data', piece),
    () => socket.destroyed,
  )
  return new Promise((resolve) => {
    const settle = (result: Dialled | null) => {
      signal.removeEventListener('abort', fail)
      socket.off('error', fail)
      if (result === null) socket.destroy()
      resolve(result)
    }
    const fail = () => settle(null)
    signal.addEventListener('abort', fail, { once: true })
    socket.once('error', fail)
    socket.once('connect', () => settle({ socket, connectMs: performance.now() - startedAt }))
  })
}

/** A listener for one connection. */
export interface TcpListener extends Disposable {
  readonly port: number
  /** The connection; null when the listener was closed before. */
  readonly accepted: Promise<Socket | null>
}

/** Listens on the address of the link, for a connection from the other end's address. Null when it cannot be bound. */
export async function listenTcp({ local, remote }: PathAddresses): Promise<TcpListener | null> {
  const server = createServer(SOCKET_OPTIONS)
  let resolve: (socket: Socket | null) => void = () => undefined
  const accepted = new Promise<Socket | null>((settle) => (resolve = settle))
  server.on('connection', (socket) => {
    // Somebody else's; the one that is meant may still come.
    if (socket.remoteAddress !== remote || !server.listening) return void socket.destroy()
    server.close()
    resolve(socket)
  })
  const port = await bind(server, local)
  if (port === null) return null
  server.on('close', () => resolve(null))
  return {
    port,
    accepted,
    [Symbol.dispose]() {
      if (server.listening) server.close()
      resolve(null)
    },
  }
}

function bind(server: Server, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    // Also when it cannot accept, for want of file descriptors: whoever waits has a deadline.
    server.on('error', () => resolve(null))
    server.listen({ host, port: 0, backlog: 1 }, () => {
      const address = server.address()
      resolve(address === null || typeof address === 'string' ? null : address.port)
    })
  })
}
