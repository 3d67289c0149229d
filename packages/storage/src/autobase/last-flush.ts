/**
 * What a handover needs of the system view beside its tree. Autobase takes the last flush of it back, and puts the same entries
 * into the tree that was there before. Of that tree the newest one does not name the blocks which the flush replaced, so whoever
 * went forward, and took only what the newest leads to, lacked them: alone, their handover waited in `apply` for ever.
 */
import { KEY_BYTES } from '@comice/protocol'
import type Hyperbee from 'hyperbee'
import { MAX_FLUSH_ENTRIES, MAX_FLUSH_NODES } from '../constants.ts'
import type { BeeBatchInternals } from '../bee/bee-internals.ts'
import { fetchTree, type KeyInterval } from './fetch-tree.ts'

export type SystemBee = Hyperbee<Uint8Array, Uint8Array>

export interface LastFlush {
  /** Blocks of the system view, which a flush ends with. */
  readonly length: number
  /** Called for each block that is here. */
  readonly onblock: () => void
  /** Ends it: what is waited for then, rejects. */
  readonly signal: AbortSignal
}

/**
 * Has all of that on this disk. False: it is more than any base makes.
 *
 * @throws what Hypercore throws when it is ended
 */
export async function fetchLastFlush(db: SystemBee, flush: LastFlush): Promise<boolean> {
  const bee = db.checkout(flush.length)
  const end = () => void bee.close()
  flush.signal.addEventListener('abort', end, { once: true })
  try {
    return await fetchFlush(bee, flush)
  } finally {
    flush.signal.removeEventListener('abort', end)
    await bee.close()
  }
}

async function fetchFlush(bee: SystemBee, { length, onblock }: LastFlush): Promise<boolean> {
  const batch = bee.batch({ update: false }) as unknown as BeeBatchInternals
  const keys: Uint8Array[] = []
  // The header is no entry.
  for (let at = length - 1; at > 0; at--) {
    const { key } = await batch.getBlock(at)
    onblock()
    // Each ends with its counts, under a short name; the other entries are of writers.
    const isEnd = key.byteLength < KEY_BYTES
    if (isEnd && at < length - 1) return fetchBefore(bee, { before: at + 1, keys, onblock })
    if (keys.length >= MAX_FLUSH_ENTRIES) return false
    keys.push(key)
  }
  // It is the first one: before it there was no tree.
  return true
}

/** All that putting these keys into the tree of then can ask for. */
function fetchBefore(
  bee: SystemBee,
  { before, keys, onblock }: { before: number; keys: readonly Uint8Array[]; onblock: () => void },
): Promise<boolean> {
  // In the session of the other, which ends both.
  const tree = bee.checkout(before, { reuseSession: true })
  const isNeeded = (interval: KeyInterval) => keys.some((key) => isWithin(key, interval))
  return fetchTree(tree, { isNeeded, maxNodes: MAX_FLUSH_NODES, onblock })
}

function isWithin(key: Uint8Array, { after, before }: KeyInterval): boolean {
  return (
    (after === null || Buffer.compare(key, after) > 0) && (before === null || Buffer.compare(key, before) < 0)
  )
}
