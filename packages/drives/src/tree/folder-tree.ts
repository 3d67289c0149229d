/** The tree of a folder on this machine. Links are entries, and never followed. */
import { type Dirent, constants, type Stats } from 'node:fs'
import { access, lstat, open, readdir, readlink } from 'node:fs/promises'
import { CONTENT_BLOCK_BYTES, MAX_PATH_DEPTH, PARALLEL_STATS } from '../constants.ts'
import { type IgnoreOptions, type IgnoreRules, readIgnoreRules } from '../ignore/ignore-rules.ts'
import { refusePath, type Refusal, resolveLink, shownName } from '../names/safe-path.ts'
import { isUnfinished } from '../names/unfinished.ts'
import { maskFolderMode } from './folder-modes.ts'
import {
  comparePaths,
  type FolderModes,
  type RefusedEntry,
  type Tree,
  type TreeEntry,
  type TreeItem,
} from './tree.ts'

export interface FolderTreeOptions extends Omit<IgnoreOptions, 'always' | 'keep'> {
  /** Empty folders are entries. Default false. */
  readonly folders?: boolean
  /**
   * It is written to: what the rules leave out is told too, marked as such, and links are entries wherever they lead.
   * Default false.
   */
  readonly isTarget?: boolean
  /** Called for each folder that is read, with its absolute path. */
  readonly onfolder?: (folder: string) => void
}

/** Where a file's contents are, and the state that it was found in. */
export interface FolderContents {
  readonly source: string
  readonly stats: Stats
}

/** The tree below `dir`, an absolute path without links. */
export function folderTree(dir: string, options: FolderTreeOptions = {}): Tree {
  return {
    async *entries() {
      const rules = await readIgnoreRules(dir, options)
      yield* new Walk(dir, options).folder({ path: '', rules, depth: 0, isIgnored: false })
    },
    folderModes: () => folderModes(dir),
    read: (entry) => readFolderFile(entry),
  }
}

interface Folder {
  /** `/folder`, empty for the top. */
  readonly path: string
  readonly rules: IgnoreRules
  readonly depth: number
  readonly isIgnored: boolean
}

interface Named {
  readonly path: string
  readonly dirent: Dirent
  readonly isIgnored: boolean
}

class Walk {
  readonly #dir: string
  readonly #options: FolderTreeOptions

  constructor(dir: string, options: FolderTreeOptions) {
    this.#dir = dir
    this.#options = options
  }

