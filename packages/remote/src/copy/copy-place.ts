/**
 * A place on this disk that something is copied from or to. What lies below the top that its owner has named is reached step
 * by step without following a link, as {@link OpenFolders} does it.
 */
import { lstat, realpath } from 'node:fs/promises'
import path from 'node:path'
import { NotAFolderError, OpenFolders } from '@comice/drives/folder'
import type { Stats } from 'node:fs'
import { RemoteErrors } from '../errors.ts'

export interface CopyPlace extends AsyncDisposable {
  readonly folders: OpenFolders
  /** Below the folders' top: `/a/b`; empty for that itself, which is a folder. */
  readonly base: string
  readonly kind: 'file' | 'folder' | 'missing'
}

export interface CopyPlaceOptions {
  /** Its owner's: links on the way to it are theirs. */
  readonly top: string
  /** The top, or below it. */
  readonly path: string
}

/** @throws COPY_NOT_FOUND, COPY_OUTSIDE, COPY_UNREADABLE; never names anything but `path` */
export async function openCopyPlace({ top, path: place }: CopyPlaceOptions): Promise<CopyPlace> {
  try {
    return await openPlace(top, place)
  } catch (error) {
    throw placeError(error, place)
  }
}

async function openPlace(top: string, place: string): Promise<CopyPlace> {
  const { folder, rest } = await realTop(top, place)
  const base = rest + (place === top ? '' : place.slice(top === '/' ? 0 : top.length))
  const folders = await OpenFolders.open(folder)
  try {
    const kind = base === '' ? 'folder' : kindOf(await statEntry(folders, base), place)
    return { folders, base, kind, [Symbol.asyncDispose]: () => folders[Symbol.asyncDispose]() }
  } catch (error) {
    await folders[Symbol.asyncDispose]()
    throw error
  }
}

function kindOf(stats: Stats | null, place: string): CopyPlace['kind'] {
  if (stats === null) return 'missing'
  if (stats.isSymbolicLink()) throw RemoteErrors.COPY_OUTSIDE({ path: place })
  if (stats.isDirectory()) return 'folder'
  if (stats.isFile()) return 'file'
  throw RemoteErrors.COPY_UNREADABLE({ path: place, reason: 'it is neither a file nor a folder' })
}

/** A folder without links in its name, and what of the top is below it: nothing, or the top's own name when it is no folder. */
async function realTop(top: string, place: string): Promise<{ folder: string; rest: string }> {
  const real = await realpath(top).catch(() => null)
  if (real !== null && (await lstat(real)).isDirectory()) return { folder: real, rest: '' }
  // Below a file, or something that is missing, there is nothing.
  if (place !== top) throw RemoteErrors.COPY_NOT_FOUND({ path: place })
  if (real !== null) return { folder: path.dirname(real), rest: `/${path.basename(real)}` }
  return { folder: await realpath(path.dirname(top)), rest: `/${path.basename(top)}` }
}

/** Null when there is nothing. @throws NotAFolderError */
export async function statEntry(folders: OpenFolders, entry: string): Promise<Stats | null> {
  return folders
    .use(folderOf(entry), { makes: false }, (folder) => lstat(`${folder}${nameOf(entry)}`))
    .catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      // The folder that it would be in has to be there.
      return folders.use(folderOf(entry), { makes: false }, () => Promise.resolve(null))
    })
}

/** `/a` of `/a/b`. */
export function folderOf(entry: string): string {
  return entry.slice(0, Math.max(0, entry.lastIndexOf('/')))
}

/** `/b` of `/a/b`. */
export function nameOf(entry: string): string {
  return entry.slice(Math.max(0, entry.lastIndexOf('/')))
}

function placeError(error: unknown, place: string): unknown {
  if (error instanceof NotAFolderError) return RemoteErrors.COPY_OUTSIDE({ path: place })
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return RemoteErrors.COPY_NOT_FOUND({ path: place })
  if (code?.startsWith('COPY_') === true || code === undefined) return error
  return RemoteErrors.COPY_UNREADABLE({ path: place, reason: code })
}
