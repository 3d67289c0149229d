import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { DrivePlace, Drives, ListedEntry } from '@comice/drives'
import { HostErrors } from '../errors.ts'

/** A file that is being read or written. */
export interface FileProgress {
  readonly bytes: number
  readonly totalBytes: number
}

export interface PutFileWish {
  /** Absolute. */
  readonly file: string
  readonly place: DrivePlace
  readonly overwrite: boolean
}

export interface PutJob {
  readonly signal: AbortSignal
  readonly onprogress: (progress: FileProgress) => void
}

/** Writes a file of this disk into a drive, with its mode and time. @throws FILE_UNUSABLE, and what `files.put` throws */
export async function putFile(
  files: Drives['files'],
  { file, place, overwrite }: PutFileWish,
  job: PutJob,
): Promise<ListedEntry> {
  await using handle = await openFile(file)
  const { size, mode, mtimeMs } = await handle.stat()
  return await files.put(place, readAll(handle, size, job), {
    overwrite,
    mode: mode & 0o777,
    mtimeMs: Math.round(mtimeMs),
    isAtHand: true,
  })
}

/** @throws FILE_UNUSABLE */
export async function openFile(file: string): Promise<FileHandle> {
  // Not to wait for ever for the other end of a pipe.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    const { code = 'it cannot be opened' } = error as NodeJS.ErrnoException
    throw HostErrors.FILE_UNUSABLE({ file, reason: code }, { cause: error })
  })
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw HostErrors.FILE_UNUSABLE({ file, reason: 'it is no file' })
}

/** All of it, as fast as its reader takes it. */
export async function* readAll(
  handle: FileHandle,
  totalBytes: number,
  { signal, onprogress }: PutJob,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of handle.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>) {
    signal.throwIfAborted()
    yield piece
    bytes += piece.byteLength
    onprogress({ bytes, totalBytes: Math.max(bytes, totalBytes) })
  }
}
