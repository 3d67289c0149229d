/**
 * The client of a local program. Calls are plain HTTP on the node's socket, because that costs nothing to import;
 * the first subscription loads the WebSocket, which costs a command that only asks something nothing.
 */
import type { AppRouter } from '@comice/host'
import { createTRPCClient, httpLink, splitLink, type TRPCLink } from '@trpc/client'
import { observable, type Unsubscribable } from '@trpc/server/observable'
import type { NodeClient } from '../connection/node-client.ts'
import type { NodeAddress } from './node-address.ts'
import { nodeHttp } from './node-http.ts'
import type { OpenSocketLink } from './socket-link.ts'

export function createLocalClient(address: NodeAddress): NodeClient {
  const socket = lazySocketLink(address)
  const calls = httpLink<AppRouter>({ url: 'http://node/trpc', fetch: fetchOverSocket(address) })
  const close = () => socket.close()
  return {
    api: createTRPCClient<AppRouter>({
      links: [
        splitLink({ condition: ({ type }) => type === 'subscription', true: socket.link, false: calls }),
      ],
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function lazySocketLink(address: NodeAddress): { link: TRPCLink<AppRouter>; close: () => Promise<void> } {
  let opening: Promise<OpenSocketLink> | null = null
  const open = async () => {
    const { openSocketLink } = await import('./socket-link.ts')
    return openSocketLink(address)
  }
  const link: TRPCLink<AppRouter> = (runtime) => (operation) =>
    observable((observer) => {
      let subscription: Unsubscribable | null = null
      let isCancelled = false
      opening ??= open()
      void opening.then(({ link: socketLink }) => {
        if (!isCancelled) subscription = socketLink(runtime)(operation).subscribe(observer)
      })
      return () => {
        isCancelled = true
        subscription?.unsubscribe()
      }
    })
  return { link, close: async () => void (await opening)?.close() }
}

interface FetchInit {
  method?: string | undefined
  headers?: unknown
  body?: unknown
  signal?: AbortSignal | null | undefined
}

/** The part of `fetch` that tRPC uses, over a unix socket; Node's own fetch has no way to one. */
function fetchOverSocket({ socketPath, token }: NodeAddress) {
  return (input: unknown, init: FetchInit = {}) =>
    new Promise<{ ok: boolean; json: () => Promise<unknown> }>((resolve, reject) => {
      const { pathname, search } = new URL(String(input))
      const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` }
      const call = nodeHttp.request(
        {
          socketPath,
          path: pathname + search,
          method: init.method ?? 'GET',
          headers,
          ...(init.signal ? { signal: init.signal } : {}),
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.once('error', reject)
          response.once('end', () => {
            const ok = (response.statusCode ?? 500) < 400
            resolve({ ok, json: () => parseJson(Buffer.concat(chunks)) })
          })
        },
      )
      call.once('error', reject)
      call.end(init.body)
    })
}

function parseJson(body: Buffer): Promise<unknown> {
  return new Promise((resolve) => resolve(JSON.parse(body.toString()) as unknown))
}
