/** The client of a page: everything over one WebSocket, which it opens again when the node was away. */
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import type { AppRouter } from '@comice/host'
import { errorFromWire } from '@comice/protocol'
import { RECONNECT_MAX_MS, RECONNECT_MIN_MS, TOKEN_REFUSED_CLOSE } from '../constants.ts'
import type { NodeClient } from './node-client.ts'

/** `refused` is final: the page needs a new code. */
export type ConnectionState = 'connecting' | 'connected' | 'refused'

export interface WindowClientOptions {
  /** Address of the node's loopback server, such as `http://127.0.0.1:4000`. */
  api: string
  token: string
  onState?: (state: ConnectionState) => void
}

/** Exchanges the code of a window's address for the tab's token. @throws CODE_REFUSED */
export async function exchangeCode(api: string, code: string): Promise<string> {
  const response = await fetch(`${api}/session`, { method: 'POST', body: code })
  const answer = (await response.json()) as { token?: unknown }
  if (!response.ok || typeof answer.token !== 'string') throw errorFromWire(answer)
  return answer.token
}

export function createWindowClient({ api, token, onState = () => {} }: WindowClientOptions): NodeClient {
  const url = new URL('/trpc', api)
  url.protocol = 'ws:'
  const socket = createWSClient({
    url: url.href,
    connectionParams: { token },
    retryDelayMs: (attempt) => Math.min(RECONNECT_MIN_MS * 2 ** attempt, RECONNECT_MAX_MS),
    onOpen: () => onState('connected'),
    onClose: (cause) => {
      if (cause?.code !== TOKEN_REFUSED_CLOSE) return onState('connecting')
      // tRPC would try the same token for ever, without a word.
      void socket.close()
      onState('refused')
    },
  })
  const close = async () => {
    await socket.close()
  }
  return {
    api: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