  async *folder(folder: Folder): AsyncGenerator<TreeItem> {
    const source = this.#dir + folder.path
    this.#options.onfolder?.(source)
    const names = await this.#names(folder, source)
    if (names.length === 0 && folder.path !== '' && this.#options.folders === true) {
      const stats = await lstat(source).catch(gone)
      if (stats !== null) yield folderEntry(folder, stats)
    }
    for (let at = 0; at < names.length;) {
      const end = endOfFiles(names, at)
      const items = await Promise.all(names.slice(at, end).map((named) => this.#item(named)))
      for (const item of items) if (item !== null) yield item
      at = end
      const named = names[at]
      if (named?.dirent.isDirectory() !== true) continue
      at++
      yield* this.#inner(folder, named)
    }
  }

  /** What is in a folder and not left out, in the order of trees. */
  async #names(folder: Folder, source: string): Promise<Named[]> {
    const dirents = await readdir(source, { withFileTypes: true }).catch((error: unknown) => {
      // The folder of the tree itself must be there; an inner one may be gone by now.
      if (folder.path !== '' && gone(error) === null) return []
      throw error
    })
    const names: Named[] = []
    for (const dirent of dirents) {
      const path = `${folder.path}/${dirent.name}`
      if (isUnfinished(path)) continue
      const kind = dirent.isDirectory() ? 'folder' : 'file'
      const isIgnored = folder.isIgnored || folder.rules.ignores(path.slice(1), kind)
      if (isIgnored && this.#options.isTarget !== true) continue
      names.push({ path, dirent, isIgnored })
    }
    return names.sort((a, b) => comparePaths(orderOf(a), orderOf(b)))
  }

  async *#inner(folder: Folder, { path, isIgnored }: Named): AsyncGenerator<TreeItem> {
    const refusal = folder.depth >= MAX_PATH_DEPTH ? 'too-long' : refusePath(path, 'native')
    if (refusal !== null) {
      yield refused(path, refusal)
      return
    }
    if (!(await mayRead(this.#dir + path))) {
      yield refused(path, 'no-access')
      return
    }
    const rules = isIgnored ? folder.rules : await folder.rules.enter(path.slice(1))
    yield* this.folder({ path, rules, depth: folder.depth + 1, isIgnored })
  }

  async #item(named: Named): Promise<TreeItem | null> {
    const { path, isIgnored } = named
    const refusal = refusePath(path, 'native')
    if (refusal !== null) return refused(path, refusal)
    const source = this.#dir + path
    const stats = await lstat(source).catch(gone)
    if (stats === null) return null
    if (stats.isFile()) return { ...fileEntry(path, { source, stats }), isIgnored }
    if (!stats.isSymbolicLink()) return refused(path, 'not-a-file')
    const found = await readlink(source).catch(gone)
    if (found === null) return this.#item(named)
    const target = this.#inTree(path, found) ?? (this.#options.isTarget === true ? found : null)
    return target === null ? refused(path, 'link-outside') : { ...linkEntry(path, target, stats), isIgnored }
  }

  /** A link into this folder by its absolute path is one from the top of the tree. */
  #inTree(path: string, target: string): string | null {
    const inner =
      target === this.#dir || target.startsWith(`${this.#dir}/`) ? target.slice(this.#dir.length) : null
    if (inner === null && target.startsWith('/')) return null
    const own = inner === null ? target : inner === '' ? '/' : inner
    return resolveLink(path, own) === null ? null : own
  }
}

function endOfFiles(names: readonly Named[], from: number): number {
  let end = from
  while (end < names.length && end - from < PARALLEL_STATS && names[end]?.dirent.isDirectory() === false)
    end++
  return end
}

function orderOf({ path, dirent }: Named): string {
  return dirent.isDirectory() ? `${path}/` : path
}

function refused(path: string, reason: Refusal): RefusedEntry {
  return { kind: 'refused', path: shownName(path), place: path, reason }
}

function fileEntry(path: string, contents: FolderContents): TreeEntry {
  const { size, mode, mtimeMs } = contents.stats
  return {
    path,
    kind: 'file',
    bytes: size,
    mode: mode & 0o777,
    executable: (mode & 0o100) !== 0,
    mtimeMs: Math.round(mtimeMs),
    target: null,
    isIgnored: false,
    contents,
  }
}

function linkEntry(path: string, target: string, { mtimeMs }: Stats): TreeEntry {
  const mtime = Math.round(mtimeMs)
  return {
    path,
    kind: 'symlink',
    bytes: 0,
    mode: null,
    executable: false,
    mtimeMs: mtime,
    target,
    isIgnored: false,
    contents: null,
  }
}

function folderEntry({ path, isIgnored }: Folder, { mode }: Stats): TreeEntry {
  return {
    path,
    kind: 'folder',
    bytes: 0,
    mode: maskFolderMode(mode),
    executable: true,
    mtimeMs: null,
    target: null,
    isIgnored,
    contents: null,
  }
}

function folderModes(dir: string): FolderModes {
  return {
    async of(folder) {
      // There it has other rights, and Node makes up a mode.
      if (process.platform === 'win32') return null
      const stats = await lstat(dir + folder).catch(() => null)
      return stats?.isDirectory() === true ? maskFolderMode(stats.mode) : null
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function* readFolderFile(entry: TreeEntry): AsyncGenerator<Uint8Array> {
  const { source } = entry.contents as FolderContents
  const file = await open(source, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(CONTENT_BLOCK_BYTES)
      const { bytesRead } = await file.read(piece, 0, piece.byteLength)
      if (bytesRead === 0) return
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** A folder that its user may not look into is one entry that is refused, and not the end of a mirror. */
async function mayRead(folder: string): Promise<boolean> {
  return access(folder, constants.R_OK | constants.X_OK).then(
    () => true,
    (error: unknown) => !/^(?:EACCES|EPERM)$/u.test((error as NodeJS.ErrnoException).code ?? ''),
  )
}

/** Removed since its folder was read, or the link that it was a moment ago is none any more. */
function gone(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL') return null
  throw error
}
