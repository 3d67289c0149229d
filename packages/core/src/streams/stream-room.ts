/** Room that the streams of one connection share beyond what each begins with: many streams are then no more than a few. */
import { MAX_STREAM_ROOM_BYTES } from '../constants.ts'

export class StreamRoom {
  #left = MAX_STREAM_ROOM_BYTES

  /** As much of it as there is; give it back when the stream is gone. */
  take(bytes: number): number {
    const taken = Math.min(bytes, this.#left)
    this.#left -= taken
    return taken
  }

  giveBack(bytes: number): void {
    this.#left += bytes
  }
}
