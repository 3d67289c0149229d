/** What a client of the node is, whichever way it is connected. */
import type { AppRouter } from '@comice/host'
import type { TRPCClient } from '@trpc/client'

/** Typed calls and subscriptions: `client.rooms.say.mutate({ room, text })`. */
export type NodeApi = TRPCClient<AppRouter>

/** A client and its connection. */
export interface NodeClient extends AsyncDisposable {
  readonly api: NodeApi
  close(): Promise<void>
}
