/** Subscriptions of a local program: a WebSocket on the node's unix socket. Loaded only when first used. */
import type { AppRouter } from '@comice/host'
import {
  createTRPCUntypedClient,
  createWSClient,
  type OperationLink,
  TRPCClientError,
  type TRPCClientRuntime,
  type TRPCLink,
  wsLink,
} from '@trpc/client'
import { observable, type Unsubscribable } from '@trpc/server/observable'
import { WebSocket } from 'ws'
import type { Observer } from '../connection/subscribe.ts'
import { ClientErrors } from '../errors.ts'
import type { NodeAddress } from './node-address.ts'

export interface OpenSocketLink {
  subscribe(path: string, input: unknown, observer: Observer<unknown>): Unsubscribable
  close(): Promise<void>
}

/**
 * Subscriptions that overlap share a connection; the last one to end closes it, and the next one has its own. tRPC's
 * lazy mode reuses one client for all connections, and then the close of an earlier one, which comes a moment later,
 * looks like the loss of the one after it.
 */
export function openSocketLink(address: NodeAddress): OpenSocketLink {
  let current: Connection | null = null
  const letGo = (connection: Connection): Promise<void> => {
    if (current === connection) current = null
    return connection.close()
  }
  const link: TRPCLink<AppRouter> = (runtime) => (request) =>
    observable((observer) => {
      const connection = (current ??= openConnection(address, runtime))
      // tRPC would try the same socket for ever, without a word; but a node that is gone comes back with another
      // token, so only `connectOrStart` finds it again.
      const lost = () => observer.error(TRPCClientError.from(ClientErrors.SUBSCRIPTION_ENDED({})))
      connection.onLost.add(lost)
      const subscription = connection.link(request).subscribe(observer)
      return () => {
        subscription.unsubscribe()
        connection.onLost.delete(lost)
        if (connection.onLost.size === 0) void letGo(connection)
      }
    })
  const client = createTRPCUntypedClient<AppRouter>({ links: [link] })
  return {
    subscribe: (path, input, observer) => client.subscription(path, input, observer),
    close: async () => void (current !== null && (await letGo(current))),
  }
}

interface Connection {
  readonly link: OperationLink<AppRouter>
  /** What to call when it is lost, one for each of its subscriptions. */
  readonly onLost: Set<() => void>
  close(): Promise<void>
}

function openConnection({ socketPath, token }: NodeAddress, runtime: TRPCClientRuntime): Connection {
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
    onClose: () => {
      for (const lost of onLost) lost()
    },
  })
  return { onLost, link: wsLink<AppRouter>({ client })(runtime), close: () => client.close() }
}
