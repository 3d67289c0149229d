/** Gives what has arrived its names: one step for each name at the top, and never over something that is there. */
import { link, lstat, readdir, rename, unlink } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { MAX_KEPT_EXTENSION_BYTES, MAX_NAME_BYTES } from '../constants.ts'
import { syncFolder } from './sync-files.ts'
import type { PlacedName } from './content-writer.ts'

/** What happens to something of the same name: `refuse` and `rename` keep it, `replace` takes the place of a file. */
export type ExistingRule = 'refuse' | 'rename' | 'replace'

/** The first of `names` that is taken in `into`, as far as the rule minds; null when none is. */
export async function firstTaken(
  into: string,
  names: readonly { readonly name: string; readonly kind: 'file' | 'folder' }[],
  rule: ExistingRule,
): Promise<string | null> {
  if (rule === 'rename') return null
  for (const { name, kind } of names) {
    const stats = await lstat(join(into, name)).catch(() => null)
    if (stats === null) continue
    if (rule === 'refuse' || kind === 'folder' || stats.isDirectory()) return name
  }
  return null
}

/** Moves all that is in `tree` to `into`, durably. What was moved before a crash is not there any more. */
export async function placeNames(
  tree: string,
  { into, rule }: { into: string; rule: ExistingRule },
): Promise<PlacedName[]> {
  const placed: PlacedName[] = []
  for (const dirent of (await readdir(tree, { withFileTypes: true })).sort(byName)) {
    const { name } = dirent
    const from = join(tree, name)
    const move = dirent.isDirectory() ? moveFolder : moveFile
    if (rule === 'replace' && dirent.isFile() && (await replaceFile(from, join(into, name)))) {
      placed.push({ name, path: join(into, name) })
      continue
    }
    // Somebody may have made one since it was looked for: what has arrived is not lost for that.
    for (let number = 1; ; number++) {
      const path = join(into, numbered(name, number))
      if (!(await move(from, path))) continue
      placed.push({ name, path })
      break
    }
  }
  await syncFolder(into)
  return placed
}

/** False when something is there. */
async function moveFolder(from: string, to: string): Promise<boolean> {
  if (await isThere(to)) return false
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
}

/** False when something is there: a hard link is refused then, at the same moment. */
async function moveFile(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    await unlink(from)
    return true
  } catch (error) {
    if (isTaken(error)) return false
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'EMLINK') throw error
  }
  // A file system without hard links, such as vfat.
  if (await isThere(to)) return false
  await rename(from, to)
  return true
}

async function replaceFile(from: string, to: string): Promise<boolean> {
  const stats = await lstat(to).catch(() => null)
  if (stats?.isDirectory() === true) return false
  await rename(from, to)
  return true
}

function isTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EEXIST' || code === 'ENOTEMPTY' || code === 'ENOTDIR' || code === 'EISDIR'
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null
}

/** `pears.txt`, `pears (2).txt`. Of a name that is as long as names can be, the last characters make room. */
function numbered(name: string, number: number): string {
  if (number === 1) return name
  const extension = extname(name)
  const isShort = Buffer.byteLength(extension) <= MAX_KEPT_EXTENSION_BYTES
  const end = ` (${number})${isShort ? extension : ''}`
  const stem = [...(isShort ? name.slice(0, name.length - extension.length) : name)]
  while (Buffer.byteLength(stem.join('')) + Buffer.byteLength(end) > MAX_NAME_BYTES) stem.pop()
  return `${stem.join('')}${end}`
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}
