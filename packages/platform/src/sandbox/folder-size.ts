import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { DISK_ENTRY_BYTES } from '../constants.ts'

export interface FolderSize {
  /** What its entries take on the disk, and a little for each entry. */
  readonly bytes: number
  readonly entries: number
  /** The first symbolic link that was met, or null. */
  readonly link: string | null
}

/** How far to look. */
export interface FolderLook {
  /** Above it the answer is known. */
  readonly enoughBytes?: number
  /** A longer look is given up, and what was seen until then is the answer. */
  readonly maxMs?: number
}

/**
 * Measures a folder that its owner may be changing: what vanishes meanwhile counts nothing, links are not followed.
 */
export async function folderSize(
  folder: string,
  { enoughBytes = Infinity, maxMs = Infinity }: FolderLook = {},
): Promise<FolderSize> {
  const size = { bytes: 0, entries: 0, link: null as string | null }
  const until = performance.now() + maxMs
  const isDone = () => size.bytes > enoughBytes || performance.now() > until
  const open = [folder]
  for (let path = open.pop(); path !== undefined && !isDone(); path = open.pop()) {
    for await (const entry of entriesOf(path)) {
      size.entries++
      size.bytes += DISK_ENTRY_BYTES + (await bytesOnDisk(join(path, entry.name)))
      if (entry.isSymbolicLink()) size.link ??= join(path, entry.name)
      if (entry.isDirectory()) open.push(join(path, entry.name))
      if (isDone()) break
    }
  }
  return size
}

async function* entriesOf(folder: string) {
  try {
    yield* await opendir(folder)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

async function bytesOnDisk(path: string): Promise<number> {
  try {
    const { blocks, size } = await lstat(path)
    return process.platform === 'win32' ? size : blocks * 512
  } catch (error) {
    if (isGone(error)) return 0
    throw error
  }
}

/** Gone, or no longer a folder. A folder that its app made unreadable holds no more than it did when it was readable. */
function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )
}
