/**
 * Blocks of a room's view that are kept in memory for its readings: those that a reading fetched, and those that
 * `apply` wrote, so that what was just said is not fetched at all.
 *
 * What makes sharing them safe:
 *
 * - A core's blocks are fixed by its key, its fork and their index, because each truncation raises the fork. So
 *   fetched blocks are kept for one key and fork, and a reading of an older fork goes on with the older blocks.
 * - What `apply` wrote may never be committed: Autobase gives up a whole draft when it fast-forwards. So written
 *   blocks count once a snapshot has the Merkle root that the draft had behind them.
 */
import { isEqualBytes } from '@comice/protocol'
import b4a from 'b4a'
import type Hypercore from 'hypercore'
import { MAX_CACHED_VIEW_BLOCKS } from '../constants.ts'

/** Bytes as they were written, or what a bee decoded them to. By index; the one that was used last is the last. */
export type BlocksByIndex = Map<number, object>

interface History {
  readonly key: Uint8Array
  readonly fork: number
  readonly blocks: BlocksByIndex
}

/** What one session wrote since the last snapshot of it. */
interface Draft {
  readonly core: Hypercore
  readonly blocks: Map<number, Uint8Array>
  /** Merkle root of the session behind its last append. */
  root: Uint8Array | null
}

/** hypercore `lib/session-state.js`, private: the root of what is in memory. Pinned by `view-blocks.test.ts`. */
interface TreeState {
  hash(): Uint8Array
}

export class ViewBlocks {
  #history: History | null = null
  #draft: Draft | null = null

  /** Keeps what is appended to `core`, a session of the view. */
  keepAppended<Core extends Hypercore>(core: Core): Core {
    const append = core.append.bind(core)
    core.append = async (blocks, options) => {
      const list = Array.isArray(blocks) ? (blocks as unknown[]) : [blocks]
      const result = await append(blocks, options)
      this.#written(core, list)
      return result
    }
    return core
  }

  /** The blocks of what `snapshot`, which is ready, shows. */
  of(snapshot: Hypercore): BlocksByIndex {
    const { blocks } = this.#historyOf(snapshot)
    const draft = this.#draft
    if (draft?.root && isEqualBytes(draft.root, rootOf(snapshot))) {
      for (const [index, block] of draft.blocks) keepBlock(blocks, { index, block })
      draft.blocks.clear()
    }
    return blocks
  }

  #historyOf({ key, fork }: Hypercore): History {
    const bytes = key ?? b4a.alloc(0)
    const known = this.#history
    if (known !== null && known.fork === fork && isEqualBytes(known.key, bytes)) return known
    this.#history = { key: bytes, fork, blocks: new Map() }
    return this.#history
  }

  #written(core: Hypercore, list: unknown[]): void {
    if (this.#draft?.core !== core) this.#draft = { core, blocks: new Map(), root: null }
    const { blocks } = this.#draft
    const start = core.length - list.length
    // What was truncated before this append.
    for (const index of blocks.keys()) if (index >= start) blocks.delete(index)
    list.forEach((block, at) => {
      if (b4a.isBuffer(block)) keepBlock(blocks, { index: start + at, block: b4a.from(block) })
    })
    this.#draft.root = rootOf(core)
  }
}

/** Keeps a block as the one that was used last, and at most {@link MAX_CACHED_VIEW_BLOCKS}. */
export function keepBlock<Block extends object>(
  blocks: Map<number, Block>,
  { index, block }: { index: number; block: Block },
): void {
  blocks.delete(index)
  blocks.set(index, block)
  if (blocks.size <= MAX_CACHED_VIEW_BLOCKS) return
  for (const oldest of blocks.keys()) {
    blocks.delete(oldest)
    return
  }
}

function rootOf(core: Hypercore): Uint8Array {
  return (core.state as TreeState).hash()
}
