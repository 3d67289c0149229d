/** The messages of a copy on its stream: read one after the other, written with back-pressure. */
import type { Duplex } from 'node:stream'
import { COPY_FAIL_GRACE_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { decodeError, encodeError } from '../session/error-bytes.ts'
import { encodeFrame, type FrameKind, type FrameListener, FrameReader, FRAMES } from '../session/frame.ts'

export interface CopyMessage {
  readonly kind: FrameKind
  /** A view: of use until the next message is asked for. */
  readonly payload: Uint8Array
}

export class CopyChannel implements FrameListener {
  readonly #bytes: Duplex
  readonly #reader = new FrameReader(this)
  #read: CopyMessage[] = []
  #failure: Error | null = null
  #isOver = false

  constructor(bytes: Duplex) {
    this.#bytes = bytes
    bytes.on('error', (error) => (this.#failure ??= error))
  }

  /**
   * Until the other end ends its direction. What comes meanwhile waits in the stream. @throws what the other end says,
   * COPY_CUT, REMOTE_MALFORMED, and what it was ended with here
   */
  async *messages(): AsyncGenerator<CopyMessage> {
    try {
      for await (const piece of this.#bytes.iterator({
        destroyOnReturn: false,
      }) as AsyncIterable<Uint8Array>) {
        if (!this.#reader.push(piece)) throw malformed('what is no frame')
        const messages = this.#read
        this.#read = []
        for (const message of messages) {
          // What it is ended with counts from that moment on, whatever has come by then.
          if (this.#failure !== null) throw this.#failure
          if (message.kind === FRAMES.ERROR) throw decodeError(message.payload)
          yield message
        }
      }
    } catch (error) {
      throw this.#failure ?? this.#cutOr(error)
    }
    if (this.#failure !== null) throw this.#failure
  }

  /** Resolves when there is room for the next. @throws COPY_CUT, and what it was ended with */
  async send(kind: FrameKind, payload: Uint8Array = new Uint8Array(0)): Promise<void> {
    const bytes = this.#bytes
    if (this.#failure !== null) throw this.#failure
    if (bytes.destroyed || bytes.writableEnded) throw RemoteErrors.COPY_CUT({})
    if (bytes.write(encodeFrame(kind, 0, payload))) return
    await new Promise<void>((resolve, reject) => {
      const settle = (settled: () => void) => {
        bytes.off('drain', drained).off('close', closed)
        settled()
      }
      const drained = () => settle(resolve)
      const closed = () => settle(() => reject(this.#failure ?? RemoteErrors.COPY_CUT({})))
      bytes.on('drain', drained).on('close', closed)
    })
  }

  /** Nothing more is said here. */
  end(): void {
    this.#isOver = true
    if (!this.#bytes.destroyed && !this.#bytes.writableEnded) this.#bytes.end()
  }

  /** Tells the other end why, and takes nothing more. */
  fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#failure ??= error
    const bytes = this.#bytes
    if (bytes.destroyed || bytes.writableEnded) return
    bytes.end(encodeFrame(FRAMES.ERROR, 0, encodeError(error)))
    // It may never take that: then it is cut.
    bytes.resume()
    const timer = setTimeout(() => bytes.destroy(), COPY_FAIL_GRACE_MS)
    bytes.once('close', () => clearTimeout(timer))
  }

  ondata(_lane: number, payload: Uint8Array): void {
    this.#read.push({ kind: FRAMES.DATA, payload })
  }

  onend(): void {
    this.#read.push({ kind: FRAMES.END, payload: NOTHING })
  }

  oncredit(): void {
    this.#read.push({ kind: FRAMES.CREDIT, payload: NOTHING })
  }

  oncontrol(kind: FrameKind, payload: Uint8Array): void {
    this.#read.push({ kind, payload })
  }

  #cutOr(error: unknown): unknown {
    const { code } = error as { code?: unknown }
    const isSaid = typeof code === 'string' && /^(?:REMOTE|COPY)_/u.test(code)
    return isSaid ? error : RemoteErrors.COPY_CUT({}, { cause: error })
  }
}

const NOTHING = new Uint8Array(0)

export function malformed(reason: string): Error {
  return RemoteErrors.REMOTE_MALFORMED({ reason })
}
