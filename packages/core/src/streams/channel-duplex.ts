/**
 * Bytes over a protomux channel, with credit: an end sends no more than the other one has room for, so that a reader that
 * stops costs both ends one window, and the other channels of the connection nothing.
 *
 * | nr | message | bytes                     | meaning                                                       |
 * | -- | ------- | ------------------------- | ------------------------------------------------------------- |
 * | 0  | answer  | 1                         | of the end that was asked, first: 0, or why not               |
 * | 1  | data    | 1–65,536                  | the next bytes of this direction                              |
 * | 2  | credit  | `uint`                    | so many bytes were taken: room for as many more               |
 * | 3  | end     | 0                         | this direction is over                                        |
 *
 * Each direction begins with a credit of {@link STREAM_FIRST_BYTES}, and never has more than {@link STREAM_WINDOW_BYTES}: its
 * reader gives more than was taken as long as the connection's streams have not used up their common room. More data than credit, data after the end, or what is
 * no message ends the stream.
 *
 * A channel that closes before both ends have come cuts the stream. Where the other end's has come, all that it said is here,
 * often why it left: that is read first, however late. What is written meanwhile reaches nobody.
 */
import { Duplex } from 'node:stream'
import { decodeBounded, giveBack, markWhole } from '@comice/protocol'
import c from 'compact-encoding'
import type Protomux from 'protomux'
import { MAX_UINT_BYTES, STREAM_FIRST_BYTES, STREAM_WINDOW_BYTES, STREAM_WRITE_BYTES } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { ByteQueue } from './byte-queue.ts'
import { isAloneInFrame, sendData } from './data-message.ts'
import type { StreamRoom } from './stream-room.ts'
import type { StreamTurn, StreamTurns } from './stream-turns.ts'

/** Numbers of the messages; the order of the wire, so it cannot change. */
export const ANSWER = 0
export const DATA = 1
export const CREDIT = 2
export const END = 3

type Done = (error?: Error | null) => void

/** What a stream has in common with others. */
export interface StreamShares {
  /** With those of its connection. */
  readonly room: StreamRoom
  /** With those of its mux. */
  readonly turns: StreamTurns
}

export class ChannelDuplex extends Duplex implements StreamTurn {
  readonly #channel: Protomux.Channel
  /** Bytes that may be sent. */
  #credit = STREAM_FIRST_BYTES
  /** Bytes that the other end may send. */
  #room = STREAM_FIRST_BYTES
  /** What that is when all of it was taken, and grows to. */
  #window = STREAM_FIRST_BYTES
  readonly #shares: StreamShares
  /** Bytes that were taken, and of which the other end was not told. */
  #taken = 0
  readonly #arrived = new ByteQueue()
  #wanted = false
  #hasEnded = false
  /** Our end was sent, and so was everything before it. */
  #hasFinished = false
  #writing: { chunk: Uint8Array; at: number; done: Done } | null = null
  /** The channel is closed, and what came by it is to be read before the stream is cut. */
  #isGone = false
  /** Bytes that were written since. */
  #unheard = 0

  constructor(channel: Protomux.Channel, shares: StreamShares) {
    // What waits for the reader waits in our queue, where it counts as credit and takes no more than it counts.
    super({ readableHighWaterMark: 1, writableHighWaterMark: STREAM_WRITE_BYTES, allowHalfOpen: true })
    this.#channel = channel
    this.#shares = shares
    // A peer can cut it whenever it likes; that must not end the process of a service that looks elsewhere just then.
    this.on('error', () => undefined)
  }

  override _read(): void {
    this.#wanted = true
    this.#hand()
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: Done): void {
    if (this.#isGone) return this.#drop(chunk, done)
    this.#writing = { chunk, at: 0, done }
    this.#goOn()
  }

  override _final(done: Done): void {
    // Never done: it is cut when all was read.
    if (this.#isGone) return
    this.#channel.messages[END]?.send(new Uint8Array())
    this.#hasFinished = true
    done()
    this.#closeWhenDone()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#channel.close()
    this.#shares.turns.leave(this)
    this.#shares.room.giveBack(this.#window - STREAM_FIRST_BYTES)
    this.#window = STREAM_FIRST_BYTES
    done(error)
  }

  sendSome(most: number): boolean {
    const writing = this.#writing
    if (writing === null || this.destroyed) return false
    const { chunk, at, done } = writing
    const bytes = Math.min(chunk.byteLength - at, this.#credit, most)
    if (bytes > 0) sendData(this.#channel, DATA, chunk.subarray(at, at + bytes))
    writing.at += bytes
    this.#credit -= bytes
    if (writing.at === chunk.byteLength) {
      this.#writing = null
      // All of it was copied into frames.
      giveBack(chunk)
      // Which may bring the next chunk at once.
      done()
    }
    return this.#maySend()
  }

  ondata(bytes: Uint8Array): void {
    this.#room -= bytes.byteLength
    if (this.#hasEnded || this.#room < 0 || bytes.byteLength === 0) return this.#cut()
    if (isAloneInFrame(bytes)) markWhole(bytes)
    this.#arrived.push(bytes)
    this.#hand()
  }

  oncredit(bytes: Uint8Array): void {
    const credit = decodeBounded(c.uint, bytes, { maxBytes: MAX_UINT_BYTES })
    if (!credit.ok || this.#credit + credit.value > STREAM_WINDOW_BYTES) return this.#cut()
    this.#credit += credit.value
    this.#goOn()
  }

  onend(): void {
    if (this.#hasEnded) return this.#cut()
    this.#hasEnded = true
    this.#hand()
    this.#closeWhenDone()
  }

  onclose(): void {
    if (this.#hasEnded && this.writableFinished) return
    if (!this.#hasEnded || this.readableEnded || this.destroyed) return this.#cut()
    this.#isGone = true
    this.once('end', () => this.#cut())
    const writing = this.#writing
    this.#writing = null
    this.#shares.turns.leave(this)
    if (writing !== null) this.#drop(writing.chunk, writing.done)
  }

  #goOn(): void {
    if (this.#maySend()) this.#shares.turns.wait(this)
  }

  #maySend(): boolean {
    return this.#writing !== null && this.#credit > 0
  }

  #hand(): void {
    while (this.#wanted) {
      const next = this.#arrived.shift()
      if (next === null) break
      this.#take(next.byteLength)
      this.#wanted = this.push(next)
    }
    if (this.#hasEnded && this.#arrived.isEmpty) this.push(null)
  }

  #take(bytes: number): void {
    this.#taken += bytes
    if (this.#taken < this.#window / 4 || this.#hasEnded || this.destroyed) return
    const more = this.#shares.room.take(Math.min(this.#window, STREAM_WINDOW_BYTES - this.#window))
    this.#window += more
    this.#channel.messages[CREDIT]?.send(c.encode(c.uint, this.#taken + more))
    this.#room += this.#taken + more
    this.#taken = 0
  }

  #closeWhenDone(): void {
    if (this.#hasEnded && this.#hasFinished) setImmediate(() => this.#channel.close())
  }

  /** A writer that is about to wait, and perhaps does not read meanwhile, is told at once. */
  #drop(chunk: Uint8Array, done: Done): void {
    this.#unheard += chunk.byteLength
    done(this.#unheard > STREAM_WRITE_BYTES ? CoreErrors.STREAM_CUT({}) : null)
  }

  #cut(): void {
    this.destroy(CoreErrors.STREAM_CUT({}))
  }
}
