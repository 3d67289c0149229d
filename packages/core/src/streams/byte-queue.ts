/**
 * Bytes that wait for their reader. Small pieces are copied into blocks: kept as they come, pieces of one byte would cost
 * 240 times what they count as credit, and each would hold on to all of the memory that it arrived in.
 */
import b4a from 'b4a'
import { KEPT_PIECE_BYTES, QUEUE_BLOCK_BYTES } from '../constants.ts'

interface Block {
  readonly memory: Uint8Array
  used: number
}

export class ByteQueue {
  readonly #blocks: Block[] = []

  get isEmpty(): boolean {
    return this.#blocks.length === 0
  }

  /** Pieces of {@link KEPT_PIECE_BYTES} that are most of their memory stay as they are from now on; others are copied. */
  push(bytes: Uint8Array): void {
    const isKept = bytes.byteLength >= KEPT_PIECE_BYTES && bytes.byteLength * 2 > bytes.buffer.byteLength
    if (isKept) {
      this.#blocks.push({ memory: bytes, used: bytes.byteLength })
      return
    }
    for (let at = 0; at < bytes.byteLength;) {
      const block = this.#lastWithRoom()
      const part = bytes.subarray(at, at + block.memory.byteLength - block.used)
      block.memory.set(part, block.used)
      block.used += part.byteLength
      at += part.byteLength
    }
  }

  /** The oldest of them; null when there are none. */
  shift(): Uint8Array | null {
    const block = this.#blocks.shift()
    if (block === undefined) return null
    // As it came, so that who was told about its memory still knows it.
    return block.used === block.memory.byteLength ? block.memory : block.memory.subarray(0, block.used)
  }

  #lastWithRoom(): Block {
    const last = this.#blocks.at(-1)
    if (last !== undefined && last.used < last.memory.byteLength) return last
    const block = { memory: b4a.allocUnsafeSlow(QUEUE_BLOCK_BYTES), used: 0 }
    this.#blocks.push(block)
    return block
  }
}
