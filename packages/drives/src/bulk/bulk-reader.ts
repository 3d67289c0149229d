/** Reads heads and blocks from a stream as they lie in it: a block that came in one piece is not copied. */
import type { Duplex } from 'node:stream'
import { BULK_WHOLE_BLOCK_BYTES } from '../constants.ts'

export class BulkReader {
  readonly #pieces: AsyncIterator<Buffer>
  #piece: Buffer = Buffer.alloc(0)

  constructor(stream: Duplex) {
    this.#pieces = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  }

  /** The next head; null at the end of the stream, and for one of more than `maxBytes`. @throws what the stream ends with */
  async head(maxBytes: number): Promise<Uint8Array | null> {
    const length = (await this.#take(4))?.readUInt32LE(0) ?? 0
    return length === 0 || length > maxBytes ? null : this.#take(length)
  }

  /** Blocks of these sizes; null when the stream ends before. @throws what the stream ends with */
  async blocks(sizes: readonly number[]): Promise<Uint8Array[] | null> {
    const total = sizes.reduce((sum, size) => sum + size, 0)
    if (total < sizes.length * BULK_WHOLE_BLOCK_BYTES) return cut(await this.#take(total), sizes)
    const blocks: Uint8Array[] = []
    for (const size of sizes) {
      const block = await this.#take(size)
      if (block === null) return null
      blocks.push(block)
    }
    return blocks
  }

  async #take(bytes: number): Promise<Buffer | null> {
    if (bytes > 0 && this.#piece.byteLength === 0 && !(await this.#next())) return null
    if (this.#piece.byteLength >= bytes) return this.#cut(bytes)
    const whole = Buffer.allocUnsafeSlow(bytes)
    for (let filled = 0; ;) {
      filled += this.#cut(Math.min(this.#piece.byteLength, bytes - filled)).copy(whole, filled)
      if (filled === bytes) return whole
      if (!(await this.#next())) return null
    }
  }

  #cut(bytes: number): Buffer {
    const taken = this.#piece.subarray(0, bytes)
    this.#piece = this.#piece.subarray(bytes)
    return taken
  }

  async #next(): Promise<boolean> {
    const next = await this.#pieces.next()
    if (next.done === true) return false
    this.#piece = next.value
    return this.#piece.byteLength > 0 || this.#next()
  }
}

function cut(bytes: Uint8Array | null, sizes: readonly number[]): Uint8Array[] | null {
  if (bytes === null) return null
  let at = 0
  return sizes.map((size) => bytes.subarray(at, (at += size)))
}
