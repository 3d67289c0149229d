/** Appends the contents of files to a drive's core, in portions: one append, and one sync, for many small files. */
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import { CONTENT_BLOCK_BYTES, PORTION_BYTES } from '../constants.ts'

/**
 * The places that it gives out count on being alone: whoever appends holds the lock of the drive's tree, and no entry
 * may name a blob before {@link flush} resolved.
 */
export class ContentAppender {
  readonly #core: Hypercore
  readonly #onbytes: (bytes: number) => void
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  /** Called when what is pending is stored. */
  #onstored: (() => void)[] = []
  #block: number
  #byte: number

  constructor(core: Hypercore, onbytes: (bytes: number) => void = () => undefined) {
    this.#core = core
    this.#onbytes = onbytes
    this.#block = core.length
    this.#byte = core.byteLength
  }

  /** Takes the contents of a file; they are in the core after {@link flush}. `used` is told of pieces that are needed no more. */
  async append(
    contents: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    used?: (piece: Uint8Array) => void,
  ): Promise<Hyperblobs.BlobId> {
    const [blockOffset, byteOffset] = [this.#block, this.#byte]
    for await (const piece of contents) {
      for (let at = 0; at < piece.byteLength; at += CONTENT_BLOCK_BYTES) {
        await this.#push(piece.subarray(at, at + CONTENT_BLOCK_BYTES))
      }
      if (used !== undefined) this.#onstored.push(() => used(piece))
    }
    return {
      blockOffset,
      blockLength: this.#block - blockOffset,
      byteOffset,
      byteLength: this.#byte - byteOffset,
    }
  }

  async flush(): Promise<void> {
    if (this.#pending.length === 0) return
    const [blocks, bytes, onstored] = [this.#pending, this.#pendingBytes, this.#onstored]
    this.#pending = []
    this.#onstored = []
    this.#pendingBytes = 0
    await this.#core.append(blocks)
    for (const tell of onstored) tell()
    this.#onbytes(bytes)
  }

  async #push(block: Uint8Array): Promise<void> {
    this.#pending.push(block)
    this.#pendingBytes += block.byteLength
    this.#block++
    this.#byte += block.byteLength
    if (this.#pendingBytes >= PORTION_BYTES) await this.flush()
  }
}
