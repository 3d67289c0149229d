/**
 * Who uses the memory of blocks that came: the store, and whoever writes the file. The last one to be done gives it back,
 * see `giveBack` of `@comice/protocol`; of a block of which somebody never says so, it is collected.
 */
import { giveBack } from '@comice/protocol'

export class BlockMemory {
  readonly #users = new WeakMap<Uint8Array, number>()

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
      giveBack(block)
    }
  }
}
