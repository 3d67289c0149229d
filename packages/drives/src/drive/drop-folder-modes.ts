import type Hyperbee from 'hyperbee'
import { fileKey, folderKey, modeKey } from './side-keys.ts'

/** Forgets the modes of folders, and of those around them, in which nothing is left. How many it was. */
export async function dropFolderModes(
  batch: Hyperbee.Batch<string, unknown>,
  folders: Iterable<string>,
): Promise<number> {
  const seen = new Set<string>()
  let dropped = 0
  for (const folder of folders) {
    for (let at = folder; at !== '' && !seen.has(at); at = at.slice(0, at.lastIndexOf('/'))) {
      seen.add(at)
      if (await hasEntries(batch, at)) break
      if ((await batch.get(modeKey(at))) === null) continue
      await batch.del(modeKey(at))
      dropped++
    }
  }
  return dropped
}

async function hasEntries(batch: Hyperbee.Batch<string, unknown>, folder: string): Promise<boolean> {
  for (const key of [fileKey(folder), folderKey(folder).slice(0, -1)])
    if ((await batch.peek({ gt: `${key}/`, lt: `${key}0` })) !== null) return true
  return false
}
