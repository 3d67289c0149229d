/** A file or folder of this disk in a drive. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { DrivePlace, Drives, ListedEntry, MirrorProgress, MirrorResult } from '@comice/drives'
import { isComiceError } from '@comice/protocol'
import { HostErrors } from '../errors.ts'
import { type FileProgress, putFile } from './put-file.ts'

export interface PutWish {
  /** Absolute. */
  readonly file: string
  /** Where a folder is, it comes to stand in it. */
  readonly place: string
  readonly overwrite?: boolean | undefined
  readonly signal: AbortSignal
}

export type Put =
  | ({ readonly kind: 'file' } & Pick<ListedEntry, 'path' | 'bytes'>)
  | ({ readonly kind: 'folder'; readonly path: string } & MirrorResult)

/** @throws FILE_UNUSABLE, DRIVE_ENTRY_EXISTS unless `overwrite`, and what `files.put` and `mirror` throw */
export async function putEntry(
  drives: Drives,
  { file, place: text, overwrite = false, signal }: PutWish,
  onprogress: (progress: FileProgress | MirrorProgress) => void,
): Promise<Put> {
  const { DriveErrors, parseDrivePlace } = await import('@comice/drives')
  const isFolder = await isFolderHere(file)
  const place = await placeFor(drives, parseDrivePlace(text), path.basename(file))
  if (!isFolder) {
    const { path: at, bytes } = await putFile(
      drives.files,
      { file, place, overwrite },
      { signal, onprogress },
    )
    return { kind: 'file', path: at, bytes }
  }
  if (!overwrite && (await kindAt(drives, place)) !== null)
    throw DriveErrors.DRIVE_ENTRY_EXISTS({ path: place.path })
  const source = { kind: 'folder', path: file } as const
  const result = await drives.mirror({ source, target: place, folders: true, signal, onprogress })
  return { kind: 'folder', path: place.path, ...result }
}

async function isFolderHere(file: string): Promise<boolean> {
  const found = await stat(file).catch((error: unknown) => {
    const { code = 'it cannot be read' } = error as NodeJS.ErrnoException
    throw HostErrors.FILE_UNUSABLE({ file, reason: code === 'ENOENT' ? 'it does not exist' : code })
  })
  return found.isDirectory()
}

/** In a folder it keeps its name. */
async function placeFor(drives: Drives, place: DrivePlace, name: string): Promise<DrivePlace> {
  const isInFolder = place.path === '' || (await kindAt(drives, place)) === 'folder'
  return isInFolder ? { ...place, path: `${place.path}/${name}` } : place
}

async function kindAt({ files }: Drives, place: DrivePlace): Promise<ListedEntry['kind'] | null> {
  try {
    return (await files.stat(place, { timeoutMs: 0 })).kind
  } catch (error) {
    if (isComiceError(error, 'DRIVE_ENTRY_NOT_FOUND')) return null
    throw error
  }
}
