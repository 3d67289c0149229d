/** The newest bytes of an output, and how many there were in all. */
import { SCROLLBACK_BYTES } from '../constants.ts'

export class Scrollback {
  #pieces: Uint8Array[] = []
  #bytes = 0
  /** Since the beginning. */
  total = 0

  push(piece: Uint8Array): void {
    this.#pieces.push(piece)
    this.#bytes += piece.byteLength
    this.total += piece.byteLength
    // All is copied into one when it has doubled, so that small pieces do not cost more than they hold.
    if (this.#bytes > 2 * SCROLLBACK_BYTES || this.#pieces.length > 1024) this.#compact()
  }

  /** What came after the first `seen` bytes, as far as it is kept. */
  since(seen: number): Uint8Array {
    this.#compact()
    const [kept = new Uint8Array(0)] = this.#pieces
    const missing = Math.max(0, this.total - seen)
    return kept.subarray(Math.max(0, kept.byteLength - missing))
  }

  #compact(): void {
    const all = Buffer.concat(this.#pieces)
    // A copy: a view would keep the rest.
    const kept = Buffer.from(all.subarray(Math.max(0, all.byteLength - SCROLLBACK_BYTES)))
    this.#pieces = kept.byteLength === 0 ? [] : [kept]
    this.#bytes = kept.byteLength
  }
}
