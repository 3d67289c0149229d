import { MAX_WALKED_MAP_BYTES } from '../constants.ts'
import type { BlobPieces } from './blob-pieces.ts'
import type { ReadBlock } from './block-map.ts'

/**
 * The maps of one way through a tree. A map costs as much to decode as the largest file has blocks, and an entry that names
 * one costs its writer some bytes: so the last one is remembered, for copies of a file, and all together have a bound.
 */
export class MapMemory {
  #left: number
  #last: { readonly blob: string; readonly pieces: BlobPieces | null } | null = null

  constructor(maxBytes = MAX_WALKED_MAP_BYTES) {
    this.#left = maxBytes
  }

  /** Whether as much was decoded as anybody's tree may cost: no further map is. */
  get isSpent(): boolean {
    return this.#left < 0
  }

  /** `decode` reads the blocks of a map by the function that it is given; null once the bound is reached. */
  async pieces(
    blob: string,
    read: ReadBlock,
    decode: (read: ReadBlock) => Promise<BlobPieces | null>,
  ): Promise<BlobPieces | null> {
    if (this.#last?.blob === blob) return this.#last.pieces
    const pieces = await decode(async (index) => {
      if (this.isSpent) return null
      const block = await read(index)
      this.#left -= block?.byteLength ?? 0
      return this.isSpent ? null : block
    })
    this.#last = { blob, pieces }
    return pieces
  }
}
