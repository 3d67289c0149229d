/** The reader's end of one stream of ranges: asks for portions, and believes what leads to a signed root. */
import type { ByteStream } from '@comice/core'
import type Hypercore from 'hypercore'
import { BULK_PORTION_MS, BULK_PORTIONS_AHEAD, BULK_STALL_MS, MAX_BULK_HEAD_BYTES } from '../constants.ts'
import type { BlockRange } from '../contents/blob-pieces.ts'
import { type ChunkHead, decodeAnswer, encodeRequest } from './bulk-encoding.ts'
import { BulkReader, type ReadBlocks } from './bulk-reader.ts'
import { signedTree, type VerifiedBlocks } from './core-blocks.ts'
import { blocksOf, provenNodes, type SignedTree } from './range-tree.ts'

/** How long a holder is waited for, ms: for the next answer, and for all of a portion. */
export interface LanePatience {
  readonly stallMs: number
  readonly portionMs: number
}

export interface LaneHandlers {
  /** The next blocks that are wanted from this holder; null: none now. */
  next(): BlockRange | null
  /** Takes what came; the lane reads no further before it resolves. */
  onblocks(verified: VerifiedBlocks, tree: SignedTree): Promise<void>
  /** This holder does not have these. */
  ongap(range: BlockRange): void
  /** Called once, with what was asked for and did not come. Hostile: it sent what is no answer, or is not the core's. */
  onclose(left: readonly BlockRange[], isHostile: boolean): void
  /** Default: that of the constants. */
  readonly patience?: LanePatience
}

interface Portion {
  readonly tree: SignedTree
  readonly end: number
  at: number
  /** On the clock of `performance`; null while others come before it. */
  dueAt: number | null
}

export class BulkLane {
  readonly stream: ByteStream
  readonly #core: Hypercore
  readonly #handlers: LaneHandlers
  readonly #patience: LanePatience
  readonly #portions: Portion[] = []
  #stall: NodeJS.Timeout | null = null

  constructor(stream: ByteStream, core: Hypercore, handlers: LaneHandlers) {
    this.stream = stream
    this.#core = core
    this.#handlers = handlers
    this.#patience = handlers.patience ?? { stallMs: BULK_STALL_MS, portionMs: BULK_PORTION_MS }
  }

  /** Until the stream ends. Never rejects. */
  async run(): Promise<void> {
    this.fill()
    // Whatever cuts the stream is nobody's fault.
    const isHostile = (await this.#read().catch(() => 'over' as const)) === 'hostile'
    this.close()
    if (this.#stall !== null) clearTimeout(this.#stall)
    const left = this.#portions.splice(0).map(({ at, end }): BlockRange => [at, end])
    this.#handlers.onclose(left, isHostile)
  }

  /** Asks for more, when there is more and the holder is not busy enough. */
  fill(): void {
    while (this.#portions.length < BULK_PORTIONS_AHEAD && !this.stream.bytes.destroyed) {
      const range = this.#handlers.next()
      if (range === null) break
      const [start, end] = range
      const tree = signedTree(this.#core)
      this.#portions.push({ tree, at: start, end, dueAt: null })
      this.stream.bytes.write(encodeRequest({ length: tree.length, start, end }))
    }
    // Only an answer gives it more time.
    if (this.#stall === null) this.#watch()
  }

  close(): void {
    this.stream.bytes.destroy()
  }

  /** Whether a block is on its way. */
  brings(index: number): boolean {
    return this.#portions.some(({ at, end }) => at <= index && index < end)
  }

  /** `hostile`: no holder that follows the protocol sends that. @throws what the stream ends with */
  async #read(): Promise<'over' | 'hostile'> {
    const reader = new BulkReader(this.stream.bytes)
    for (;;) {
      const head = await reader.head(MAX_BULK_HEAD_BYTES)
      if (head === null) return this.stream.bytes.readableEnded ? 'over' : 'hostile'
      const answer = decodeAnswer(head)
      const [portion] = this.#portions
      if (!answer.ok || portion === undefined) return 'hostile'
      if (answer.value.kind === 'gap') {
        this.#portions.shift()
        this.#handlers.ongap([portion.at, portion.end])
      } else if (!isNext(answer.value, portion)) return 'hostile'
      else {
        const read = await reader.blocks(answer.value.sizes)
        if (read === null) return 'over'
        if (!(await this.#takeChunk(answer.value, { portion, ...read }))) return 'hostile'
      }
      this.fill()
      this.#watch()
    }
  }

  /** False when it is not what was signed. */
  async #takeChunk(
    head: ChunkHead,
    { portion, blocks, memory }: { portion: Portion } & ReadBlocks,
  ): Promise<boolean> {
    const { path, start } = head
    const nodes = provenNodes(head, { blocks, path }, portion.tree)
    if (nodes === null) return false
    const end = start + blocks.length
    portion.at = end
    if (end === portion.end) this.#portions.shift()
    await this.#handlers.onblocks({ start, blocks, nodes, memory }, portion.tree)
    return true
  }

  #watch(): void {
    if (this.#stall !== null) clearTimeout(this.#stall)
    this.#stall = null
    const [first] = this.#portions
    if (first === undefined) return
    const { stallMs, portionMs } = this.#patience
    const now = performance.now()
    first.dueAt ??= now + portionMs
    this.#stall = setTimeout(() => this.close(), Math.min(stallMs, first.dueAt - now))
  }
}

/** Whether it begins where the last one ended, and ends by the end of what was asked for. */
function isNext(head: ChunkHead, { at, end }: Portion): boolean {
  const { start } = head
  const blocks = blocksOf(head)
  return start === at && start % blocks === 0 && start + blocks <= end
}
