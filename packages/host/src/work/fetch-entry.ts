/** A file or folder of a drive on this disk, under a name of the user's choice. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DrivePlace, Drives, MirrorProgress, MirrorResult, NameRules } from '@comice/drives'
import { given } from '../api/given.ts'
import { HostErrors } from '../errors.ts'
import { fetchFile, type SavedFile } from './fetch-file.ts'
import type { FileProgress } from './put-file.ts'

export interface FetchWish {
  readonly place: string
  /** Absolute. Where a folder is, it comes to stand in it. */
  readonly to: string
  readonly overwrite?: boolean | undefined
  /** Default `portable`. */
  readonly names?: NameRules | undefined
  readonly timeoutMs?: number
  readonly silenceMs?: number
  readonly signal: AbortSignal
}

export type Fetched =
  | ({ readonly kind: 'file' } & SavedFile)
  | ({ readonly kind: 'folder'; readonly file: string } & MirrorResult)

/**
 * Fetches what is at the place.
 *
 * @throws FILE_EXISTS unless `overwrite`, FILE_NAMELESS, FILE_UNUSABLE, and what `files.open` and `mirror` throw
 */
export async function fetchEntry(
  drives: Drives,
  { to, overwrite = false, names, place: text, ...reach }: FetchWish,
  onprogress: (progress: FileProgress | MirrorProgress) => void,
): Promise<Fetched> {
  const { parseDrivePlace } = await import('@comice/drives')
  const place = parseDrivePlace(text)
  const entry = await drives.files.stat(place, reach)
  const file = (await isFolder(to)) ? path.join(to, await nameOf(place, names)) : to
  // It was reached a moment ago.
  if (entry.kind === 'file') {
    const wish = { ...reach, place, file, overwrite }
    return { kind: 'file', ...(await fetchFile(drives.files, wish, onprogress)) }
  }
  if (!overwrite) await assertEmpty(file)
  const target = { kind: 'folder', path: file } as const
  const result = await drives.mirror({
    ...reach,
    ...given({ names }),
    source: place,
    target,
    folders: true,
    onprogress,
  })
  return { kind: 'folder', file, ...result }
}

/** The last name of a path that anybody may have made up, if it can be a file's. @throws FILE_NAMELESS */
async function nameOf(place: DrivePlace, names: NameRules | undefined): Promise<string> {
  const { refusePath } = await import('@comice/drives')
  const own = place.kind === 'drive' ? place.name : ''
  const name = path.posix.basename(place.path) || own
  const refusal = name === '' ? 'not-a-path' : refusePath(`/${name}`, names)
  if (refusal !== null) throw HostErrors.FILE_NAMELESS({ reason: refusal })
  return name
}

async function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** @throws FILE_EXISTS */
async function assertEmpty(file: string): Promise<void> {
  const names = await readdir(file).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? [] : [file]
  })
  if (names.length > 0) throw HostErrors.FILE_EXISTS({ file })
}
