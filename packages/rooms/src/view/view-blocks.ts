/**
 * Blocks of a room's view that are kept in memory: those that a reading fetched, and those that `apply` wrote, so that
 * neither its next call nor a reading of what was just said asks the disk.
 *
 * What makes sharing them safe:
 *
 * - A core's blocks are fixed by its key, its fork and their index, because each truncation raises the fork. So
 *   fetched blocks are kept for one key and fork, and a reading of an older fork goes on with the older blocks.
 * - What `apply` wrote may be taken back, or never be committed: Autobase gives up a whole draft when it fast-forwards.
 *   So written blocks count only for who has the Merkle root that the draft had behind them: it fixes every block.
 */
import { type Codec, isEqualBytes } from '@comice/protocol'
import b4a from 'b4a'
import c from 'compact-encoding'
import type Hypercore from 'hypercore'
import { MAX_CACHED_VIEW_BLOCKS } from '../constants.ts'

/** Bytes as they were written, or what a bee decoded them to. By index; the one that was used last is the last. */
export type BlocksByIndex = Map<number, object>

interface History {
  readonly key: Uint8Array
  readonly fork: number
  readonly blocks: BlocksByIndex
}

/** What one session wrote, without anything else happening to it in between. */
interface Draft {
  readonly core: Hypercore
  readonly blocks: Map<number, Uint8Array>
  /** Merkle root of the session behind its last append. */
  root: Uint8Array
  /** Index from which on nothing was given to a history yet. */
  from: number
}

/** hypercore `lib/session-state.js`, private: the root of what is in memory. Pinned by `view-blocks.test.ts`. */
interface TreeState {
  hash(): Uint8Array
}

export class ViewBlocks {
  #history: History | null = null
  #draft: Draft | null = null

  /** Keeps what is appended to `core`, a session of the view, for its own reads too. */
  keepAppended<Core extends Hypercore>(core: Core): Core {
    const append = core.append.bind(core)
    core.append = async (blocks, options) => {
      const draft = this.#draftOf(core)
      const result = await append(blocks, options)
      write(draft, Array.isArray(blocks) ? (blocks as unknown[]) : [blocks])
      this.#draft = draft
      return result
    }
    const get = core.get.bind(core) as Read
    core.get = (async (index, options) => {
      const known =
        this.#draft !== null && isStillAt(core, this.#draft) ? this.#draft.blocks.get(index) : undefined
      if (known === undefined) return get(index, options)
      // As hypercore does: Autobase notes which blocks an apply needed.
      core.onseq?.(index, core)
      return decodeBlock(known, options)
    }) satisfies Read as typeof core.get
    return core
  }

  /** The blocks of what `snapshot`, which is ready, shows. */
  of(snapshot: Hypercore): BlocksByIndex {
    const { blocks } = this.#historyOf(snapshot)
    const draft = this.#draft
    if (draft !== null && isEqualBytes(draft.root, rootOf(snapshot))) {
      for (const [index, block] of draft.blocks) if (index >= draft.from) keepBlock(blocks, { index, block })
      draft.from = snapshot.length
    }
    return blocks
  }

  /** The draft that `core` goes on with: a new one when it is not where it wrote last. */
  #draftOf(core: Hypercore): Draft {
    if (this.#draft !== null && isStillAt(core, this.#draft)) return this.#draft
    return { core, blocks: new Map(), root: b4a.alloc(0), from: 0 }
  }

  #historyOf({ key, fork }: Hypercore): History {
    const bytes = key ?? b4a.alloc(0)
    const known = this.#history
    if (known !== null && known.fork === fork && isEqualBytes(known.key, bytes)) return known
    this.#history = { key: bytes, fork, blocks: new Map() }
    return this.#history
  }
}

/** What a session's `get` does. */
export type Read = (index: number, options?: Hypercore.GetOptions) => Promise<object | null>

function write(draft: Draft, list: unknown[]): void {
  const start = draft.core.length - list.length
  list.forEach((block, at) => {
    if (b4a.isBuffer(block)) keepBlock(draft.blocks, { index: start + at, block: b4a.from(block) })
  })
  draft.root = rootOf(draft.core)
}

/** Whether nothing was taken back or put in since the draft was written. */
function isStillAt(core: Hypercore, draft: Draft): boolean {
  return draft.core === core && core.closing === null && isEqualBytes(draft.root, rootOf(core))
}

/** A block that is kept, as `get` gives it with these options. */
export function decodeBlock(block: object, options?: Hypercore.GetOptions): object {
  const encoding = options?.valueEncoding as Codec<object> | null | undefined
  // As hypercore does with the same option; the sessions of a view have no encoding of their own.
  return block instanceof Uint8Array && encoding ? c.decode(c.from(encoding), block) : block
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
