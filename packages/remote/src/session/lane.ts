/**
 * The two ends of a lane: one flow of bytes in one direction. Its writer sends no more than the reader has room for, so a
 * reader that stops holds up this lane and nothing else of the session.
 */
import { Readable, Writable } from 'node:stream'
import { ByteQueue } from '@comice/core'
import { LANE_WINDOW_BYTES, MAX_LANE_BYTES } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { encodeCredit, encodeFrame, FRAMES } from './frame.ts'

type Done = (error?: Error | null) => void

/** Where the frames of a lane go. */
export interface FrameSink {
  /** False when the next data is to wait for {@link LaneWriter.goOn}. */
  send(frame: Uint8Array): boolean
}

export class LaneWriter extends Writable {
  readonly #lane: number
  readonly #sink: FrameSink
  #credit = LANE_WINDOW_BYTES
  #isHeldUp = false
  #writing: { chunk: Uint8Array; at: number; done: Done } | null = null
  /** Bytes that were sent. */
  bytes = 0

  constructor(lane: number, sink: FrameSink) {
    super({ highWaterMark: MAX_LANE_BYTES })
    this.#lane = lane
    this.#sink = sink
    this.on('error', () => undefined)
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: Done): void {
    this.#writing = { chunk, at: 0, done }
    this.#send()
  }

  override _final(done: Done): void {
    this.#sink.send(encodeFrame(FRAMES.END, this.#lane))
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const writing = this.#writing
    this.#writing = null
    // Who waits for the last write is told that it will not be.
    writing?.done(error ?? RemoteErrors.REMOTE_CUT({ peer: 'the other end' }))
    done(error)
  }

  /** The stream below has room again. */
  goOn(): void {
    this.#isHeldUp = false
    this.#send()
  }

  /** False when it was not owed. */
  addCredit(bytes: number): boolean {
    if (bytes === 0 || this.#credit + bytes > LANE_WINDOW_BYTES) return false
    this.#credit += bytes
    this.#send()
    return true
  }

  #send(): void {
    const writing = this.#writing
    if (writing === null) return
    const { chunk } = writing
    while (writing.at < chunk.byteLength && this.#credit > 0 && !this.#isHeldUp) {
      const bytes = Math.min(chunk.byteLength - writing.at, this.#credit, MAX_LANE_BYTES)
      const frame = encodeFrame(FRAMES.DATA, this.#lane, chunk.subarray(writing.at, writing.at + bytes))
      writing.at += bytes
      this.#credit -= bytes
      this.bytes += bytes
      this.#isHeldUp = !this.#sink.send(frame)
    }
    if (writing.at < chunk.byteLength) return
    this.#writing = null
    writing.done()
  }
}

export class LaneReader extends Readable {
  readonly #lane: number
  readonly #sink: FrameSink
  /** Bytes that the other end may send. */
  #room = LANE_WINDOW_BYTES
  /** Bytes that were taken, and of which it was not told. */
  #taken = 0
  readonly #arrived = new ByteQueue()
  #isWanted = false
  #isOver = false
  /** Bytes that have come. */
  bytes = 0

  constructor(lane: number, sink: FrameSink) {
    super({ highWaterMark: 1 })
    this.#lane = lane
    this.#sink = sink
    this.on('error', () => undefined)
  }

  override _read(): void {
    this.#isWanted = true
    this.#hand()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // What was dropped was taken, too: the writer must not wait for room that it never gets.
    for (let next = this.#arrived.shift(); next !== null; next = this.#arrived.shift())
      this.#give(next.byteLength)
    done(error)
  }

  /** Whether the other end has ended it. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** False when the other end had no credit for it, or had ended the lane. */
  receive(bytes: Uint8Array): boolean {
    this.#room -= bytes.byteLength
    if (this.#isOver || this.#room < 0) return false
    this.bytes += bytes.byteLength
    // Nobody wants it any more; the writer must not be held up by that.
    if (this.destroyed) this.#give(bytes.byteLength)
    else this.#arrived.push(bytes)
    this.#hand()
    return true
  }

  /** False when it was over already. */
  finishReading(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#hand()
    return true
  }

  #hand(): void {
    while (this.#isWanted && !this.destroyed) {
      const next = this.#arrived.shift()
      if (next === null) break
      this.#give(next.byteLength)
      this.#isWanted = this.push(next)
    }
    if (this.#isOver && this.#arrived.isEmpty && !this.destroyed && !this.readableEnded) this.push(null)
  }

  #give(bytes: number): void {
    this.#taken += bytes
    if (this.#taken < LANE_WINDOW_BYTES / 4 || this.#isOver) return
    this.#sink.send(encodeCredit(this.#lane, this.#taken))
    this.#room += this.#taken
    this.#taken = 0
  }
}
