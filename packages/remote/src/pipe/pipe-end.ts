/**
 * One end of a pipe on an open stream: frames of data in each direction, behind them how much it was, and then the other
 * end's word that it has taken all of that. The stream has back-pressure; a direction that is over leaves the other one. See
 * docs/protocol/remote.md. Nothing to load, because the command line speaks this itself.
 */
import { Socket } from 'node:net'
import type { Duplex, Readable, Writable } from 'node:stream'
import { giveBack, isAlone, isComiceError, markWhole } from '@comice/protocol'
import { GOODBYE_TIMEOUT_MS, MAX_LANE_BYTES } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { decodeError } from '../session/error-bytes.ts'
import { encodeFrame, type FrameKind, type FrameListener, FrameReader, FRAMES } from '../session/frame.ts'
import { PipeTotal } from './pipe-total.ts'

/** What a pipe joins at this end. */
export interface PipeEnds {
  /** Sent to the other end until it ends; null sends nothing. */
  readonly input: Readable | null
  /** Gets what comes. It is not ended: it may be a process's stdout. */
  readonly output: Writable
}

export interface PipeCounts {
  readonly sent: number
  readonly received: number
}

export interface PipeEnd {
  /** Bytes so far. */
  readonly counts: PipeCounts
  /**
   * Resolves when the other end has taken all that `input` had, and `output` all that came. Rejects with PIPE_CUT,
   * PIPE_DAMAGED, REMOTE_MALFORMED, what the other end says, or what `input` and `output` fail with; then the stream is gone.
   */
  readonly done: Promise<PipeCounts>
}

/** Takes over `bytes`. */
export function openPipeEnd(bytes: Duplex, ends: PipeEnds): PipeEnd {
  const end = new RunningPipe(bytes, ends)
  const done = end.run()
  done.catch(() => undefined)
  return {
    done,
    get counts() {
      return end.counts
    },
  }
}

class RunningPipe implements FrameListener {
  readonly #bytes: Duplex
  readonly #ends: PipeEnds
  readonly #reader = new FrameReader(this)
  readonly #sent = new PipeTotal()
  readonly #received = new PipeTotal()
  readonly #isTaken = settleable<void>()
  readonly #isGiven = settleable<void>()
  readonly #failed = settleable<never>()
  /** Ours was sent; the receipt for it may come. */
  #hasSent = false
  /** Theirs has come; nothing may follow it. */
  #hasReceived = false
  #isReceipted = false
  #hasFailed = false
  /** What is read just now. */
  #arrived: Uint8Array = new Uint8Array(0)
  #wake: () => void = () => undefined

  constructor(bytes: Duplex, ends: PipeEnds) {
    this.#bytes = bytes
    this.#ends = ends
  }

