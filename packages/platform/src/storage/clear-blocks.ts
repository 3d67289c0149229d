/** Gives back the disk space of blocks that no version on this disk needs. */
import type { Peer } from '@comice/core'
import type Hypercore from 'hypercore'
import { type BlockRange, clearExcept } from '@comice/drives/parts'
import { openAppDrive } from '../release/app-drive.ts'

/** Clears all blocks of an app of somebody else; nothing of an app of our own. How many it was. */
export async function clearDrive(peer: Peer, key: Uint8Array): Promise<number> {
  await using app = await openAppDrive(peer, key)
  if (app.isWritable) return 0
  const contents = app.drive.blobs?.core ?? null
  const cleared = contents === null ? 0 : await clearExcept(contents, [])
  return cleared + (await clearExcept(app.drive.core as Hypercore, []))
}

/** Clears the contents of an app that are not in `needed`; its tree of files stays. How many blocks it was. */
export async function clearContents(
  peer: Peer,
  key: Uint8Array,
  needed: readonly BlockRange[],
): Promise<number> {
  await using app = await openAppDrive(peer, key)
  const contents = app.drive.blobs?.core ?? null
  return app.isWritable || contents === null ? 0 : await clearExcept(contents, needed)
}
