/** A tar archive as files in a folder that is new and nobody else's. */
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Header } from 'tar-stream'
import { MAX_ARCHIVE_ENTRIES, MAX_LISTED_REFUSALS, MAX_OFFERED_NAMES } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import type { RefusedFile } from '../send/offer.ts'
import { type Refusal, refusePath, shownName } from '../names/safe-path.ts'
import { readArchive } from './read-archive.ts'

export interface UnpackedTar {
  /** At the top of the folder. */
  readonly names: readonly string[]
  readonly files: number
  readonly refused: readonly RefusedFile[]
  readonly refusedCount: number
}

export interface UnpackLimits {
  readonly maxEntries: number
  /** At the top. */
  readonly maxNames: number
}

/**
 * Files alone are written, with their times: links and modes of an archive are its author's.
 *
 * @throws DRIVE_ARCHIVE_TOO_LARGE, SEND_OPTION_INVALID for more names at the top than one send may have, and what the
 * disk says
 */
export async function unpackTar(
  archive: AsyncIterable<Uint8Array>,
  folder: string,
  limits: UnpackLimits = { maxEntries: MAX_ARCHIVE_ENTRIES, maxNames: MAX_OFFERED_NAMES },
): Promise<UnpackedTar> {
  const { maxEntries, maxNames } = limits
  const names = new Set<string>()
  const refused: RefusedFile[] = []
  let [files, refusedCount] = [0, 0]
  for await (const { header, contents } of readArchive(archive, maxEntries)) {
    if (header.type === 'directory') continue
    const path = `/${header.name.replace(/\/+$/u, '')}`
    const refusal = await unpack(header, path, { folder, contents })
    if (refusal === null) {
      files++
      names.add(path.split('/', 2)[1] ?? '')
      if (names.size > maxNames) throw tooManyNames(maxNames)
    } else {
      refusedCount++
      if (refused.length < MAX_LISTED_REFUSALS)
        refused.push({ path: shownName(header.name), reason: refusal })
    }
  }
  return { names: [...names], files, refused, refusedCount }
}

function tooManyNames(max: number): Error {
  const reason = `more than ${max} files and folders are too many for one send: send their folder`
  return DriveErrors.SEND_OPTION_INVALID({ reason })
}

interface Source {
  readonly folder: string
  readonly contents: AsyncIterable<Uint8Array>
}

async function unpack(
  { type, mtime }: Header,
  path: string,
  { folder, contents }: Source,
): Promise<Refusal | null> {
  const refusal = refusePath(path, 'native')
  if (refusal !== null) return refusal
  if (type !== 'file' && type !== 'contiguous-file' && type != null) return 'not-a-file'
  const place = join(folder, path)
  try {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await using file = await open(place, 'wx', 0o644)
    await file.writeFile(contents)
    if (mtime !== undefined && mtime !== null) await file.utimes(mtime, mtime)
    return null
  } catch (error) {
    if (isClash(error)) return 'clash'
    throw error
  }
}

/** Two names of it are one, or one is a file and a folder. */
function isClash(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR'
}
