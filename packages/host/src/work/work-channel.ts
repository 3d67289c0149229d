/** The node's end of a connection with work on it. */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import {
  decodeWorkJson,
  encodeWorkFrame,
  encodeWorkJson,
  giveBack,
  isAlone,
  markWhole,
  readWorkFrames,
  WORK_FRAMES,
  type WorkFrame,
  type WorkFrameKind,
} from '@comice/protocol'
import { ITEMS_WAIT_MS, MAX_CALL_BYTES, MAX_ITEMS_PER_FRAME, MAX_SENT_PIECE_BYTES } from '../constants.ts'
import { HostErrors } from '../errors.ts'

export class WorkChannel {
  readonly #socket: Duplex
  readonly #frames: AsyncGenerator<WorkFrame>
  readonly #gone = new AbortController()
  #items: unknown[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(socket: Duplex) {
    this.#socket = socket
    this.#frames = readWorkFrames(socket)
    socket.once('close', () => this.#gone.abort())
    socket.once('error', () => this.#gone.abort())
  }

  /** Aborts when the other end is gone. */
  get signal(): AbortSignal {
    return this.#gone.signal
  }

  /** What is asked for. @throws INPUT_INVALID, WORK_FRAME_INVALID */
  async input(): Promise<unknown> {
    const frame = await this.#next()
    const isInput = frame?.kind === WORK_FRAMES.INPUT && frame.payload.byteLength <= MAX_CALL_BYTES
    if (!isInput) throw HostErrors.INPUT_INVALID({ problems: 'the input is missing or too long' })
    return decodeWorkJson(frame)
  }

  /** The bytes that the program sends until it says that there are no more. @throws INPUT_INVALID when it leaves before */
  async *contents(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const frame = await this.#next()
      if (frame?.kind === WORK_FRAMES.END) return
      if (frame?.kind !== WORK_FRAMES.CONTENTS)
        throw HostErrors.INPUT_INVALID({ problems: 'what was to be read has ended early' })
      yield frame.payload
    }
  }

  /** Reads on, for work that takes no contents. */
  async untilLeft(): Promise<void> {
    while ((await this.#next().catch(() => null)) !== null);
    this.#gone.abort()
  }

  /** Several go together when they come quickly. */
  async item(item: unknown): Promise<void> {
    this.#items.push(item)
    this.#timer ??= setTimeout(() => void this.#flush().catch(() => undefined), ITEMS_WAIT_MS)
    if (this.#items.length >= MAX_ITEMS_PER_FRAME) await this.#flush()
  }

  async send(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength; at += MAX_SENT_PIECE_BYTES)
      await this.#write(encodeWorkFrame(WORK_FRAMES.CONTENTS, bytes.subarray(at, at + MAX_SENT_PIECE_BYTES)))
  }

  /** Items that wait go before it. */
  async json(kind: WorkFrameKind, value: unknown): Promise<void> {
    await this.#flush()
    await this.#write(encodeWorkJson(kind, value))
  }

  /** What still comes is read: only so is it seen that the other end leaves. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#socket.end()
    void this.untilLeft()
  }

  /** At once. */
  destroy(): void {
    this.#socket.destroy()
  }

  /** Null when the other end has said all. */
  async #next(): Promise<WorkFrame | null> {
    const next = await this.#frames.next()
    return next.done === true ? null : next.value
  }

  async #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const items = this.#items
    this.#items = []
    if (items.length > 0) await this.#write(encodeWorkJson(WORK_FRAMES.ITEMS, items))
  }

  async #write(frame: Uint8Array): Promise<void> {
    this.signal.throwIfAborted()
    // The frame was made for this.
    if (isAlone(frame)) markWhole(frame)
    if (!this.#socket.write(frame, () => giveBack(frame)))
      await once(this.#socket, 'drain', { signal: this.signal })
  }
}
