/** Writes one entry of a tree under a folder that is held open. What appears under its real name is whole. */
import { constants } from 'node:fs'
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  rename,
  rm,
  rmdir,
  statfs,
  symlink,
  unlink,
} from 'node:fs/promises'
import { DISK_RESERVE_BYTES, MEASURED_FILE_BYTES } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import { relativeTarget } from '../names/safe-path.ts'
import { maskFolderMode } from '../tree/folder-modes.ts'
import type { TreeEntry } from '../tree/tree.ts'

export interface PlacedEntry {
  readonly entry: TreeEntry
  /** Where it comes to stand: a path whose folder cannot move. */
  readonly place: string
  /** A free place on the same disk. */
  readonly unfinished: string
}

/** The disk could never hold such a file. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** Writes a file, synced, and gives it its name. */
export async function writeFile(
  { entry, place, unfinished }: PlacedEntry,
  contents: AsyncIterable<Uint8Array>,
  onwritten: (piece: Uint8Array) => void,
): Promise<void> {
  if (entry.bytes >= MEASURED_FILE_BYTES) await assertRoom(unfinished, entry.bytes)
  try {
    // Exclusive: a link or file that is already there is never written through.
    const mode = modeOf(entry)
    const file = await open(unfinished, 'wx', mode)
    try {
      for await (const piece of contents) {
        await writeAll(file, piece)
        onwritten(piece)
      }
      // Its folder is nobody else's, so it may have its mode from the start; the process's mask may have taken bits.
      if ((mode & ~process.umask()) !== mode) await file.chmod(mode)
      await setTime(file, entry)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, place)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

export async function writeLink({ entry, place, unfinished }: PlacedEntry): Promise<void> {
  try {
    await symlink(relativeTarget(entry.path, entry.target ?? ''), unfinished)
    await rename(unfinished, place)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

export async function writeFolder({ entry, place }: PlacedEntry): Promise<void> {
  await mkdir(place).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  if (entry.mode === null) return
  const folder = await open(place, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    await folder.chmod(maskFolderMode(entry.mode))
  } finally {
    await folder.close()
  }
}

/** Gives a file the mode and time of its entry. */
export async function writeState(entry: TreeEntry, place: string): Promise<void> {
  const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) return
    await file.chmod(modeOf(entry))
    await setTime(file, entry)
  } finally {
    await file.close()
  }
}

/** Removes a file, link or empty folder. False when it is not what it was. */
export async function removeEntry(entry: TreeEntry, place: string): Promise<boolean> {
  const stats = await lstat(place).catch(gone)
  if (stats === null) return true
  if (stats.isDirectory()) {
    if (entry.kind !== 'folder') return false
    // With something in it by now it is no empty folder, which is all that was to go.
    await rmdir(place).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    })
  } else await unlink(place)
  return true
}

function modeOf({ mode, executable }: TreeEntry): number {
  return mode ?? (executable ? 0o755 : 0o644)
}

async function setTime(file: FileHandle, { mtimeMs }: TreeEntry): Promise<void> {
  if (mtimeMs !== null) await file.utimes(mtimeMs / 1000, mtimeMs / 1000)
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.byteLength;) {
    const { bytesWritten } = await file.write(piece, at, piece.byteLength - at)
    at += bytesWritten
  }
}

async function assertRoom(unfinished: string, bytes: number): Promise<void> {
  const { bsize, blocks, bavail } = await statfs(unfinished.slice(0, unfinished.lastIndexOf('/')))
  if (bytes > bsize * blocks) throw new TooLargeError(`${bytes} bytes`)
  if (bytes + DISK_RESERVE_BYTES > bsize * bavail) throw DriveErrors.MIRROR_NO_SPACE({ files: 0 })
}

function gone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw error
}
