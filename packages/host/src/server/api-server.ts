/** Serves the router on an HTTP server: calls over HTTP, subscriptions over WebSocket, both below /trpc. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { appRouter } from '../api/app-router.ts'
import type { Caller, Context } from '../api/trpc.ts'
import { DRAIN_POLL_MS, MAX_CALL_BYTES, MAX_WAITING_BYTES, TOKEN_REFUSED_CLOSE } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'

/** Below this path everything is the API's. */
export const API_PATH = '/trpc'

export interface ApiServer {
  /** Handles a request below {@link API_PATH} whose caller has been checked. */
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Ends all WebSockets. */
  close(): void
}

export interface ApiAccess {
  readonly caller: Caller
  /** Runs before a WebSocket is opened: says whether the request may have one. */
  readonly admit: (request: IncomingMessage) => boolean
  /**
   * Checks the token in a WebSocket's first message, for pages: a browser can set no header there, and tells a
   * page nothing of a refused upgrade, so the socket opens and closes with {@link TOKEN_REFUSED_CLOSE}.
   */
  readonly isTokenValid?: (token: unknown) => boolean
  /** Takes the other upgrades of admitted callers, by path. */
  readonly upgrades?: ReadonlyMap<string, (request: IncomingMessage, socket: Duplex) => void>
}

/**
 * Attaches the API to `server`. For plain HTTP the server's own request listener checks the caller before it calls
 * {@link ApiServer.handle}.
 */
export function serveApi(server: Server, services: Services, access: ApiAccess): ApiServer {
  const { caller, admit, isTokenValid = () => true, upgrades } = access
  const handleHttp = createHTTPHandler({
    router: appRouter,
    basePath: `${API_PATH}/`,
    maxBodySize: MAX_CALL_BYTES,
    createContext: (): Context => ({ services, caller, drained: () => Promise.resolve() }),
  })

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_CALL_BYTES })
  applyWSSHandler({
    wss: sockets,
    router: appRouter,
    createContext: ({ res, info }): Context => {
      if (!isTokenValid(info.connectionParams?.['token'])) {
        res.close(TOKEN_REFUSED_CLOSE, 'TOKEN_REFUSED')
        throw HostErrors.TOKEN_REFUSED({})
      }
      return { services, caller, drained: (signal) => drained(res, signal) }
    },
  })
  server.on('upgrade', (request, socket, head) => {
    // Node takes its own listener away here, and a caller that is gone already is an error on its socket.
    socket.on('error', () => socket.destroy())
    const isAdmitted = admit(request)
    const other = upgrades?.get(request.url ?? '')
    if (isAdmitted && other !== undefined) return other(request, socket)
    if (!isAdmitted || !request.url?.startsWith(API_PATH)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const attached = services.duties.attach()
      webSocket.once('close', () => attached[Symbol.dispose]())
      sockets.emit('connection', webSocket, request)
    })
  })

  return {
    handle: (request, response) => {
      const attached = services.duties.attach()
      response.once('close', () => attached[Symbol.dispose]())
      handleHttp(request, response)
    },
    close: () => {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}

/** ws has no event for "the peer has read", so a subscription with a slow reader looks again after a while. */
async function drained(webSocket: WebSocket, signal: AbortSignal): Promise<void> {
  while (webSocket.bufferedAmount > MAX_WAITING_BYTES && !signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS))
  }
}
