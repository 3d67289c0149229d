/** Subscriptions of a local program: a WebSocket on the node's unix socket. Loaded only when first used. */
import type { AppRouter } from '@comice/host'
import { createWSClient, type TRPCLink, wsLink } from '@trpc/client'
import { WebSocket } from 'ws'
import type { NodeAddress } from './local-client.ts'

export interface OpenSocketLink {
  readonly link: TRPCLink<AppRouter>
  close(): Promise<void>
}

export function openSocketLink({ socketPath, token }: NodeAddress): OpenSocketLink {
  class NodeSocket extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers: { authorization: `Bearer ${token}` } })
    }
  }
  const client = createWSClient({
    url: `ws+unix:${socketPath}:/trpc`,
    // ws implements the browser's interface, though its types do not say so.
    WebSocket: NodeSocket as unknown as typeof globalThis.WebSocket,
    lazy: { enabled: true, closeMs: 0 },
  })
  return { link: wsLink<AppRouter>({ client }), close: async () => void (await client.close()) }
}
