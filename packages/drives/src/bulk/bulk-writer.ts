/**
 * Stores verified blocks, about a megabyte at a time: a write costs as much as the blocks of a chunk. While one is under way,
 * the next is collected.
 */
import type Hypercore from 'hypercore'
import { BULK_WRITE_BYTES, BULK_WRITE_WAIT_MS, MAX_BULK_UNWRITTEN_BYTES } from '../constants.ts'
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
  readonly #collects: boolean
  #pending: Pending[] = []
  readonly #unwritten = new Set<VerifiedBlocks>()
  #bytes = 0
  #pendingBytes = 0
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> | null = null

  /** `collects`: nobody waits for a block to be stored. */
  constructor(core: Hypercore, handlers: WriterHandlers & { readonly collects: boolean }) {
    this.#core = core
    this.#handlers = handlers
    this.#collects = handlers.collects
  }

  /** Resolves when there is room for more. Never rejects. */
  async add(verified: VerifiedBlocks, tree: SignedTree): Promise<void> {
    this.#pending.push({ verified, tree })
    this.#unwritten.add(verified)
    const bytes = memoryOf(verified.blocks)
    this.#bytes += bytes
    this.#pendingBytes += bytes
    this.#schedule()
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
    for (this.#begin(); this.#writing !== null; this.#begin()) await this.#writing
  }

  #schedule(): void {
    if (!this.#collects || this.#pendingBytes >= BULK_WRITE_BYTES) this.#begin()
    else if (this.#pendingBytes > 0) this.#timer ??= setTimeout(this.#begin, BULK_WRITE_WAIT_MS)
  }

  readonly #begin = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const [first] = this.#pending
    if (this.#writing !== null || first === undefined) return
    // One tree at a time: it is what the write is checked against.
    const { fork, length } = first.tree
    const isSame = ({ tree }: Pending) => tree.fork === fork && tree.length === length
    const verified = this.#pending.filter(isSame).map((pending) => pending.verified)
    this.#pending = this.#pending.filter((pending) => !isSame(pending))
    this.#pendingBytes = this.#pending.reduce((sum, { verified: { blocks } }) => sum + memoryOf(blocks), 0)
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
    this.#schedule()
  }
}
