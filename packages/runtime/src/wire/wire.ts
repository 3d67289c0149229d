/**
 * The wire between an app and the node: calls and streams over one duplex stream, in both directions.
 *
 * **Frames.** `length: u32` (of what follows, at most {@link MAX_FRAME_BYTES}), `kind: u8`, `id: u32`, payload.
 * Numbers are big-endian; values are those of value.ts.
 *
 * | kind | | id | payload |
 * |---|---|---|---|
 * | 1 | hello | 0 | object with `version`; the first frame of each side, once; the node sends nothing before the app's |
 * | 2 | request | new | list: method, parameters |
 * | 3 | response | of the request | a value |
 * | 4 | failure | of the request | an error as object (docs/protocol/errors.md) |
 * | 5 | cancel | of the request | nothing: the caller does not want the answer any more; one still comes |
 * | 6 | open | new | list: method, parameters, whether items (values) or bytes follow |
 * | 7 | data | of the stream | bytes; or an item: a list of one value, which is not null |
 * | 8 | credit | of the stream | u32: so much of what was sent is read |
 * | 9 | end | of the stream | nothing: no more data from this side |
 * | 10 | reset | of the stream | an error as object, or null: the stream is over in both directions |
 *
 * **Ids.** The app takes odd ones, the node even ones, for requests and streams alike; an id is free again when the
 * request is answered, or the stream ended on both sides or was reset. Frames of streams that are over are ignored.
 *
 * **Credit.** A stream begins with {@link STREAM_WINDOW_BYTES} in each direction. A frame of data costs its payload
 * and {@link FRAME_COST_BYTES}, and may be sent while the credit is above zero.
 *
 * **Limits.** At most {@link MAX_REQUESTS} unanswered requests; streams as the side that serves them allows. A side
 * that goes beyond a limit, or sends what stands not here, loses the connection; the process notices nothing else.
 *
 * **Versions.** A side that reads another version in the hello ends with WIRE_VERSION. New methods need no new version.
 */
import type { Duplex } from 'node:stream'
import { isComiceError } from '@comice/protocol'
import {
  BROKER_VERSION,
  HELLO_TIMEOUT_MS,
  MAX_ID,
  MAX_REQUESTS,
  MAX_STREAMS,
  MAX_UNSENT_BYTES,
} from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { type Frame, FrameKind, FrameReader } from './frame.ts'
import { FrameWriter } from './frame-writer.ts'
import {
  encodeAnswer,
  encodeBounded,
  encodeCredit,
  encodeError,
  encodeFailure,
  malformed,
  readCall,
  readCredit,
  readFailure,
  readHello,
  readReset,
} from './payload.ts'
import { Turns } from './turns.ts'
import { decodeValue, encodeValue, type WireObject, type WireValue } from './value.ts'
import { type StreamLink, WireStream } from './wire-stream.ts'

export interface WireHandlers {
  /** Answers a call of the other side. What it throws is sent, as errors of ours are; others become INTERNAL. */
  onrequest?: (method: string, params: WireValue, signal: AbortSignal) => Promise<WireValue>
  /** Takes a stream that the other side opened. What it throws resets the stream. */
  onopen?: (method: string, params: WireValue, stream: WireStream) => void
  /** There is now, or no longer, something that waits: a call of this side or a stream that is ref. */
  onbusy?: (busy: boolean) => void
}

export interface WireOptions extends WireHandlers {
  side: 'app' | 'node'
  /** Sent in the hello beside the version. */
  hello?: WireObject
  /** Streams that the other side may have open. Default {@link MAX_STREAMS}. */
  maxStreams?: number
}

/** Counters since the start, for quotas, tests and status. */
export interface WireStats {
  readonly framesIn: number
  readonly framesOut: number
  readonly bytesIn: number
  readonly bytesOut: number
}

type Receivers = Record<Exclude<FrameKind, typeof FrameKind.Hello>, (id: number, payload: Uint8Array) => void>

interface PendingCall {
  resolve: (value: WireValue) => void
  reject: (error: Error) => void
}

