/** A session's stream with lanes on it, and frames beside them that wait for no lane. */
import type { Duplex } from 'node:stream'
import { isAlone, markWhole } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import { encodeFrame, type FrameKind, type FrameListener, FrameReader } from './frame.ts'
import { type FrameSink, LaneReader, LaneWriter } from './lane.ts'

export interface FramedStreamOptions {
  /** What carries the frames; both its directions are this session's. */
  readonly bytes: Duplex
  /** Numbers of the lanes that this end writes, and of those that it reads. */
  readonly writes: readonly number[]
  readonly reads: readonly number[]
  /** A frame of another kind. False when it is not as agreed, which ends the session. */
  readonly oncontrol: (kind: FrameKind, payload: Uint8Array) => boolean
}

export class FramedStream implements FrameSink, FrameListener {
  readonly #bytes: Duplex
  readonly #reader = new FrameReader(this)
  readonly #writersByLane: ReadonlyMap<number, LaneWriter>
  readonly #readersByLane: ReadonlyMap<number, LaneReader>
  readonly #oncontrol: FramedStreamOptions['oncontrol']
  /** Resolves when the stream is gone: with null when both ends had ended it, else with why. */
  readonly closed: Promise<Error | null>
  #failure: Error | null = null
  #hasEnded = false

  constructor({ bytes, writes, reads, oncontrol }: FramedStreamOptions) {
    this.#bytes = bytes
    this.#oncontrol = oncontrol
    this.#writersByLane = new Map(writes.map((lane) => [lane, new LaneWriter(lane, this)]))
    this.#readersByLane = new Map(reads.map((lane) => [lane, new LaneReader(lane, this)]))
    this.closed = this.#follow()
  }

  /** @throws when this end does not write it */
  writer(lane: number): LaneWriter {
    return existing(this.#writersByLane, lane)
  }

  /** @throws when this end does not read it */
  reader(lane: number): LaneReader {
    return existing(this.#readersByLane, lane)
  }

  /** Bytes of all lanes so far. */
  get counts(): { readonly written: number; readonly read: number } {
    const sum = (lanes: Iterable<{ bytes: number }>) => [...lanes].reduce((all, { bytes }) => all + bytes, 0)
    return { written: sum(this.#writersByLane.values()), read: sum(this.#readersByLane.values()) }
  }

  /** What the stream has not passed on yet, its end counted as one; 0 when all of it is on its way. */
  get unsentBytes(): number {
    return this.#bytes.writableFinished ? 0 : this.#bytes.writableLength + 1
  }

  control(kind: FrameKind, payload: Uint8Array = new Uint8Array(0)): void {
    this.send(encodeFrame(kind, 0, payload))
  }

  /** After it nothing is sent. */
  end(): void {
    if (!this.#bytes.writableEnded && !this.#bytes.destroyed) this.#bytes.end()
  }

  destroy(error?: Error): void {
    this.#failure ??= error ?? null
    this.#bytes.destroy()
  }

  send(frame: Uint8Array): boolean {
    if (this.#bytes.destroyed || this.#bytes.writableEnded) return true
    // Each is made to be sent once; who takes it gives its memory back.
    if (isAlone(frame)) markWhole(frame)
    return this.#bytes.write(frame)
  }

  ondata(lane: number, bytes: Uint8Array): void {
    if (this.#readersByLane.get(lane)?.receive(bytes) !== true)
      this.#violated('bytes of a lane that has no room')
  }

  onend(lane: number): void {
    if (this.#readersByLane.get(lane)?.finishReading() !== true)
      this.#violated('the end of a lane that is over')
  }

  oncredit(lane: number, bytes: number): void {
    if (this.#writersByLane.get(lane)?.addCredit(bytes) !== true) this.#violated('credit that was not owed')
  }

  oncontrol(kind: FrameKind, payload: Uint8Array): void {
    if (!this.#oncontrol(kind, payload)) this.#violated('a frame out of turn')
  }

  #follow(): Promise<Error | null> {
    const bytes = this.#bytes
    bytes.on('data', (piece: Uint8Array) => {
      if (this.#failure === null && !this.#reader.push(piece)) this.#violated('what is no frame')
    })
    bytes.on('drain', () => {
      for (const writer of this.#writersByLane.values()) writer.goOn()
    })
    bytes.on('end', () => {
      this.#hasEnded = this.#reader.isAtStart
    })
    bytes.on('error', (error) => (this.#failure ??= error))
    return new Promise((resolve) => {
      const over = () => {
        const isWhole = this.#hasEnded && bytes.writableFinished
        const failure = this.#failure ?? (isWhole ? null : cut())
        for (const writer of this.#writersByLane.values()) writer.destroy(failure ?? undefined)
        // What was not ended is not whole, and must not look so.
        for (const reader of this.#readersByLane.values())
          if (failure !== null || !reader.isOver) reader.destroy(failure ?? cut())
        resolve(failure)
      }
      // It may have been cut between its machine's answer and now.
      if (bytes.closed) over()
      else bytes.once('close', over)
    })
  }

  #violated(reason: string): void {
    this.destroy(RemoteErrors.REMOTE_MALFORMED({ reason }))
  }
}

function cut(): Error {
  return RemoteErrors.REMOTE_CUT({ peer: 'the other end' })
}

function existing<Lane>(lanes: ReadonlyMap<number, Lane>, lane: number): Lane {
  const found = lanes.get(lane)
  if (found === undefined) throw new RangeError(`the session has no lane ${lane} in this direction`)
  return found
}
