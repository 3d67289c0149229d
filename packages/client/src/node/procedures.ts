/**
 * The router's procedures as properties, as tRPC's client has them: `rooms.say.mutate(input)`. A few lines instead of
 * that client, because loading it takes a command longer than its call.
 */
import type { Unsubscribable } from '@trpc/server/observable'
import type { NodeApi } from '../connection/node-client.ts'
import type { Observer } from '../connection/subscribe.ts'

export interface CallOptions {
  readonly signal?: AbortSignal
}

/** How procedures are reached. `path` is such as `rooms.say`. */
export interface Transport {
  call(path: string, kind: 'query' | 'mutation', request: { input: unknown } & CallOptions): Promise<unknown>
  subscribe(path: string, input: unknown, observer: Observer<unknown>): Unsubscribable
}

const nothing = () => undefined
const SILENT: Observer<unknown> = {
  onData: nothing,
  onError: nothing,
  onComplete: nothing,
  onStopped: nothing,
}

export function createProcedures(transport: Transport): NodeApi {
  // The names are the router's because the type says so; tRPC's own client is made of the same two claims.
  return procedureAt([], transport) as NodeApi
}

function procedureAt(path: readonly string[], transport: Transport): unknown {
  const target = () => undefined
  return new Proxy(target, {
    get: (_target, name) =>
      // Whoever awaits it must not take it for a promise.
      typeof name === 'string' && name !== 'then' ? procedureAt([...path, name], transport) : undefined,
    apply: (_target, _this, args: unknown[]) => invoke(path, transport, args),
  })
}

function invoke(path: readonly string[], transport: Transport, [input, options = {}]: unknown[]): unknown {
  const name = path.slice(0, -1).join('.')
  switch (path.at(-1)) {
    case 'query':
      return transport.call(name, 'query', { input, ...(options as CallOptions) })
    case 'mutate':
      return transport.call(name, 'mutation', { input, ...(options as CallOptions) })
    case 'subscribe':
      return transport.subscribe(name, input, { ...SILENT, ...(options as Partial<Observer<unknown>>) })
    default:
      throw new TypeError(`${path.join('.')} is no procedure's query, mutate or subscribe`)
  }
}
