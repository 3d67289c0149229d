/**
 * Snapshots of a room's view that share the blocks they have read.
 *
 * A snapshot of a Hyperbee starts with an empty cache, so one reading after each message would fetch the same inner
 * nodes again and again, each a hop to a thread of RocksDB. The cache of `base.view` itself must not serve snapshots:
 * a read that began before a reorder would put a block that is gone back into it.
 *
 * What makes sharing safe: a core's blocks are fixed by its key, its fork and their index, because each truncation
 * raises the fork. So blocks are kept for one key and fork, and a snapshot uses those that belong to the key and fork
 * it opened with. A reading of an older fork goes on with the older blocks.
 */
import { isEqualBytes } from '@comice/protocol'
import b4a from 'b4a'
import type Hypercore from 'hypercore'
import Hyperbee from 'hyperbee'
import { MAX_CACHED_VIEW_BLOCKS } from '../constants.ts'
import type { RoomBee } from './room-view.ts'

/** Decoded blocks of one history of the view, by index. The one that was used last is the last. */
interface History {
  readonly key: Uint8Array
  readonly fork: number
  readonly blocks: Map<number, object>
}

export class ViewSnapshots {
  readonly #bee: RoomBee
  #history: History | null = null

  /** @param bee the live view, which is never closed here */
  constructor(bee: RoomBee) {
    this.#bee = bee
  }

  /** The view as it is now. Close it. @throws what opening a session of a core throws, SESSION_CLOSED among it */
  async open(): Promise<RoomBee> {
    const core: Hypercore = this.#bee.core.snapshot<Uint8Array>()
    try {
      await core.ready()
    } catch (error) {
      await core.close()
      throw error
    }
    shareReads(core, this.#historyOf(core).blocks)
    return new Hyperbee<Uint8Array, Uint8Array>(core, {
      keyEncoding: 'binary',
      valueEncoding: 'binary',
      extension: false,
      readonly: true,
      // One session for all reads: a session of a snapshot would not be shared.
      sessions: false,
      checkout: Math.max(1, core.length),
    })
  }

  #historyOf({ key, fork }: Hypercore): History {
    const bytes = key ?? b4a.alloc(0)
    const known = this.#history
    if (known !== null && known.fork === fork && isEqualBytes(known.key, bytes)) return known
    this.#history = { key: bytes, fork, blocks: new Map() }
    return this.#history
  }
}

/** A bee reads every block with one encoding, so what it decodes to is kept; the bee copies what it changes. */
function shareReads(core: Hypercore, blocks: Map<number, object>): void {
  const get = core.get.bind(core) as (index: number, options?: Hypercore.GetOptions) => Promise<object | null>
  const read = async (index: number, options?: Hypercore.GetOptions): Promise<object | null> => {
    const known = blocks.get(index)
    const block = known ?? (await get(index, options))
    if (block === null) return null
    blocks.delete(index)
    blocks.set(index, block)
    if (blocks.size > MAX_CACHED_VIEW_BLOCKS) dropOldest(blocks)
    return block
  }
  core.get = read as typeof core.get
}

function dropOldest(blocks: Map<number, object>): void {
  for (const index of blocks.keys()) {
    blocks.delete(index)
    return
  }
}
