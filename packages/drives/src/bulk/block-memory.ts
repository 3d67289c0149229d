/**
 * Who uses the memory of blocks that came: the store, and whoever writes the file. The last one to be done gives it back,
 * see `giveBack` of `@comice/protocol`; of a block of which somebody never says so, it is collected.
 */
import { giveBack } from '@comice/protocol'

/** A piece of memory, and how many of the blocks in it are not done. */
interface SharedMemory {
  readonly memory: Uint8Array
  left: number
}

export class BlockMemory {
  readonly #users = new WeakMap<Uint8Array, number>()
  readonly #shared = new WeakMap<Uint8Array, SharedMemory>()

  /** These blocks lie in one piece of memory: it is given back when the last of them is done. */
  share(memory: Uint8Array, blocks: readonly Uint8Array[]): void {
    const shared: SharedMemory = { memory, left: blocks.length }
    for (const block of blocks) this.#shared.set(block, shared)
  }

  /** One more uses it. */
  use(block: Uint8Array): void {
    this.#users.set(block, (this.#users.get(block) ?? 0) + 1)
  }

  /** One of those is done with it. */
  done(block: Uint8Array): void {
    const users = this.#users.get(block)
    if (users === undefined) return
    if (users > 1) this.#users.set(block, users - 1)
    else {
      this.#users.delete(block)
      this.#giveBack(block)
    }
  }

  #giveBack(block: Uint8Array): void {
    const shared = this.#shared.get(block)
    if (shared === undefined) giveBack(block)
    else if (--shared.left === 0) giveBack(shared.memory)
  }
}
