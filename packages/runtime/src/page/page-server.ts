/** One page's calls, at the backend. */
import { ComiceError, errorToWire, ExitCode, isComiceError } from '@comice/protocol/errors'
import { MAX_PAGE_CALLS, PAGE_ITEM_COST_BYTES } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import type { PageMethods } from './page.ts'
import type { PageChannel } from './page-channel.ts'
import { decodePageRequest, encodePageMessage, PageFrame, type PageRequest } from './page-wire.ts'

interface Call {
  readonly id: number
  readonly abort: AbortController
  /** Bytes that a stream may still send. */
  credit: number
  /** Lets a stream go on that waits for credit or for its end. */
  wake: () => void
}

export class PageServer {
  readonly #methods: PageMethods
  readonly #channel: PageChannel
  readonly #calls = new Map<number, Call>()

  constructor(methods: PageMethods, channel: PageChannel) {
    this.#methods = methods
    this.#channel = channel
  }

  /** Resolves when the page is gone and its calls were told. */
  async run(): Promise<void> {
    try {
      for await (const message of this.#channel.messages) this.#receive(decodePageRequest(message))
    } catch {
      // The page broke the protocol, or the channel broke: both end it, and it only.
    } finally {
      this.#channel.close()
      for (const call of this.#calls.values()) giveUp(call)
      this.#calls.clear()
    }
  }

  #receive(request: PageRequest): void {
    const call = this.#calls.get(request.id)
    switch (request.type) {
      case PageFrame.Call: {
        if (call !== undefined) throw RuntimeErrors.WIRE_MALFORMED({ reason: 'an id is used twice' })
        void this.#answer(request)
        return
      }
      case PageFrame.Cancel: {
        this.#calls.delete(request.id)
        if (call !== undefined) giveUp(call)
        return
      }
      case PageFrame.Credit: {
        if (call === undefined) return
        call.credit = Math.min(call.credit + request.bytes, Number.MAX_SAFE_INTEGER)
        call.wake()
      }
    }
  }

  async #answer(request: PageRequest & { type: typeof PageFrame.Call }): Promise<void> {
    const { id } = request
    const isFull = this.#calls.size >= MAX_PAGE_CALLS
    const call: Call = { id, abort: new AbortController(), credit: request.credit, wake: () => undefined }
    if (!isFull) this.#calls.set(id, call)
    try {
      if (isFull) throw RuntimeErrors.PAGE_BUSY({ limit: MAX_PAGE_CALLS })
      const method = this.#methods.get(request.method)
      if (method === undefined) throw RuntimeErrors.METHOD_UNKNOWN({ method: request.method })
      const given: unknown = await Reflect.apply(method, { signal: call.abort.signal }, request.args)
      if (isAsyncIterable(given)) await this.#stream(call, given)
      else await this.#send(call, [PageFrame.Result, id, given])
    } catch (error) {
      await this.#fail(call, error)
    } finally {
      if (this.#calls.get(id) === call) this.#calls.delete(id)
    }
  }

  async #stream(call: Call, items: AsyncIterable<unknown>): Promise<void> {
    const { id } = call
    await this.#send(call, [PageFrame.Stream, id])
    const iterator = items[Symbol.asyncIterator]()
    const isOver = (): boolean => call.abort.signal.aborted
    try {
      while (await hasCredit(call)) {
        const next = await untilGivenUp(call, iterator.next())
        if (isOver()) return
        if (next?.done !== false) {
          await this.#send(call, [PageFrame.End, id])
          return
        }
        const cost = await this.#send(call, [PageFrame.Item, id, next.value])
        // Credit may have come while it was sent, so it is looked at only now.
        call.credit -= cost
      }
    } finally {
      // A generator that waits for something else sees this only then: it has `this.signal` for that.
      void Promise.resolve(iterator.return?.()).catch(() => undefined)
    }
  }

  /** Cost of the message; nothing is sent of a call that was given up. Rejects for values that cannot cross. */
  async #send(call: Call, parts: readonly unknown[]): Promise<number> {
    if (call.abort.signal.aborted) return 0
    const message = encodePageMessage(parts)
    // A channel that is gone has nobody to tell: `run` ends by itself.
    await this.#channel.send(message).catch(() => undefined)
    return message.byteLength + PAGE_ITEM_COST_BYTES
  }

  async #fail(call: Call, error: unknown): Promise<void> {
    await this.#send(call, [PageFrame.Failure, call.id, errorToWire(named(error))])
  }
}

function giveUp(call: Call): void {
  call.abort.abort(RuntimeErrors.PAGE_CLOSED({}))
  call.wake()
}

/** False when the call was given up. */
async function hasCredit(call: Call): Promise<boolean> {
  while (call.credit <= 0 && !call.abort.signal.aborted)
    await new Promise<void>((resolve) => (call.wake = resolve))
  return !call.abort.signal.aborted
}

/** What `work` gives, or null as soon as the call is given up. */
async function untilGivenUp<Value>(call: Call, work: Promise<Value>): Promise<Value | null> {
  const { signal } = call.abort
  const givenUp = Promise.withResolvers<null>()
  const stop = () => givenUp.resolve(null)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, givenUp.promise])
  } finally {
    signal.removeEventListener('abort', stop)
    if (signal.aborted) work.catch(() => undefined)
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

const ERROR_CODE = /^[A-Z][A-Z0-9_]{1,63}$/

/** Page and backend are one app, so its own errors cross with their text, and with their code when they have one. */
function named(error: unknown): unknown {
  if (isComiceError(error) || !(error instanceof Error)) return error
  const code: unknown = 'code' in error ? error.code : undefined
  if (typeof code !== 'string' || !ERROR_CODE.test(code))
    return RuntimeErrors.PAGE_CALL_FAILED({ reason: error.message })
  return new ComiceError({ code, message: error.message, exitCode: ExitCode.Failed, details: {} })
}
