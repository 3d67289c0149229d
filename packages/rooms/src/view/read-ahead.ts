/**
 * Fetches the blocks of messages that will be read next, while those before them are read. A Hyperbee asks for one block
 * after the other, and each that only others have is a round trip. Messages of a page lie near each other in the view: newer ones behind
 * older ones, with what else was written in between. How much that is shows as they are read.
 */
import type Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { MAX_READ_AHEAD_BLOCKS, READ_AHEAD_MESSAGES } from '../constants.ts'

export class ReadAhead {
  readonly #bee: Hyperbee<Uint8Array, Uint8Array>
  readonly #limit: number
  readonly #downloads: Hypercore.Download[] = []
  #newest = -1
  /** Blocks from here on were asked for. */
  #from = -1

  /** @param limit messages that will be read at most */
  constructor(bee: Hyperbee<Uint8Array, Uint8Array>, limit: number) {
    this.#bee = bee
    this.#limit = limit
  }

  /** @param index block of the message that was read now; `read`: how many were read by now, this one included */
  reached(index: number, read: number): void {
    // Who applied everything has everything.
    if (index < this.#bee.core.contiguousLength) return
    if (this.#newest === -1) {
      this.#newest = index
      this.#from = index
    }
    const left = Math.min(this.#limit - read, READ_AHEAD_MESSAGES)
    const blocksEach = read < 2 ? 1 : Math.max(1, (this.#newest - index) / (read - 1))
    const wanted = Math.max(0, index - Math.min(Math.ceil(left * blocksEach), MAX_READ_AHEAD_BLOCKS))
    // By halves, so that there are few downloads.
    if (this.#from - wanted < (index - wanted) / 2) return
    this.#downloads.push(this.#bee.core.download({ start: wanted, end: Math.min(this.#from, index) }))
    this.#from = wanted
  }

  close(): void {
    for (const download of this.#downloads) download.destroy()
  }
}
