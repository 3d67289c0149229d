/**
 * Hyperbee walks its tree one block after the other, and each waits for the storage: 100,000 entries for half a minute on
 * a busy machine, with the processor idle. What was written together lies side by side, so the blocks behind the one that
 * was just read are read into Hyperbee's cache at the same time. Only blocks that are here: nothing is fetched.
 *
 * This reaches into a private part of hyperbee 2.27 (`Batch.getBlock`), pinned by test/tree/read-ahead.test.ts.
 */
import type Hyperbee from 'hyperbee'
import { TREE_BLOCKS_AHEAD } from '../constants.ts'

interface BlockBatch {
  getBlock(seq: number): Promise<unknown>
  close(): Promise<void>
}

export class ReadAhead implements AsyncDisposable {
  readonly #bee: Hyperbee<string, unknown>
  readonly #length: number
  readonly #batch: BlockBatch
  /** Blocks in front of this were asked for. */
  #end = 0

  constructor(bee: Hyperbee<string, unknown>) {
    this.#bee = bee
    this.#length = bee.version
    this.#batch = bee.batch({ update: false, wait: false }) as unknown as BlockBatch
  }

  /** The walk has come to the block `seq`. */
  reach(seq: number): void {
    // Far from where it was: what lies between is not walked now.
    if (seq >= this.#end || seq < this.#end - 2 * TREE_BLOCKS_AHEAD) this.#end = seq + 1
    if (seq + TREE_BLOCKS_AHEAD / 2 < this.#end) return
    const end = Math.min(seq + TREE_BLOCKS_AHEAD, this.#length)
    // One that is not here, or of a drive that is being closed: whoever needs it is told.
    for (; this.#end < end && !this.#bee.closed; this.#end++)
      this.#batch.getBlock(this.#end).catch(() => undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#batch.close()
  }
}
