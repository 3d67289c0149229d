/** What the streams of one connection have in common, on whatever way they are. */
import { MAX_BYTE_STREAMS, MAX_STREAM_ROOM_BYTES } from '../constants.ts'

export class StreamRoom {
  /** Room beyond what each stream begins with: many streams are then no more than a few. */
  #left = MAX_STREAM_ROOM_BYTES
  /** Streams that the other end has opened. */
  #entered = 0

  /** As much of it as there is; give it back when the stream is gone. */
  take(bytes: number): number {
    const taken = Math.min(bytes, this.#left)
    this.#left -= taken
    return taken
  }

  giveBack(bytes: number): void {
    this.#left += bytes
  }

  /** Counts a stream of the other end's until `leave`; false when there are more than {@link MAX_BYTE_STREAMS} with it. */
  enter(): boolean {
    return ++this.#entered <= MAX_BYTE_STREAMS
  }

  leave(): void {
    this.#entered--
  }
}
