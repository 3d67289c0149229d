import { makeAutobaseCrashSafe } from '@comice/storage'
import Autobase from 'autobase'
import c from 'compact-encoding'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'

export type RoomLike = Autobase<Hypercore<number>, number>

/** An Autobase as rooms use it, at its smallest: encrypted, one indexer, and a view that lists all operations. */
export async function openRoomLike(
  store: Corestore,
  key: Uint8Array | null,
  options = { crashSafe: true },
): Promise<RoomLike> {
  const base = new Autobase(store, key, {
    encryptionKey: Buffer.alloc(32, 7),
    ackInterval: 0,
    valueEncoding: c.uint,
    open: (views) => views.get({ name: 'log', valueEncoding: c.uint }),
    apply: async (nodes, view) => {
      for (const { value } of nodes) await view.append(value)
    },
  })
  if (options.crashSafe) makeAutobaseCrashSafe(base)
  await base.ready()
  return base
}
