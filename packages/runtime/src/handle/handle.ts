/**
 * Something that the node holds open for this process: a core, a swarm, a drive. It is a stream of values; the first
 * says what was opened, the others what changed. Its id names it in calls, and its end closes what it stands for.
 */
import { RuntimeErrors } from '../errors.ts'
import { node } from '../session/session.ts'
import type { WireObject, WireValue } from '../wire/value.ts'
import type { WireStream } from '../wire/wire-stream.ts'

export interface HandleOptions<Info> {
  method: string
  /** Evaluated when the handle opens: they may need another handle's id. */
  params: () => WireObject | Promise<WireObject>
  /** The first time when the handle opens, then for each change. */
  onchange?: (info: Info, isFirst: boolean) => void
  onclose?: () => void
}

/** Opens on first use. */
export class Handle<Info = WireObject> {
  readonly #options: HandleOptions<Info>
  #opening: Promise<WireStream> | null = null
  #closed = false
  #isRef = true

  constructor(options: HandleOptions<Info>) {
    this.#options = options
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Resolves when it is open. @throws HANDLE_CLOSED, and why it could not be opened */
  async ready(): Promise<void> {
    await this.#open()
  }

  /** The number by which the node knows it. */
  async id(): Promise<number> {
    return (await this.#open()).id
  }

  /** Calls a method of what is open; the handle goes with it as `on`. */
  async call<Result extends WireValue = WireValue>(
    method: string,
    params: WireObject = {},
    signal?: AbortSignal,
  ): Promise<Result> {
    const { id } = await this.#open()
    return (await node().request(method, { ...params, on: id }, signal)) as Result
  }

  /** Opens a stream of what is open. */
  async stream(
    method: string,
    params: WireObject = {},
    options: { items?: boolean } = {},
  ): Promise<WireStream> {
    const { id } = await this.#open()
    return node().open(method, { ...params, on: id }, options)
  }

  /** Whether it keeps the process alive while it is open. It does at first. */
  setRef(isRef: boolean): void {
    this.#isRef = isRef
    this.#opening?.then(
      (stream) => stream.setRef(isRef),
      () => undefined,
    )
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const stream = await this.#opening?.catch(() => null)
    if (stream === undefined || stream === null || stream.destroyed) return
    const gone = new Promise<void>((resolve) => stream.once('close', resolve))
    stream.destroy()
    await gone
  }

  #open(): Promise<WireStream> {
    if (this.#closed) return Promise.reject(RuntimeErrors.HANDLE_CLOSED())
    this.#opening ??= this.#start()
    return this.#opening
  }

  async #start(): Promise<WireStream> {
    const { method, params, onchange, onclose } = this.#options
    const stream = node()
      .open(method, await params(), { items: true })
      .setRef(this.#isRef)
    stream.once('close', () => {
      this.#closed = true
      onclose?.()
    })
    let isFirst = true
    await new Promise<void>((resolve, reject) => {
      stream.on('error', reject)
      stream.once('close', () => reject(RuntimeErrors.HANDLE_CLOSED()))
      stream.on('data', (info: Info) => {
        onchange?.(info, isFirst)
        isFirst = false
        resolve()
      })
    })
    return stream
  }
}
