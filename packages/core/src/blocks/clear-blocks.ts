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
 * Clears the blocks from `start` up to `end`.
 *
 * `core.clear` of hypercore 11.37 takes what lies before the range for a part of it, and deletes hashes by which blocks
 * there are proven: they are still here, but can be given to nobody any more, and whoever asked for one lost the connection. So
 * the hashes stay, 80 bytes for each level of the tree, by holding back `deleteTreeNode` of the write that `clear` makes. Those
 * private parts are pinned by `test/blocks/clear-blocks.test.ts`; without them it is `core.clear`.
 */
export async function clearBlocks(core: Hypercore, start: number, end: number): Promise<void> {
  await core.ready()
  const state = core.state as SessionState | undefined
  if (core.closing !== null || typeof state?.clear !== 'function' || start >= Math.min(end, core.length)) {
    await core.clear(start, end)
    return
  }
  await state.clear.call(keepingHashes(state), start, end, null)
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
