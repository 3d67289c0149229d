/** Stores verified blocks: while one write is under way, the next is collected. */
import type Hypercore from 'hypercore'
import { MAX_BULK_UNWRITTEN_BYTES } from '../constants.ts'
import { memoryOf, type VerifiedBlocks, writeVerified } from './core-blocks.ts'
import type { SignedTree } from './range-tree.ts'

interface Pending {
  readonly verified: VerifiedBlocks
  readonly tree: SignedTree
}

export interface WriterHandlers {
  onstored(verified: VerifiedBlocks): void
  /** The core is another one by now. */
  onlost(verified: VerifiedBlocks): void
  /** The store takes nothing. */
  onfailed(error: Error): void
}

export class BulkWriter {
  readonly #core: Hypercore
  readonly #handlers: WriterHandlers
  #pending: Pending[] = []
  readonly #unwritten = new Set<VerifiedBlocks>()
  #bytes = 0
  #writing: Promise<void> | null = null

  constructor(core: Hypercore, handlers: WriterHandlers) {
    this.#core = core
    this.#handlers = handlers
  }

  /** Resolves when there is room for more. Never rejects. */
  async add(verified: VerifiedBlocks, tree: SignedTree): Promise<void> {
    this.#pending.push({ verified, tree })
    this.#unwritten.add(verified)
    this.#bytes += memoryOf(verified.blocks)
    this.#begin()
    while (this.#bytes > MAX_BULK_UNWRITTEN_BYTES && this.#writing !== null) await this.#writing
  }

  /** Whether a block is here, and not stored yet. */
  holds(index: number): boolean {
    for (const { start, blocks } of this.#unwritten)
      if (start <= index && index < start + blocks.length) return true
    return false
  }

  /** Resolves when nothing is left to be written. */
  async idle(): Promise<void> {
    while (this.#writing !== null) await this.#writing
  }

  #begin(): void {
    const [first] = this.#pending
    if (this.#writing !== null || first === undefined) return
    // One tree at a time: it is what the write is checked against.
    const { fork, length } = first.tree
    const isSame = ({ tree }: Pending) => tree.fork === fork && tree.length === length
    const verified = this.#pending.filter(isSame).map((pending) => pending.verified)
    this.#pending = this.#pending.filter((pending) => !isSame(pending))
    this.#writing = this.#write({ fork, length }, verified)
  }

  async #write(tree: Pick<SignedTree, 'fork' | 'length'>, verified: VerifiedBlocks[]): Promise<void> {
    const isStored = await writeVerified(this.#core, tree, verified).catch((error: Error) => {
      this.#handlers.onfailed(error)
      return false
    })
    this.#writing = null
    for (const range of verified) {
      this.#bytes -= memoryOf(range.blocks)
      this.#unwritten.delete(range)
      if (isStored) this.#handlers.onstored(range)
      else this.#handlers.onlost(range)
    }
    this.#begin()
  }
}
