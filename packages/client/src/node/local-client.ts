/**
 * The client of a local program. A call is one request on the node's socket, because that costs nothing to load; the
 * first subscription loads tRPC's client and the WebSocket.
 */
import { errorFromWire } from '@comice/protocol'
import type { Unsubscribable } from '@trpc/server/observable'
import type { NodeClient } from '../connection/node-client.ts'
import { ClientErrors } from '../errors.ts'
import type { NodeAddress } from './node-address.ts'
import { createProcedures, type Transport } from './procedures.ts'
import { requestNode } from './request-node.ts'
import type { OpenSocketLink } from './socket-link.ts'

/** Calls throw what the node refused with, by its code, or NODE_UNREACHABLE. */
export function createLocalClient(address: NodeAddress): NodeClient {
  const { subscribe, close } = lazySubscriptions(address)
  return {
    api: createProcedures({ call: callOver(address), subscribe }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What tRPC's HTTP handler answers: `{ result: { data } }`, or `{ error: { data: { comice } } }`. */
interface Answer {
  readonly result?: { readonly data?: unknown }
  readonly error?: { readonly data?: { readonly comice?: unknown } }
}

function callOver(address: NodeAddress): Transport['call'] {
  return async (name, kind, { input, signal }) => {
    const json = input === undefined ? undefined : JSON.stringify(input)
    const isQuery = kind === 'query'
    const query = isQuery && json !== undefined ? `?input=${encodeURIComponent(json)}` : ''
    const text = await requestNode(address, {
      method: isQuery ? 'GET' : 'POST',
      path: `/trpc/${name}${query}`,
      body: isQuery ? undefined : json,
      signal,
    })
    return dataOf(parseAnswer(text))
  }
}

/** @throws NODE_UNREACHABLE when the answer was cut off, or is none: a node that is not ours */
function parseAnswer(text: string): Answer {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer === 'object' && answer !== null) return answer
  } catch {
    // It is no JSON.
  }
  throw ClientErrors.NODE_UNREACHABLE({})
}

function dataOf({ result, error }: Answer): unknown {
  if (result !== undefined) return result.data
  if (error?.data?.comice !== undefined) throw errorFromWire(error.data.comice)
  throw ClientErrors.NODE_UNREACHABLE({})
}

function lazySubscriptions(
  address: NodeAddress,
): Pick<Transport, 'subscribe'> & { close: () => Promise<void> } {
  let opening: Promise<OpenSocketLink> | null = null
  const open = async () => {
    const { openSocketLink } = await import('./socket-link.ts')
    return openSocketLink(address)
  }
  return {
    subscribe: (path, input, observer) => {
      let subscription: Unsubscribable | null = null
      let isCancelled = false
      opening ??= open()
      opening.then(
        (socket) => {
          if (!isCancelled) subscription = socket.subscribe(path, input, observer)
        },
        (error: unknown) => observer.onError(error),
      )
      return {
        unsubscribe: () => {
          isCancelled = true
          subscription?.unsubscribe()
        },
      }
    },
    close: async () => void (await opening)?.close(),
  }
}
