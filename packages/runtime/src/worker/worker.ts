/** Other processes of this app, as confined as this one, with typed calls between them. */
import { isComiceError } from '@comice/protocol'
import { RuntimeErrors } from '../errors.ts'
import { bufferOf } from '../handle/encoding.ts'
import { node } from '../session/session.ts'
import type { WireValue } from '../wire/value.ts'
import { Wire } from '../wire/wire.ts'
import type { WireStream } from '../wire/wire-stream.ts'

/** What one side lets the other call: functions of values that cross the wire. */
export type WorkerApi = Readonly<Record<string, (...args: never[]) => unknown>>

/** The calling end of an API: the same functions, which answer later. */
export type Remote<Api extends WorkerApi> = {
  readonly [Name in keyof Api]: (...args: Parameters<Api[Name]>) => Promise<Awaited<ReturnType<Api[Name]>>>
}

export interface WorkerOptions {
  /** What the worker may call of this process. */
  api?: WorkerApi
  args?: readonly string[]
}

/** A link between a process and one that it started. */
export interface WorkerLink<Api extends WorkerApi> extends AsyncDisposable {
  /**
   * The other side's functions. @throws by each: WORKER_FAILED with the message of what was thrown · WORKER_ENDED when
   * the worker ended by itself and not in order · WIRE_CLOSED
   */
  readonly remote: Remote<Api>
  /** Resolves when the other side is gone: to null when it ended in order, else to the error of how. Never rejects. */
  readonly closed: Promise<Error | null>
  /** Ends the worker, or the link to the parent. */
  close(): Promise<void>
}

/**
 * Starts a module of this app as a process of its own. `path` is from the root of the app. It ends with this process,
 * whatever happens, and it holds nothing that outlives it: stores and networks are the node's. It is not started again
 * by itself: who called it knows which calls may be made twice, and {@link WorkerLink.closed} says that it is gone. It
 * has no terminal; what it prints stands in `log/worker-1.log` of the app's storage.
 *
 * ```ts
 * // main.ts
 * import { worker } from '@comice/runtime'
 *
 * await using sums = worker<{ add(a: number, b: number): number }>('/sums.ts')
 * console.log(await sums.remote.add(1, 2))
 * ```
 *
 * ```ts
 * // sums.ts
 * import { parent } from '@comice/runtime'
 *
 * parent({ add: (a: number, b: number) => a + b })
 * ```
 *
 * @throws by its functions: WORKER_MODULE_INVALID · QUOTA_EXCEEDED · UNAVAILABLE
 */
export function worker<Api extends WorkerApi>(
  path: string,
  { api = {}, args = [] }: WorkerOptions = {},
): WorkerLink<Api> {
  return createLink<Api>(node().open('worker.start', { path, args }), 'app', api)
}

/** In a worker: the link to the process that started it, which may call `api` from now on. */
export function parent<Api extends WorkerApi>(api: WorkerApi = {}): WorkerLink<Api> {
  return createLink<Api>(node().open('worker.parent'), 'node', api)
}

function createLink<Api extends WorkerApi>(
  stream: WireStream,
  side: 'app' | 'node',
  api: WorkerApi,
): WorkerLink<Api> {
  const functions = new Map(Object.entries(api))
  const wire = new Wire(stream, {
    side,
    onrequest: async (method, params) => {
      const called = functions.get(method)
      if (called === undefined) throw RuntimeErrors.METHOD_UNKNOWN({ method })
      try {
        return (await called(...(params as never[]))) as WireValue
      } catch (error) {
        throw RuntimeErrors.WORKER_FAILED({ reason: error instanceof Error ? error.message : String(error) })
      }
    },
  })
  // The end of a process that ended in order is that of a stream.
  const closed = wire.closed.then((error) => (isComiceError(error, 'STREAM_ENDED') ? null : error))
  const close = async () => {
    wire.destroy()
    await closed
  }
  return { remote: remoteOf<Api>(wire), closed, close, [Symbol.asyncDispose]: close }
}

/** A proxy whose members call; `then` is none, so that awaiting it by mistake does not call. */
function remoteOf<Api extends WorkerApi>(wire: Wire): Remote<Api> {
  const target = Object.create(null) as Remote<Api>
  return new Proxy(target, {
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined
      return async (...args: WireValue[]) => {
        const answer = await wire.request(name, args)
        return answer instanceof Uint8Array ? bufferOf(answer) : answer
      }
    },
  })
}
