/**
 * A port on both of the machine's loopback addresses. Browsers take `*.localhost` for loopback without asking anybody,
 * and try `::1` before `127.0.0.1`: a port that is ours on one alone could be somebody else's on the other.
 */
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { MAX_PORT_TRIES } from '../constants.ts'
import { nodeHttp } from './node-http.ts'

export interface LoopbackHandlers {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

export interface LoopbackListener extends AsyncDisposable {
  readonly port: number
}

/** Listens on `wanted` when it is free, else on any port. */
export async function listenOnLoopback(
  handlers: LoopbackHandlers,
  wanted: number,
): Promise<LoopbackListener> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await listenOnBoth(handlers, tried === 0 ? wanted : 0)
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE' || tried === MAX_PORT_TRIES) throw error
    }
  }
}

async function listenOnBoth(handlers: LoopbackHandlers, wanted: number): Promise<LoopbackListener> {
  await using opening = new AsyncDisposableStack()
  const first = opening.adopt(await listen(handlers, '127.0.0.1', wanted), close)
  const { port } = first.address() as AddressInfo
  try {
    opening.adopt(await listen(handlers, '::1', port), close)
  } catch (error) {
    // Without IPv6 nobody else has it either.
    if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(codeOf(error))) throw error
  }
  const open = opening.move()
  return { port, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

async function listen(handlers: LoopbackHandlers, host: string, port: number): Promise<Server> {
  const server = nodeHttp.createServer((request, response) => handlers.request(request, response))
  server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head))
  server.listen({ port, host, exclusive: true })
  await once(server, 'listening')
  return server
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
