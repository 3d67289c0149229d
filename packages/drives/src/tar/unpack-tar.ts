/** A tar archive as files in a folder that is new and nobody else's. */
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, type Header } from 'tar-stream'
import { MAX_LISTED_REFUSALS } from '../constants.ts'
import type { RefusedFile } from '../send/offer.ts'
import { type Refusal, refusePath, shownName } from '../names/safe-path.ts'

export interface UnpackedTar {
  /** At the top of the folder. */
  readonly names: readonly string[]
  readonly files: number
  readonly refused: readonly RefusedFile[]
  readonly refusedCount: number
}

/** Files alone are written, with their times: links and modes of an archive are its author's. @throws what the disk says */
export async function unpackTar(archive: AsyncIterable<Uint8Array>, folder: string): Promise<UnpackedTar> {
  const entries = extract()
  const feeding = pipeline(Readable.from(archive), entries)
  // It fails where the entries are read, too.
  feeding.catch(() => undefined)
  const names = new Set<string>()
  const refused: RefusedFile[] = []
  let [files, refusedCount] = [0, 0]
  for await (const entry of entries) {
    const { header } = entry
    const path = `/${header.name.replace(/\/+$/u, '')}`
    const refusal =
      header.type === 'directory'
        ? null
        : await unpack(header, path, { folder, contents: entry as AsyncIterable<Uint8Array> })
    entry.resume()
    if (refusal !== null) {
      refusedCount++
      if (refused.length < MAX_LISTED_REFUSALS)
        refused.push({ path: shownName(header.name), reason: refusal })
    } else if (header.type !== 'directory') {
      files++
      names.add(path.split('/', 2)[1] ?? '')
    }
  }
  await feeding
  return { names: [...names], files, refused, refusedCount }
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