/** See the module. It begins at once. */
export class Wire {
  /** Resolves to null when the wire was closed, to an error when it failed. Never rejects. */
  readonly closed: Promise<Error | null>
  /** Whether the other side has said hello. What was sent before waits until it does. Only the wire itself sets it. */
  isGreeted = false
  readonly #duplex: Duplex
  readonly #options: WireOptions
  readonly #calls = new Map<number, PendingCall>()
  readonly #served = new Map<number, AbortController>()
  readonly #streams = new Map<number, WireStream>()
  /** Calls beyond what the other side takes at once. */
  readonly #turns = new Turns()
  readonly #hello = Promise.withResolvers<WireObject>()
  readonly #received = { frames: 0, bytes: 0 }
  readonly #writer: FrameWriter
  readonly #link: StreamLink
  readonly #receivers: Receivers
  #onclosed: (error: Error | null) => void = () => undefined
  #opened = 0
  #nextId: number
  #refs = 0
  #busy = false
  #ended: { error: Error | null } | null = null

  constructor(duplex: Duplex, options: WireOptions) {
    this.#duplex = duplex
    this.#options = options
    this.#nextId = options.side === 'app' ? 1 : 2
    this.closed = new Promise((resolve) => (this.#onclosed = resolve))
    this.#hello.promise.catch(() => undefined)
    this.#writer = new FrameWriter(duplex, options.side === 'node')
    this.#link = this.#createLink()
    this.#receivers = this.#createReceivers()
    const reader = new FrameReader((frame) => this.#receive(frame))
    duplex.on('data', (chunk: Uint8Array) => this.#read(reader, chunk))
    duplex.on('drain', () => duplex.resume())
    duplex.on('error', (error) => this.destroy(error))
    duplex.once('end', () => this.destroy())
    duplex.once('close', () => this.destroy())
    // The connection may have gone through the process that started the app, which must find nothing to read by
    // mistake: the node holds back what it has to say until the app itself has spoken.
    this.#writer.send(FrameKind.Hello, 0, encodeValue({ ...options.hello, version: BROKER_VERSION }))
  }

  get stats(): WireStats {
    const { frames, bytes } = this.#received
    return { framesIn: frames, framesOut: this.#writer.frames, bytesIn: bytes, bytesOut: this.#writer.bytes }
  }

  /** Bytes that the other side has not taken. */
  get unsentBytes(): number {
    return this.#duplex.writableLength
  }

  /** Bytes that this side has not read. */
  get unreadBytes(): number {
    return [...this.#streams.values()].reduce((sum, { unreadBytes }) => sum + unreadBytes, 0)
  }

  /** Streams that are open, of both sides. */
  get openStreams(): number {
    return this.#streams.size
  }

  /** What the other side said in its hello. @throws WIRE_TIMEOUT · WIRE_VERSION · WIRE_CLOSED */
  async greeted(timeoutMs = HELLO_TIMEOUT_MS): Promise<WireObject> {
    const timer = setTimeout(() => this.destroy(RuntimeErrors.WIRE_TIMEOUT({ timeoutMs })), timeoutMs)
    try {
      return await this.#hello.promise
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * Calls the other side.
   *
   * @throws what it answers · WIRE_CLOSED · CALL_CANCELLED when `signal` aborts · VALUE_UNSUPPORTED · VALUE_TOO_LARGE
   */
  async request(method: string, params?: WireValue, signal?: AbortSignal): Promise<WireValue> {
    const payload = encodeBounded([method, params])
    if (signal?.aborted === true) throw RuntimeErrors.CALL_CANCELLED()
    if (this.#turns.areAwaited || this.#calls.size >= MAX_REQUESTS) await this.#turns.wait(signal)
    this.#assertOpen()
    const id = this.#takeId()
    const answer = new Promise<WireValue>((resolve, reject) => this.#calls.set(id, { resolve, reject }))
    this.#writer.send(FrameKind.Request, id, payload)
    this.#updateBusy()
    return signal === undefined ? answer : this.#cancellable(id, answer, signal)
  }

  /**
   * Opens a stream, of values with `items`, else of bytes. A refusal comes as the stream's error.
   *
   * @throws WIRE_CLOSED · VALUE_UNSUPPORTED · VALUE_TOO_LARGE
   */
  open(method: string, params?: WireValue, { items = false }: { items?: boolean } = {}): WireStream {
    const payload = encodeBounded([method, params, items])
    this.#assertOpen()
    const stream = this.#addStream(this.#takeId(), items)
    this.#writer.send(FrameKind.Open, stream.id, payload)
    return stream
  }

  /** Calls `then` when the other side has taken what was sent, or the wire has ended. */
  drained(then: () => void): void {
    this.#writer.drained(then)
  }

  /** Ends in order: what was sent arrives, what waits fails with WIRE_CLOSED. Idempotent. */
  close(): void {
    if (this.#ended !== null) return
    this.#duplex.end(() => this.#duplex.destroy())
    this.#finish(null)
  }

  /** Ends at once. Idempotent. */
  destroy(error: Error | null = null): void {
    this.#duplex.destroy()
    if (this.#ended === null) this.#finish(error)
  }

  #finish(error: Error | null): void {
    this.#ended = { error }
    const failure = isComiceError(error) ? error : RuntimeErrors.WIRE_CLOSED({}, { cause: error })
    this.#hello.reject(failure)
    for (const call of this.#calls.values()) call.reject(failure)
    this.#calls.clear()
    for (const controller of this.#served.values()) controller.abort(failure)
    this.#served.clear()
    for (const stream of [...this.#streams.values()]) stream.receiveReset(failure)
    this.#writer.end()
    this.#turns.end()
    this.#updateBusy()
    this.#onclosed(error)
  }

  #read(reader: FrameReader, chunk: Uint8Array): void {
    if (this.#ended !== null) return
    this.#received.bytes += chunk.length
    try {
      reader.push(chunk)
    } catch (error) {
      return this.destroy(error as Error)
    }
    // A node does not take more work from an app that does not take the answers. Only one side may do so, or both
    // could wait for each other.
    if (this.#options.side === 'node' && this.unsentBytes > MAX_UNSENT_BYTES) this.#duplex.pause()
  }

  #receive({ kind, id, payload }: Frame): void {
    if (this.#ended !== null) return
    this.#received.frames++
    if (kind === FrameKind.Hello || !this.isGreeted) this.#receiveHello(kind, payload)
    else this.#receivers[kind](id, payload)
  }

  #receiveHello(kind: FrameKind, payload: Uint8Array): void {
    if (kind !== FrameKind.Hello || this.isGreeted) throw malformed('the hello is not the first frame')
    const { hello, version } = readHello(payload)
    if (version !== BROKER_VERSION)
      throw RuntimeErrors.WIRE_VERSION({ expected: BROKER_VERSION, found: version })
    this.isGreeted = true
    this.#writer.release()
    this.#hello.resolve(hello)
  }

  #createReceivers(): Receivers {
    return {
      [FrameKind.Request]: (id, payload) => this.#serve(id, payload),
      [FrameKind.Response]: (id, payload) => this.#takeCall(id).resolve(decodeValue(payload)),
      [FrameKind.Failure]: (id, payload) => this.#takeCall(id).reject(readFailure(payload)),
      [FrameKind.Cancel]: (id) => this.#served.get(id)?.abort(RuntimeErrors.CALL_CANCELLED()),
      [FrameKind.Open]: (id, payload) => this.#accept(id, payload),
      [FrameKind.Data]: (id, payload) => this.#streams.get(id)?.receive(payload),
      [FrameKind.Credit]: (id, payload) => this.#streams.get(id)?.receiveCredit(readCredit(payload)),
      [FrameKind.End]: (id) => this.#streams.get(id)?.receiveEnd(),
      [FrameKind.Reset]: (id, payload) => this.#streams.get(id)?.receiveReset(readReset(payload)),
    }
  }

  #serve(id: number, payload: Uint8Array): void {
    this.#assertNewId(id)
    if (this.#served.size >= MAX_REQUESTS)
      throw malformed(`more than ${MAX_REQUESTS} requests are unanswered`)
    const [method, params] = readCall(payload, 2)
    const controller = new AbortController()
    this.#served.set(id, controller)
    void this.#answer(id, this.#run(method, params, controller.signal))
  }

  async #run(method: string, params: WireValue, signal: AbortSignal): Promise<WireValue> {
    const { onrequest } = this.#options
    if (onrequest === undefined) throw RuntimeErrors.METHOD_UNKNOWN({ method })
    return onrequest(method, params, signal)
  }

  async #answer(id: number, result: Promise<WireValue>): Promise<void> {
    const [kind, payload] = await result.then(encodeAnswer, encodeFailure)
    // Before it is sent: the caller may use its place again as soon as the answer is there. What it does not read is
    // bounded by MAX_UNSENT_BYTES.
    this.#served.delete(id)
    this.#writer.send(kind, id, payload)
  }

  #accept(id: number, payload: Uint8Array): void {
    this.#assertNewId(id)
    const [method, params, items] = readCall(payload, 3)
    const { onopen, maxStreams = MAX_STREAMS } = this.#options
    if (onopen === undefined) return this.#link.reset(id, RuntimeErrors.METHOD_UNKNOWN({ method }))
    if (this.#opened >= maxStreams)
      return this.#link.reset(id, RuntimeErrors.TOO_MANY_STREAMS({ limit: maxStreams }))
    this.#opened++
    const stream = this.#addStream(id, items === true)
    try {
      onopen(method, params, stream)
    } catch (error) {
      stream.destroy(error as Error)
    }
  }

  #addStream(id: number, items: boolean): WireStream {
    const stream = new WireStream({ id, items, link: this.#link })
    this.#streams.set(id, stream)
    this.#refs++
    this.#updateBusy()
    return stream
  }

  #createLink(): StreamLink {
    const writer = this.#writer
    return {
      data: (id, pieces) => writer.send(FrameKind.Data, id, pieces),
      credit: (id, bytes) => void writer.send(FrameKind.Credit, id, [encodeCredit(bytes)]),
      end: (id) => void writer.send(FrameKind.End, id, []),
      reset: (id, error) =>
        void writer.send(FrameKind.Reset, id, error === null ? encodeValue(null) : encodeError(error)),
      forget: (stream) => this.#forget(stream),
      drained: (then) => writer.drained(then),
      refChanged: (isRef) => {
        this.#refs += isRef ? 1 : -1
        this.#updateBusy()
      },
    }
  }

  #forget(stream: WireStream): void {
    if (!this.#streams.delete(stream.id)) return
    if (!this.#isOwn(stream.id)) this.#opened--
    if (stream.isRef) this.#refs--
    this.#updateBusy()
  }

  async #cancellable(id: number, answer: Promise<WireValue>, signal: AbortSignal): Promise<WireValue> {
    const cancelled = Promise.withResolvers<never>()
    const cancel = () => {
      if (this.#calls.has(id)) this.#writer.send(FrameKind.Cancel, id, [])
      cancelled.reject(RuntimeErrors.CALL_CANCELLED())
    }
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await Promise.race([answer, cancelled.promise])
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  #takeCall(id: number): PendingCall {
    const call = this.#calls.get(id)
    if (call === undefined) throw malformed('an answer without a request')
    this.#calls.delete(id)
    this.#turns.next()
    this.#updateBusy()
    return call
  }

  #takeId(): number {
    let id: number
    do {
      id = this.#nextId
      this.#nextId = id + 2 <= MAX_ID ? id + 2 : this.#options.side === 'app' ? 1 : 2
    } while (this.#calls.has(id) || this.#streams.has(id))
    return id
  }

  #isOwn(id: number): boolean {
    return (id & 1) === (this.#options.side === 'app' ? 1 : 0)
  }

  #assertNewId(id: number): void {
    if (id === 0 || this.#isOwn(id)) throw malformed('an id of the wrong side')
    if (this.#served.has(id) || this.#streams.has(id)) throw malformed('an id that is in use')
  }

  #assertOpen(): void {
    if (this.#ended === null) return
    throw isComiceError(this.#ended.error) ? this.#ended.error : RuntimeErrors.WIRE_CLOSED()
  }

  #updateBusy(): void {
    const busy = this.#ended === null && this.#calls.size + this.#refs > 0
    if (busy === this.#busy) return
    this.#busy = busy
    this.#options.onbusy?.(busy)
  }
}
