/** Frames that have arrived on the lanes of one connection and wait for their reader. */
import type { Frame } from './frame-encoding.ts'
import { decodeFrame } from './frame-encoding.ts'
import type { Lane, LaneHandlers } from './lane.ts'

export interface ReceivedFrame {
  readonly frame: Frame
  readonly lane: Lane
}

export interface InboxOptions {
  /** Bytes that may wait. The other end that sends more does not follow the protocol. */
  readonly maxBytes: number
  /** Called for each frame before it waits; true: it is dealt with. */
  readonly intercept?: (frame: Frame) => boolean
}

interface Waiting extends ReceivedFrame {
  readonly bytes: number
}

export class Inbox implements LaneHandlers {
  readonly #options: InboxOptions
  readonly #waiting: Waiting[] = []
  readonly #over = Promise.withResolvers<void>()
  #bytes = 0
  #end: 'lost' | 'misbehaved' | null = null
  #wake: () => void = () => undefined

  constructor(options: InboxOptions) {
    this.#options = options
  }

  /** Why nothing more comes: the connection is gone, or the other end does not follow the protocol. */
  get ended(): 'lost' | 'misbehaved' | null {
    return this.#end
  }

  /** Resolves when nothing more comes. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  onframe(lane: Lane, bytes: Uint8Array): void {
    if (this.#end !== null) return
    const decoded = decodeFrame(bytes)
    if (!decoded.ok) return this.end('misbehaved')
    if (this.#options.intercept?.(decoded.value) === true) return
    this.#bytes += bytes.byteLength
    if (this.#bytes > this.#options.maxBytes) return this.end('misbehaved')
    // Neither UDX nor TCP uses the memory of what it gave again, so a batch waits where it is.
    this.#waiting.push({ frame: decoded.value, lane, bytes: bytes.byteLength })
    this.#wake()
  }

  /** The end of any lane is the end: a transfer goes on by a new connection. */
  onclose(): void {
    this.end('lost')
  }

  end(reason: 'lost' | 'misbehaved'): void {
    if (this.#end !== null) return
    this.#end = reason
    this.#over.resolve()
    this.#wake()
  }

  /** The next frame; null when none came in `timeoutMs` (absent: there is no limit), or none will come. */
  async next(timeoutMs?: number): Promise<ReceivedFrame | null> {
    if (this.#waiting.length === 0 && this.#end === null) await this.#arrival(timeoutMs)
    const next = this.#waiting.shift()
    if (next === undefined) return null
    this.#bytes -= next.bytes
    return next
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  #arrival(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
