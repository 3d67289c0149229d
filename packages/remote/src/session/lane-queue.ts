/**
 * Bytes of a lane that wait for their reader. Small pieces are gathered in blocks: kept as they come, frames of one byte
 * would cost a hundred times what they count as credit, and each would hold on to all that it arrived in.
 */
const BLOCK_BYTES = 16 * 1024

interface Block {
  readonly memory: Uint8Array
  used: number
}

export class LaneQueue {
  readonly #blocks: Block[] = []

  get isEmpty(): boolean {
    return this.#blocks.length === 0
  }

  push(bytes: Uint8Array): void {
    // What is most of its memory is kept as it is.
    if (bytes.byteLength * 2 > bytes.buffer.byteLength) {
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
    return block === undefined ? null : block.memory.subarray(0, block.used)
  }

  #lastWithRoom(): Block {
    const last = this.#blocks.at(-1)
    if (last !== undefined && last.used < last.memory.byteLength) return last
    const block = { memory: new Uint8Array(BLOCK_BYTES), used: 0 }
    this.#blocks.push(block)
    return block
  }
}
