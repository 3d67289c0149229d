/**
 * Bytes over a secret stream, with an end that is authentic. The stream's own end is that of the TCP connection, which
 * anybody on the link can bring about; so each frame begins with a byte that says whether it is data (0) or ends its
 * direction (1), and an end without the latter is an error.
 *
 * An end that has nothing to say sends empty frames, so that one which reads and hears nothing knows that the path is dead
 * also when bytes of its own are on their way: the kernel's keep-alive waits for those, for a quarter of an hour. Whoever
 * does not read just now hears nothing either, and waits.
 *
 * A direction that is over leaves the TCP connection as it is until the other one is, too: the end that writes then
 * would otherwise hear nothing from one that has said all.
 *
 * A path that is gone before both directions are over cuts them. Where the other end's is over, all that it said is here,
 * often why it left: that is read first, however late. What is written meanwhile reaches nobody.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import {
  FAST_DUPLEX_BUFFER_BYTES,
  FAST_DUPLEX_READ_BYTES,
  FAST_PATH_KEEP_ALIVE_MS,
  FAST_PATH_SILENCE_MS,
  MAX_FAST_FRAME_BYTES,
} from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { markWhole } from '@comice/protocol'

const DATA = 0
const END = 1

const NOTHING = new Uint8Array()

type Done = (error?: Error | null) => void

/** What secret-stream has before and behind a frame that has arrived. */
const SEALED_BYTES = 17

/** See the module's text. It takes the stream over. */
export function createByteDuplex(stream: NoiseSecretStream<Socket>): Duplex {
  const duplex = new ByteDuplex(stream)
  // A peer can cut it whenever it likes; that must not end the process of a service that looks elsewhere just then.
  duplex.on('error', () => undefined)
  return duplex
}

class ByteDuplex extends Duplex {
  readonly #stream: NoiseSecretStream<Socket>
  /** The other end's direction is over. */
  #hasEnded = false
  /** Ours is, and said so. */
  #hasSaidEnd = false
  #isPaused = false
  /** The path is gone, and what came by it is to be read before the duplex is cut. */
  #isGone = false
  /** Bytes that were written since. */
  #unheard = 0
  /** Of a write that waits for the stream. */
  #onroom: Done | null = null

  constructor(stream: NoiseSecretStream<Socket>) {
    super({
      readableHighWaterMark: FAST_DUPLEX_READ_BYTES,
      writableHighWaterMark: FAST_DUPLEX_BUFFER_BYTES,
      allowHalfOpen: true,
    })
    this.#stream = stream
    stream.setKeepAlive(FAST_PATH_KEEP_ALIVE_MS)
    stream.setTimeout(FAST_PATH_SILENCE_MS)
    stream.on('data', (chunk) => this.#onframe(chunk))
    stream.on('drain', () => this.#goOn())
    stream.on('end', () => this.#onend())
    stream.on('close', () => this.#onclose())
    // Then none of these comes any more.
    if (stream.destroyed) this.#onclose()
  }

  override _read(): void {
    if (!this.#isPaused || this.#isGone) return
    this.#isPaused = false
    this.#stream.setTimeout(FAST_PATH_SILENCE_MS)
    this.#stream.resume()
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: Done): void {
    if (this.#isGone) return this.#drop(chunk, done)
    let flowing = true
    for (let at = 0; at < chunk.byteLength; at += MAX_FAST_FRAME_BYTES)
      flowing = this.#send(DATA, chunk.subarray(at, at + MAX_FAST_FRAME_BYTES))
    if (flowing) done()
    else this.#onroom = done
  }

  override _final(done: Done): void {
    // Never done: it is cut when all was read.
    if (this.#isGone) return
    this.#send(END, NOTHING)
    this.#hasSaidEnd = true
    void this.#flushed().then((isFlushed) => (isFlushed ? done() : this.#ongone()))
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // Both ends have all then: what is not read any more is a frame that says nothing.
    if (error === null && this.#hasEnded && this.writableFinished) this.#stream.end()
    else this.#stream.destroy()
    done(error)
  }

  /** Whether the kernel has everything: it sends it although the socket is closed then. */
  async #flushed(): Promise<boolean> {
    const { rawStream } = this.#stream
    if (!(await this.#stream.flush()) || rawStream === null) return false
    return new Promise((resolve) => {
      rawStream.write(NOTHING, (error) => resolve(error === undefined || error === null))
    })
  }

  /** The stream encrypts in place what it has set aside itself, so this copies no more than it would. */
  #send(kind: number, bytes: Uint8Array): boolean {
    const frame = this.#stream.alloc(1 + bytes.byteLength)
    frame[0] = kind
    frame.set(bytes, 1)
    return this.#stream.write(frame)
  }

  #onframe(frame: Uint8Array): void {
    // Of an end that took the path over before we did.
    if (frame.byteLength === 0) return
    if (this.#hasEnded) return void this.destroy(CoreErrors.STREAM_CUT({}))
    if (frame[0] === DATA) {
      const piece = frame.subarray(1)
      if (frame.buffer.byteLength === frame.byteLength + SEALED_BYTES) markWhole(piece)
      if (!this.push(piece)) this.#pause()
      return
    }
    this.#hasEnded = true
    this.push(null)
  }

  #pause(): void {
    this.#isPaused = true
    this.#stream.setTimeout(0)
    this.#stream.pause()
  }

  #onend(): void {
    // Whoever follows the protocol leaves when both directions are over.
    if (!this.#hasEnded || !this.#hasSaidEnd) this.#ongone()
  }

  #onclose(): void {
    if (!this.#hasEnded || !this.writableFinished) this.#ongone()
  }

  #ongone(): void {
    if (this.#isGone) return
    const cut = () => this.destroy(CoreErrors.STREAM_CUT({}))
    if (!this.#hasEnded || this.readableEnded || this.destroyed) return void cut()
    this.#isGone = true
    this.once('end', cut)
    this.#stream.destroy()
    this.#goOn()
  }

  #goOn(): void {
    const done = this.#onroom
    this.#onroom = null
    done?.()
  }

  /** A writer that is about to wait, and perhaps does not read meanwhile, is told at once. */
  #drop(chunk: Uint8Array, done: Done): void {
    this.#unheard += chunk.byteLength
    done(this.#unheard > FAST_DUPLEX_BUFFER_BYTES ? CoreErrors.STREAM_CUT({}) : null)
  }
}