  get counts(): PipeCounts {
    return { sent: this.#sent.bytes, received: this.#received.bytes }
  }

  async run(): Promise<PipeCounts> {
    const { input, output } = this.#ends
    const fail = (error: Error) => this.#failed.reject(error)
    const resume = () => this.#bytes.resume()
    this.#follow(fail)
    for (const stream of [input, output]) listenForErrors(stream)?.on('error', fail)
    output.on('drain', resume)
    try {
      const sending = this.#send().catch(fail)
      await Promise.race([
        Promise.all([sending, this.#isTaken.promise, this.#isGiven.promise]),
        this.#failed.promise,
      ])
      await this.#goodbye()
      return this.counts
    } finally {
      output.off('drain', resume).off('error', fail)
      input?.off('error', fail)
      this.#bytes.destroy()
    }
  }

  ondata(_lane: number, piece: Uint8Array): void {
    if (this.#hasReceived) return this.#malformed('bytes behind the end')
    this.#received.add(piece)
    const arrived = this.#arrived
    const isLast = piece.byteOffset + piece.byteLength === arrived.byteOffset + arrived.byteLength
    // Before it, the output has taken all that came with it.
    const taken = isLast ? () => giveBack(arrived) : undefined
    if (!this.#ends.output.write(piece, taken)) this.#bytes.pause()
  }

  onend(): void {
    this.#malformed('a frame of another capability')
  }

  oncredit(): void {
    this.#malformed('a frame of another capability')
  }

  oncontrol(kind: FrameKind, payload: Uint8Array): void {
    if (kind === FRAMES.WHOLE && !this.#hasReceived) return this.#onwhole(payload)
    if (kind === FRAMES.RECEIPT && this.#hasSent && !this.#isReceipted) return this.#onreceipt(payload)
    if (kind === FRAMES.ERROR) return this.#failed.reject(decodeError(payload))
    this.#malformed('a frame out of turn')
  }

  #onwhole(total: Uint8Array): void {
    this.#hasReceived = true
    if (!this.#received.isSame(total)) return this.#failed.reject(RemoteErrors.PIPE_DAMAGED({}))
    // Behind all that was written to it: taken, and not only on its way.
    this.#ends.output.write(new Uint8Array(0), (error) => {
      if (error != null) return this.#failed.reject(error)
      this.#frame(FRAMES.RECEIPT, this.#received.encode())
      this.#isTaken.resolve()
    })
  }

  #onreceipt(total: Uint8Array): void {
    this.#isReceipted = true
    if (this.#sent.isSame(total)) this.#isGiven.resolve()
    else this.#failed.reject(RemoteErrors.PIPE_DAMAGED({}))
  }

  async #send(): Promise<void> {
    for await (const piece of this.#ends.input ?? []) await this.#sendPiece(piece as Uint8Array)
    this.#hasSent = true
    this.#frame(FRAMES.WHOLE, this.#sent.encode())
  }

  async #sendPiece(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.byteLength; at += MAX_LANE_BYTES) {
      const part = piece.subarray(at, at + MAX_LANE_BYTES)
      this.#sent.add(part)
      if (!this.#frame(FRAMES.DATA, part) && !this.#hasFailed)
        await new Promise<void>((resolve) => (this.#wake = resolve))
      if (this.#hasFailed) await this.#failed.promise
    }
    // What Node reads for a socket, as a pipe is one, is the piece's alone; others' pieces are theirs.
    if (this.#ends.input instanceof Socket && isAlone(piece)) giveBack(markWhole(piece))
  }

  #frame(kind: FrameKind, payload: Uint8Array): boolean {
    if (this.#bytes.destroyed || this.#bytes.writableEnded) return true
    const frame = encodeFrame(kind, 0, payload)
    // Who takes it gives it back.
    if (isAlone(frame)) markWhole(frame)
    return this.#bytes.write(frame)
  }

  #follow(fail: (error: Error) => void): void {
    const bytes = this.#bytes
    // Not by a race with the failure for each piece: what is raced with keeps something of every race.
    bytes.on('drain', () => this.#wake())
    this.#failed.promise.catch(() => {
      this.#hasFailed = true
      this.#wake()
    })
    bytes.on('data', (piece: Uint8Array) => {
      this.#arrived = piece
      if (!this.#reader.push(piece)) this.#malformed('what is no frame')
    })
    // Before everything is said, any end is too early.
    const early = () => fail(RemoteErrors.PIPE_CUT({}))
    bytes.once('end', early).once('close', early)
    bytes.on('error', (error) => fail(isReason(error) ? error : RemoteErrors.PIPE_CUT({}, { cause: error })))
    if (bytes.closed) early()
  }

  /** What was said last must arrive there: it has when the other end ends, too. */
  async #goodbye(): Promise<void> {
    const bytes = this.#bytes
    bytes.end()
    if (bytes.readableEnded || bytes.closed) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_TIMEOUT_MS)
      const over = () => {
        clearTimeout(timer)
        resolve()
      }
      bytes.once('end', over).once('close', over)
    })
  }

  #malformed(reason: string): void {
    this.#failed.reject(RemoteErrors.REMOTE_MALFORMED({ reason }))
  }
}

/** From then on, also after the pipe: a stream that nobody listens to ends the process by an error. */
function listenForErrors<Stream extends Readable | Writable | null>(stream: Stream): Stream {
  if (stream?.listeners('error').includes(ignore) === false) stream.on('error', ignore)
  return stream
}

function ignore(): void {
  // Whoever uses it has heard of it.
}

/** It says more than that the connection is gone. */
function isReason(error: Error): boolean {
  return isComiceError(error) && error.code.startsWith('REMOTE_') && error.code !== 'REMOTE_CUT'
}

/** Not Promise.withResolvers: the command line runs on Node 20, too. A rejection that nobody waits for is none. */
function settleable<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle))
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
