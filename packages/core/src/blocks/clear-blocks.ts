/** Gives back the disk space of blocks, and leaves those beside them as they are. */
import type Hypercore from 'hypercore'

/** hypercore 11.37, `lib/session-state.js`. */
interface SessionState {
  clear: (start: number, end: number, cleared: null) => Promise<void>
  createWriteBatch: () => WriteBatch
}

interface WriteBatch {
  deleteTreeNode: (index: number) => void
}

/**
 * Clears the blocks from `start` up to `end`. @throws RangeError when these are no numbers of blocks
 *
 * `core.clear` of hypercore 11.37 takes what lies before the range for a part of it, and deletes hashes by which blocks
 * there are proven: they are still here, but can be given to nobody any more, and whoever asked for one lost the connection. So
 * the hashes stay, 80 bytes for each level of the tree, by holding back `deleteTreeNode` of the write that `clear` makes. Those
 * private parts are pinned by `test/blocks/clear-blocks.test.ts`; without them it is `core.clear`.
 */
export async function clearBlocks(core: Hypercore, start: number, end: number): Promise<void> {
  await core.ready()
  const state = core.state as SessionState | undefined
  if (!isBlock(start) || !isBlock(end)) throw new RangeError('these are no numbers of blocks')
  // It walks through every page of its bitfield up to the end, however far behind the last block that is.
  const last = Math.min(end, core.length)
  if (core.closing !== null || typeof state?.clear !== 'function' || start >= last) {
    await core.clear(start, last)
    return
  }
  await state.clear.call(keepingHashes(state), start, last, null)
}

function isBlock(index: number): boolean {
  return Number.isSafeInteger(index) && index >= 0
}

/** The same state, but for the hashes in what it writes. */
function keepingHashes(state: SessionState): SessionState {
  const createWriteBatch = () => {
    const batch = state.createWriteBatch()
    batch.deleteTreeNode = () => undefined
    return batch
  }
  return new Proxy(state, {
    get(target, name) {
      if (name === 'createWriteBatch') return createWriteBatch
      const found: unknown = Reflect.get(target, name, target)
      // It asks itself whether it is the state of its core.
      return typeof found === 'function' ? (found.bind(target) as unknown) : found
    },
  })
}
