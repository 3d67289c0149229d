/**
 * Snapshots of a room's view that share blocks. A snapshot of a Hyperbee starts with an empty cache, so one reading
 * after each message would fetch the same inner nodes again and again, each a hop to a thread of RocksDB. The cache of
 * `base.view` itself must not serve snapshots: a read that began before a reorder would put a block that is gone back.
 */
import type Hypercore from 'hypercore'
import Hyperbee from 'hyperbee'
import type { RoomBee } from './room-view.ts'
import { type BlocksByIndex, decodeBlock, keepBlock, type Read, type ViewBlocks } from './view-blocks.ts'

/**
 * The view as it is now, or as it was when it had `length` blocks. Close it.
 *
 * @throws what opening a session of a core throws, SESSION_CLOSED among it
 */
export async function openSnapshot(view: RoomBee, blocks: ViewBlocks, length?: number): Promise<RoomBee> {
  const core: Hypercore = view.core.snapshot<Uint8Array>()
  try {
    await core.ready()
  } catch (error) {
    await core.close()
    throw error
  }
  shareReads(core, blocks.of(core))
  return new Hyperbee<Uint8Array, Uint8Array>(core, {
    keyEncoding: 'binary',
    valueEncoding: 'binary',
    extension: false,
    readonly: true,
    // One session for all reads: a session of a snapshot would not be shared.
    sessions: false,
    checkout: Math.max(1, Math.min(length ?? core.length, core.length)),
  })
}

/** A bee reads every block with one encoding, so what it decodes to is kept; the bee copies what it changes. */
function shareReads(core: Hypercore, blocks: BlocksByIndex): void {
  const get = core.get.bind(core) as Read
  const read: Read = async (index, options) => {
    const known = index < core.length ? blocks.get(index) : undefined
    const block = known === undefined ? await get(index, options) : decodeBlock(known, options)
    if (block !== null) keepBlock(blocks, { index, block })
    return block
  }
  core.get = read as typeof core.get
}
