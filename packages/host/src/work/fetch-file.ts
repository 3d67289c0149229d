/** One file of a drive or a room on this disk, under a name of the user's choice. */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { DrivePlace, Drives, ListedEntry } from '@comice/drives'
import { HostErrors } from '../errors.ts'
import type { FileProgress } from './put-file.ts'

export interface FetchFileWish {
  readonly place: DrivePlace
  /** Absolute. */
  readonly file: string
  readonly overwrite: boolean
  readonly timeoutMs?: number
  readonly silenceMs?: number
  readonly signal: AbortSignal
}

export interface SavedFile {
  /** Absolute. */
  readonly file: string
  readonly bytes: number
}

/** @throws FILE_EXISTS unless `overwrite`, FILE_UNUSABLE, and what `files.open` throws */
export async function fetchFile(
  files: Drives['files'],
  { place, file, overwrite, ...reach }: FetchFileWish,
  onprogress: (progress: FileProgress) => void,
): Promise<SavedFile> {
  await using source = await files.open(place, reach)
  const { entry } = source
  return await saveFile(
    { bytes: entry.bytes, read: () => source.read(), setState: (target) => setState(target, entry) },
    { file, overwrite, signal: reach.signal },
    onprogress,
  )
}

/** What becomes a file here. */
export interface SavedContents {
  readonly bytes: number
  readonly read: () => AsyncIterable<Uint8Array>
  /** Permission bits that it is made with, of which the user's umask takes some away. Default: 0600, and `setState` sets them. */
  readonly mode?: number
  /** Its mode and time. */
  readonly setState?: (target: FileHandle) => Promise<void>
}

/**
 * Writes it beside its place first, so that there is a whole file under the name, or none.
 *
 * @throws FILE_EXISTS unless `overwrite`, FILE_UNUSABLE, DISK_FULL, and what `read` throws
 */
export async function saveFile(
  contents: SavedContents,
  { file, overwrite, signal }: { file: string; overwrite: boolean; signal: AbortSignal },
  onprogress: (progress: FileProgress) => void,
): Promise<SavedFile> {
  const unfinished = path.join(path.dirname(file), `.${randomBytes(8).toString('hex')}.comice-unfinished`)
  try {
    await using target = await open(unfinished, 'wx', contents.mode ?? 0o600)
    const bytes = await writeAll(target, contents, { signal, onprogress })
    await contents.setState?.(target)
    await target.sync()
    await (overwrite ? rename(unfinished, file) : nameNew(unfinished, file))
    return { file, bytes }
  } catch (error) {
    throw asUnusable(error, file)
  } finally {
    await rm(unfinished, { force: true })
  }
}

interface Watcher {
  readonly signal: AbortSignal
  readonly onprogress: (progress: FileProgress) => void
}

async function writeAll(
  target: FileHandle,
  { bytes: totalBytes, read }: SavedContents,
  { signal, onprogress }: Watcher,
): Promise<number> {
  let bytes = 0
  for await (const piece of read()) {
    signal.throwIfAborted()
    for (let at = 0; at < piece.byteLength;) {
      const { bytesWritten } = await target.write(piece, at, piece.byteLength - at)
      at += bytesWritten
    }
    bytes += piece.byteLength
    onprogress({ bytes, totalBytes })
  }
  return bytes
}

async function setState(target: FileHandle, { mode, executable, mtimeMs }: ListedEntry): Promise<void> {
  await target.chmod(mode ?? (executable ? 0o755 : 0o644))
  if (mtimeMs !== null) await target.utimes(mtimeMs / 1000, mtimeMs / 1000)
}

/** A hard link never replaces what is there; where there are none, a copy does not either. */
async function nameNew(unfinished: string, file: string): Promise<void> {
  try {
    await link(unfinished, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error
    await copyFile(unfinished, file, constants.COPYFILE_EXCL)
  }
}

function asUnusable(error: unknown, file: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return HostErrors.FILE_EXISTS({ file })
  if (code === 'ENOSPC' || code === 'EDQUOT') return HostErrors.DISK_FULL({ file })
  return syscall === undefined
    ? error
    : HostErrors.FILE_UNUSABLE({ file, reason: code ?? 'it cannot be written' })
}
