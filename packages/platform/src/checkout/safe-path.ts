/**
 * Names in a drive are bytes of its author's choice. What becomes a path here is what every file system can hold,
 * no program misreads, and nobody can use to leave the folder or to pass for another file.
 */
import { foldersAbove, foldName, refusePath as refuseName } from '@comice/drives/parts'
import { MAX_PATH_BYTES, MAX_PATH_DEPTH } from '../constants.ts'

/**
 * Why an entry of a drive gets no file: its key is no absolute path of plain names · too long · control, invisible or
 * reordering characters · a name that Windows cannot hold · the same name as another, but for case or Unicode form ·
 * a link that leaves the drive or does not end at a file · an entry that is none.
 */
export type Refusal =
  | 'not-a-path'
  | 'too-long'
  | 'unreadable'
  | 'reserved'
  | 'clash'
  | 'link-outside'
  | 'link-to-no-file'
  | 'malformed'

/** Why the key of an entry (`/folder/file`) cannot be a path below a folder, or null when it can. */
export function refusePath(key: string): Refusal | null {
  if (Buffer.byteLength(key) > MAX_PATH_BYTES) return 'too-long'
  const refusal = refuseName(key)
  if (refusal !== null) return refusal as Refusal
  return foldersAbove(key).length >= MAX_PATH_DEPTH ? 'too-long' : null
}

/** The files and folders of a checkout so far, as a file system sees them that ignores case and Unicode forms. */
export class PathSet {
  readonly #files = new Set<string>()
  /** Spelling by folded path. */
  readonly #folders = new Map<string, string>()

  /** Takes a path in, unless it clashes with what is there: false then, and nothing changes. */
  add(path: string): boolean {
    const folders = foldersAbove(path)
    const folded = foldName(path)
    if (this.#files.has(folded) || this.#folders.has(folded)) return false
    if (folders.some((folder) => !this.#fits(folder))) return false
    for (const folder of folders) this.#folders.set(foldName(folder), folder)
    this.#files.add(folded)
    return true
  }

  #fits(folder: string): boolean {
    const folded = foldName(folder)
    return !this.#files.has(folded) && (this.#folders.get(folded) ?? folder) === folder
  }
}

/** The path that a link in `path` leads to, or null when it leaves the drive. Looks at no file. */
export function resolveLink(path: string, target: string): string | null {
  const from = target.startsWith('/') ? [] : path.slice(1).split('/').slice(0, -1)
  for (const name of target.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') from.push(name)
    else if (from.pop() === undefined) return null
  }
  return `/${from.join('/')}`
}
