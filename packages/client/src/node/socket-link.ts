/** Subscriptions of a local program: a WebSocket on the node's unix socket. Loaded only when first used. */
import type { AppRouter } from '@comice/host'
import { createWSClient, TRPCClientError, type TRPCLink, wsLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { WebSocket } from 'ws'
import { ClientErrors } from '../errors.ts'
import type { NodeAddress } from './node-address.ts'

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
  const onLost = new Set<() => void>()
  const client = createWSClient({
    url: `ws+unix:${socketPath}:/trpc`,
    // ws implements the browser's interface, though its types do not say so.
    WebSocket: NodeSocket as unknown as typeof globalThis.WebSocket,
    lazy: { enabled: true, closeMs: 0 },
    onClose: () => {
      for (const lost of onLost) lost()
    },
  })
  return { link: endingLink(wsLink<AppRouter>({ client }), onLost), close: async () => void (await client.close()) }
}

/**
 * Ends subscriptions when the connection does. tRPC would try the same socket for ever, without a word; but a node
 * that is gone comes back with another token, so only `connectOrStart` finds it again.
 */
function endingLink(link: TRPCLink<AppRouter>, onLost: Set<() => void>): TRPCLink<AppRouter> {
  return (runtime) => {
    const connect = link(runtime)
    return (operation) =>
      observable((observer) => {
        const lost = () => observer.error(TRPCClientError.from(ClientErrors.SUBSCRIPTION_ENDED({})))
        onLost.add(lost)
        const subscription = connect(operation).subscribe(observer)
        return () => {
          onLost.delete(lost)
          subscription.unsubscribe()
        }
      })
  }
}
