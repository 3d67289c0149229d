/** One stream on a wire: bytes or values in both directions, each under the other side's credit. */
import { Duplex } from 'node:stream'
import { FRAME_COST_BYTES, MAX_FRAME_BYTES, STREAM_CHUNK_BYTES, STREAM_WINDOW_BYTES } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { byteLength, encodeBounded, malformed } from './payload.ts'
import { decodeValue, type WireValue } from './value.ts'

/** What a stream asks of its wire. */
export interface StreamLink {
  /** False when the pipe is behind: the next frame waits for {@link StreamLink.drained}. */
  data(id: number, pieces: Uint8Array[]): boolean
  credit(id: number, bytes: number): void
  end(id: number): void
  /** `error` is null when the stream is only given up. */
  reset(id: number, error: Error | null): void
  /** Nothing more comes from this stream. */
  forget(stream: WireStream): void
  drained(then: () => void): void
  /** The stream begins, or ceases, to be a reason for the process to stay. */
  refChanged(isRef: boolean): void
}

export interface WireStreamOptions {
  id: number
  /** Values instead of bytes: each write is one value, each read gives one. */
  items: boolean
  link: StreamLink
}

type Done = (error?: Error | null) => void

/** Values that wait between the two sides of a stream of values. */
const ITEMS_HIGH_WATER = 16

/**
 * A Node duplex. Its errors need no listener: who reads or writes learns of them there.
 *
 * The sender may send while its credit is above zero, so that one value may be larger than the window; a frame costs
 * its bytes and {@link FRAME_COST_BYTES}. The reader gives credit back for what was read.
 */
export class WireStream extends Duplex {
  readonly id: number
  readonly #items: boolean
  readonly #link: StreamLink
  #credit = STREAM_WINDOW_BYTES
  #blocked: { frames: Uint8Array[][]; done: Done } | null = null
  readonly #unread: { chunk: unknown; cost: number }[] = []
  #unreadBytes = 0
  #owed = 0
  #reading = false
  #remoteEnded = false
  #isRemoteReset = false
  #isRef = true

  constructor({ id, items, link }: WireStreamOptions) {
    const highWaterMark = items ? ITEMS_HIGH_WATER : STREAM_CHUNK_BYTES
    super({ objectMode: items, highWaterMark })
    this.id = id
    this.#items = items
    this.#link = link
    this.on('error', () => undefined)
  }

  /** Bytes that were received and not read. */
  get unreadBytes(): number {
    return this.#unreadBytes
  }

  get isRef(): boolean {
    return this.#isRef
  }

  /** Whether the stream, while it is open, keeps the process alive. It does at first. */
  setRef(isRef: boolean): this {
    if (isRef !== this.#isRef && !this.destroyed) this.#link.refChanged(isRef)
    this.#isRef = isRef
    return this
  }

  /** A frame of data arrived. @throws WIRE_MALFORMED when it goes beyond its credit */
  receive(payload: Uint8Array): void {
    if (this.#remoteEnded) throw malformed('data follow the end of a stream')
    const cost = payload.length + FRAME_COST_BYTES
    this.#unreadBytes += cost
    if (this.#unreadBytes > STREAM_WINDOW_BYTES + MAX_FRAME_BYTES + FRAME_COST_BYTES)
      throw malformed('a stream goes beyond its credit')
    this.#unread.push({ chunk: this.#items ? decodeItem(payload) : payload, cost })
    this.#pump()
  }

  /** The other side has read. @throws WIRE_MALFORMED */
  receiveCredit(bytes: number): void {
    if (bytes <= 0 || this.#credit + bytes > STREAM_WINDOW_BYTES) throw malformed('a credit is wrong')
    this.#credit += bytes
    const blocked = this.#blocked
    this.#blocked = null
    if (blocked !== null) this.#send(blocked.frames, blocked.done)
  }

  receiveEnd(): void {
    this.#remoteEnded = true
    this.#pump()
  }

  /** The other side, or the wire, ended the stream. */
  receiveReset(error: Error | null): void {
    this.#isRemoteReset = true
    const complete = this.readableEnded && this.writableFinished
    this.destroy(complete ? undefined : (error ?? RuntimeErrors.STREAM_ENDED()))
  }

  override _read(): void {
    this.#reading = true
    this.#pump()
  }

  override _write(chunk: unknown, _: BufferEncoding, done: Done): void {
    try {
      this.#send(this.#items ? [itemFrame(chunk as WireValue)] : byteFrames(chunk as Uint8Array), done)
    } catch (error) {
      done(error as Error)
    }
  }

  override _final(done: Done): void {
    this.#link.end(this.id)
    done()
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#blocked?.done(error)
    this.#blocked = null
    this.#unread.length = 0
    this.#unreadBytes = 0
    const complete = this.#remoteEnded && this.writableFinished
    if (!complete && !this.#isRemoteReset) this.#link.reset(this.id, error)
    this.#link.forget(this)
    done(error)
  }

  #send(frames: Uint8Array[][], done: Done): void {
    let flowing = true
    while (this.#credit > 0) {
      const frame = frames.shift()
      if (frame === undefined) return flowing ? done() : this.#link.drained(done)
      this.#credit -= byteLength(frame) + FRAME_COST_BYTES
      flowing = this.#link.data(this.id, frame)
    }
    if (frames.length === 0) return flowing ? done() : this.#link.drained(done)
    this.#blocked = { frames, done }
  }

  #pump(): void {
    while (this.#reading) {
      const next = this.#unread.shift()
      if (next === undefined) break
      this.#unreadBytes -= next.cost
      this.#owed += next.cost
      this.#reading = this.push(next.chunk)
    }
    // Half a window at a time: fewer frames, and a sender without credit always gets some.
    if (this.#owed >= STREAM_WINDOW_BYTES / 2 && !this.destroyed) {
      this.#link.credit(this.id, this.#owed)
      this.#owed = 0
    }
    if (this.#remoteEnded && this.#reading && this.#unread.length === 0) this.push(null)
  }
}

/** Null cannot be an item of a Node stream, so items are sent in a list. */
function itemFrame(value: WireValue): Uint8Array[] {
  return encodeBounded([value])
}

/** @throws WIRE_MALFORMED: the wire ends, as with every other malformed frame */
function decodeItem(payload: Uint8Array): WireValue {
  const list = decodeValue(payload)
  if (!Array.isArray(list) || list.length !== 1 || list[0] === null || list[0] === undefined)
    throw malformed('an item of a stream is not a list of one value')
  return (list as WireValue[])[0]
}

function byteFrames(bytes: Uint8Array): Uint8Array[][] {
  const frames: Uint8Array[][] = []
  for (let at = 0; at < bytes.length; at += STREAM_CHUNK_BYTES)
    frames.push([bytes.subarray(at, at + STREAM_CHUNK_BYTES)])
  return frames
}
