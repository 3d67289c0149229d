/**
 * Whose turn it is to send on one mux. A stream that has something to send, and credit for it, waits in a row; the first sends
 * one frame and goes to the end. While the mux has more than its transport takes, nobody sends: what waits is then with
 * its stream, where it counts, and not in front of everybody's next frame.
 */
import type Protomux from 'protomux'
import { MAX_STREAM_FRAME_BYTES, MIN_STREAM_TURN_BYTES, STREAM_ROUND_BYTES } from '../constants.ts'

export interface StreamTurn {
  /** Sends a frame of at most so many bytes. Whether there is more that it may send. */
  sendSome(bytes: number): boolean
}

export class StreamTurns {
  readonly #mux: Protomux
  /** In the order in which they were added. */
  readonly #waiting = new Set<StreamTurn>()
  #isRunning = false

  constructor(mux: Protomux) {
    this.#mux = mux
    // The mux has heard of it before this: it was made earlier.
    mux.stream.on('drain', () => this.#run())
  }

  /** Has `turn` called, now or when the transport has room. */
  wait(turn: StreamTurn): void {
    this.#waiting.add(turn)
    this.#run()
  }

  leave(turn: StreamTurn): void {
    this.#waiting.delete(turn)
  }

  #run(): void {
    if (this.#isRunning) return
    // Within a batch, the mux does not say how much waits.
    if (this.#mux.corked > 0) return void setImmediate(() => this.#run())
    this.#isRunning = true
    while (this.#mux.drained && !this.#mux.stream.destroying) {
      const [turn] = this.#waiting
      if (turn === undefined) break
      const share = Math.floor(STREAM_ROUND_BYTES / this.#waiting.size)
      this.#waiting.delete(turn)
      const bytes = Math.min(MAX_STREAM_FRAME_BYTES, Math.max(MIN_STREAM_TURN_BYTES, share))
      if (turn.sendSome(bytes)) this.#waiting.add(turn)
    }
    this.#isRunning = false
  }
}
