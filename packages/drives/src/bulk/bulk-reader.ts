/** Reads heads and blocks from a stream as they lie in it: a block that came in one piece is not copied. */
import type { Duplex } from 'node:stream'
import { BULK_WHOLE_BLOCK_BYTES } from '../constants.ts'

/** Blocks that have come. */
export interface ReadBlocks {
  readonly blocks: readonly Uint8Array[]
  /** The piece of memory in which all of them lie, and nothing else; null when each has its own. */
  readonly memory: Uint8Array | null
}

export class BulkReader {
  readonly #stream: Duplex
  #wake: () => void = () => undefined

  constructor(stream: Duplex) {
    this.#stream = stream
    for (const event of ['readable', 'end', 'close', 'error']) stream.on(event, () => this.#wake())
  }

  /** The next head; null at the end of the stream, and for one of more than `maxBytes`. @throws what the stream ends with */
  async head(maxBytes: number): Promise<Uint8Array | null> {
    const length = (await this.#take(4))?.readUInt32LE(0) ?? 0
    return length === 0 || length > maxBytes ? null : this.#take(length)
  }

  /** Blocks of these sizes; null when the stream ends before. @throws what the stream ends with */
  async blocks(sizes: readonly number[]): Promise<ReadBlocks | null> {
    const total = sizes.reduce((sum, size) => sum + size, 0)
    if (total < sizes.length * BULK_WHOLE_BLOCK_BYTES) {
      const memory = await this.#take(total)
      return memory === null ? null : { blocks: cut(memory, sizes), memory }
    }
    const blocks: Uint8Array[] = []
    for (const size of sizes) {
      const block = await this.#take(size)
      if (block === null) return null
      blocks.push(block)
    }
    return { blocks, memory: null }
  }

  /** So many bytes, and the very piece that came when it has this size. Null at the end. */
  async #take(bytes: number): Promise<Buffer | null> {
    const stream = this.#stream
    if (bytes === 0) return Buffer.alloc(0)
    for (;;) {
      // At the end it gives what is left, and then nothing.
      const taken = stream.destroyed ? null : (stream.read(bytes) as Buffer | null)
      if (taken?.byteLength === bytes) return taken
      if (stream.readableEnded) return null
      if (stream.destroyed) throw stream.errored ?? new Error('the stream was closed')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  let at = 0
  return sizes.map((size) => bytes.subarray(at, (at += size)))
}
