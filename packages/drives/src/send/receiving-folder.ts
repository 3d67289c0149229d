/**
 * The folder in which a transfer grows: hidden, in the folder that it goes to, so on the same disk. Only its owner may
 * look into it. What is in `tree` gets its name when all of it is there.
 */
import { constants } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RECEIVING_FOLDER } from '../constants.ts'
import { OpenFolders } from '../folder/open-folders.ts'
import { folderTree } from '../tree/folder-tree.ts'
import { compareEntries } from '../tree/tree.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import type { EntryGuard } from './entry-guard.ts'

export interface ReceivingFolder {
  readonly place: string
  readonly tree: string
  readonly checkpointFile: string
  readonly checkpoint: Checkpoint | null
  readonly folders: OpenFolders
}

/** Makes it, or finds it again. `into` is absolute; `name` names the transfer. */
export async function openReceivingFolder(into: string, name: string): Promise<ReceivingFolder> {
  await mkdir(into, { recursive: true })
  const place = receivingPlace(into, name)
  await mkdir(place, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  // A link that somebody put there is not followed.
  const own = await open(place, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  await own.close()
  const tree = join(place, 'tree')
  const checkpointFile = join(place, 'checkpoint')
  const checkpoint = await readCheckpoint(checkpointFile)
  if (checkpoint === null) await rm(tree, { recursive: true, force: true })
  await mkdir(tree, { recursive: true, mode: 0o700 })
  return { place, tree, checkpointFile, checkpoint, folders: await OpenFolders.open(tree) }
}

export function receivingPlace(into: string, name: string): string {
  return join(into, RECEIVING_FOLDER + name)
}

/**
 * Tells `guard` the names that are there, and removes what was written after the checkpoint: it comes again, and what is
 * found under its name then is somebody else's.
 */
export async function rewind({ tree, checkpoint }: ReceivingFolder, guard: EntryGuard): Promise<void> {
  const { last } = guard.state
  for await (const entry of folderTree(tree, { isBare: true, folders: true }).entries()) {
    if (entry.kind === 'refused') continue
    if (last !== null && compareEntries(entry, last) <= 0)
      guard.names.claim(entry.path, entry.kind === 'folder')
    else if (entry.path !== checkpoint?.partial?.path) await rm(join(tree, entry.path), { recursive: true })
  }
}

export async function removeReceivingFolder(into: string, name: string): Promise<void> {
  await rm(receivingPlace(into, name), { recursive: true, force: true })
}
