/** One process of an app: its wire, and what it holds open. */
import type { Duplex } from 'node:stream'
import type { Logger } from '@comice/core'
import { isComiceError } from '@comice/protocol'
import { RuntimeErrors } from '@comice/runtime'
import { Wire, type WireStream, type WireValue } from '@comice/runtime/wire'
import { TEARDOWN_TIMEOUT_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { BYTE_OPENERS, CALLS, OPENERS } from './methods.ts'
import { handleClosed, Params } from './params.ts'
import type { Run } from './run.ts'

/** What a call gets. */
export interface CallContext {
  readonly run: Run
  readonly session: Session
  readonly params: Params
  readonly signal: AbortSignal
}

/** What a stream's opener gets. What it throws ends the stream. */
export interface OpenContext {
  readonly run: Run
  readonly session: Session
  readonly params: Params
  readonly stream: WireStream
}

export type Call = (context: CallContext) => Promise<WireValue> | Promise<void>
export type Opener = (context: OpenContext) => Promise<void>

/** Kinds of what a handle stands for, told apart so that none is taken for another. */
export interface Handle<T extends object = object> {
  readonly kind: new (...args: never[]) => T
  readonly value: T
}

export class Session {
  readonly wire: Wire
  /** The link to the process that started this one, until it is joined. */
  parent: WireStream | null = null
  readonly #run: Run
  readonly #logger: Logger
  readonly #handles = new Map<number, Handle>()

  constructor(stream: Duplex, run: Run) {
    this.#run = run
    this.#logger = run.peer.logger
    this.wire = new Wire(stream, {
      side: 'node',
      maxStreams: run.quota.maxStreams,
      onrequest: (method, params, signal) => this.#call(method, params, signal),
      onopen: (method, params, opened) => this.#open(method, params, opened),
    })
  }

  /** Puts `value` behind a stream: calls find it by the stream's id until the stream ends. */
  hold<T extends object>(stream: WireStream, kind: Handle<T>['kind'], value: T): void {
    this.#handles.set(stream.id, { kind, value })
    stream.once('close', () => this.#handles.delete(stream.id))
  }

  /** What the parameter `on`, or another one, names. @throws HANDLE_CLOSED */
  held<T extends object>(params: Params, kind: Handle<T>['kind'], name = 'on'): T {
    const handle = this.#handles.get(params.integer(name))
    if (handle === undefined || handle.kind !== kind) throw handleClosed()
    return handle.value as T
  }

  /** See {@link Broker.teardown}. */
  async teardown(timeoutMs = TEARDOWN_TIMEOUT_MS): Promise<boolean> {
    // One that never imported the runtime has no teardown to wait for.
    if (!this.wire.isGreeted) return false
    const answered = this.wire.request('app.teardown', { timeoutMs }, AbortSignal.timeout(timeoutMs))
    return answered.then(
      () => true,
      () => false,
    )
  }

  /** Ends the process's wire; what it holds closes with its streams. */
  close(): void {
    this.wire.close()
  }

  async #call(method: string, params: WireValue, signal: AbortSignal): Promise<WireValue> {
    const call = CALLS.get(method)
    if (call === undefined) throw RuntimeErrors.METHOD_UNKNOWN({ method })
    await this.#run.pace()
    try {
      const answer = await call({ run: this.#run, session: this, params: new Params(params), signal })
      return answer as WireValue
    } catch (error) {
      throw this.#named(method, error)
    }
  }

  #open(method: string, params: WireValue, stream: WireStream): void {
    const opener = OPENERS.get(method)
    if (opener === undefined) throw RuntimeErrors.METHOD_UNKNOWN({ method })
    // Whoever writes to a stream of the other kind later, such as an event of the node's own, would be thrown at.
    const isOfBytes = BYTE_OPENERS.has(method)
    if (stream.writableObjectMode === isOfBytes)
      throw PlatformErrors.ARGUMENT_INVALID({ name: 'items', expected: String(!isOfBytes) })
    this.#start(opener, params, stream).catch((error: unknown) => stream.destroy(this.#named(method, error)))
  }

  async #start(opener: Opener, params: WireValue, stream: WireStream): Promise<void> {
    await this.#run.pace()
    if (stream.destroyed) return
    await opener({ run: this.#run, session: this, params: new Params(params), stream })
  }

  /** What the app may know of an error. Bugs of ours go to the log and cross without their text. */
  #named(method: string, error: unknown): Error {
    if (isComiceError(error)) return error
    const code = (error as { code?: unknown } | null)?.code
    const known = typeof code === 'string' ? SUBSTRATE_ERRORS.get(code) : undefined
    if (known !== undefined) return known()
    this.#logger.warn(
      { method, error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      'broker call failed',
    )
    return error instanceof Error ? error : new Error('unknown')
  }
}

/** Codes of hypercore-errors, and what apps see instead. */
const SUBSTRATE_ERRORS = new Map<string, () => Error>([
  ['SESSION_NOT_WRITABLE', () => PlatformErrors.CORE_NOT_WRITABLE()],
  ['REQUEST_TIMEOUT', () => PlatformErrors.BLOCK_TIMEOUT()],
  ['REQUEST_CANCELLED', () => RuntimeErrors.CALL_CANCELLED()],
  ['SESSION_CLOSED', () => RuntimeErrors.HANDLE_CLOSED()],
  ['DECODING_ERROR', () => PlatformErrors.BLOCK_UNDECODABLE()],
])
