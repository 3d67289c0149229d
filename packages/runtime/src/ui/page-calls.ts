/** A page's calls: numbered, waiting while there is no connection, and never left without an end. */
import { errorFromWire } from '@comice/protocol/errors'
import { MAX_PAGE_CALLS, PAGE_ITEM_COST_BYTES, PAGE_WINDOW_BYTES } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { ItemQueue } from '../page/item-queue.ts'
import { decodePageReply, encodePageMessage, PageFrame } from '../page/page-wire.ts'
import type { WireValue } from '../wire/value.ts'

/** Where the messages of an open connection go. Throws PAGE_BUSY when it has too much unsent. */
export type SendMessage = (message: Uint8Array<ArrayBuffer>) => void

interface Call {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
  readonly items: ItemQueue<WireValue>
  /** Until it is sent. */
  waiting: Uint8Array<ArrayBuffer> | null
}

/** A promise of what a method gives that is also the stream that it gives: the page's types say which. */
export type CallResult = Promise<unknown> & AsyncIterable<unknown, undefined>

export class PageCalls {
  readonly #calls = new Map<number, Call>()
  #send: SendMessage | null = null
  #ended: Error | null = null
  #lastId = 0

  start(method: string, args: readonly unknown[], signal?: AbortSignal): CallResult {
    const id = ++this.#lastId
    const outcome = Promise.withResolvers<unknown>()
    const items = this.#queue(id)
    const result = asStream(outcome.promise, items)
    try {
      signal?.throwIfAborted()
      if (this.#ended !== null) throw this.#ended
      if (this.#calls.size >= MAX_PAGE_CALLS) throw RuntimeErrors.PAGE_BUSY({ limit: MAX_PAGE_CALLS })
      const message = encodePageMessage([PageFrame.Call, id, method, args, PAGE_WINDOW_BYTES])
      const { resolve, reject } = outcome
      this.#calls.set(id, { resolve, reject, items, waiting: message })
      if (this.#send !== null) this.#flush(id)
      this.#abortWith(id, signal, outcome.promise)
    } catch (error) {
      this.#calls.delete(id)
      outcome.reject(error)
      items.fail(error)
    }
    return result
  }

  /** A connection is open: what waited is sent. */
  open(send: SendMessage): void {
    this.#send = send
    for (const id of this.#calls.keys()) this.#flush(id)
  }

  /** The connection is gone: what was sent may or may not have been done. What waited goes on waiting. */
  lost(): void {
    this.#send = null
    for (const [id, call] of this.#calls) {
      if (call.waiting === null) this.#finish(id, RuntimeErrors.PAGE_DISCONNECTED({}))
    }
  }

  /** There will be no other connection. */
  end(reason: Error): void {
    this.#ended = reason
    this.#send = null
    for (const id of this.#calls.keys()) this.#finish(id, reason)
  }

  /** @throws WIRE_MALFORMED */
  receive(message: Uint8Array): void {
    const reply = decodePageReply(message)
    const call = this.#calls.get(reply.id)
    if (call === undefined) return
    switch (reply.type) {
      case PageFrame.Result: {
        this.#calls.delete(reply.id)
        call.resolve(reply.value)
        call.items.fail(RuntimeErrors.WIRE_MALFORMED({ reason: 'what the method gave is no stream' }))
        return
      }
      case PageFrame.Failure:
        return this.#finish(reply.id, errorFromWire(reply.value))
      case PageFrame.Stream:
        return call.resolve(undefined)
      case PageFrame.Item: {
        void call.items.push(reply.value, message.byteLength + PAGE_ITEM_COST_BYTES)
        return
      }
      case PageFrame.End: {
        this.#calls.delete(reply.id)
        call.resolve(undefined)
        call.items.end()
      }
    }
  }

  #queue(id: number): ItemQueue<WireValue> {
    let taken = 0
    return new ItemQueue({
      // Nobody waits here: the backend stops by itself when its credit is spent.
      windowBytes: Number.POSITIVE_INFINITY,
      onTaken: (bytes) => {
        taken += bytes
        if (taken < PAGE_WINDOW_BYTES / 2) return
        this.#tell(id, [PageFrame.Credit, id, taken])
        taken = 0
      },
      onLeft: () => this.#cancel(id, RuntimeErrors.PAGE_CLOSED({})),
    })
  }

  #abortWith(id: number, signal: AbortSignal | undefined, outcome: Promise<unknown>): void {
    if (signal === undefined) return
    const abort = () => this.#cancel(id, signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    // A stream goes on after its promise; its listener goes with the signal.
    const isOver = () => {
      if (!this.#calls.has(id)) signal.removeEventListener('abort', abort)
    }
    outcome.then(isOver, isOver)
  }

  #flush(id: number): void {
    const call = this.#calls.get(id)
    if (call?.waiting == null || this.#send === null) return
    const message = call.waiting
    call.waiting = null
    try {
      this.#send(message)
    } catch (error) {
      this.#finish(id, error)
    }
  }

  #cancel(id: number, reason: unknown): void {
    if (!this.#calls.has(id)) return
    this.#tell(id, [PageFrame.Cancel, id])
    this.#finish(id, reason)
  }

  #tell(id: number, parts: readonly unknown[]): void {
    const call = this.#calls.get(id)
    if (call === undefined || call.waiting !== null || this.#send === null) return
    try {
      this.#send(encodePageMessage(parts))
    } catch (error) {
      this.#finish(id, error)
    }
  }

  #finish(id: number, reason: unknown): void {
    const call = this.#calls.get(id)
    if (call === undefined) return
    this.#calls.delete(id)
    call.reject(reason)
    call.items.fail(reason)
  }
}

function asStream(promise: Promise<unknown>, items: ItemQueue<WireValue>): CallResult {
  const iterator = () => {
    // Whoever reads the stream is told there.
    promise.catch(() => undefined)
    return items
  }
  return Object.assign(promise, {
    [Symbol.asyncIterator]: iterator,
    next: () => iterator().next(),
    return: () => iterator().return(),
    [Symbol.asyncDispose]: async () => void (await iterator().return()),
  })
}
