/** The files of a folder, with links followed as far as they stay in it. */
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Stats } from 'node:fs'
import { MAX_FOLDER_DEPTH } from '../constants.ts'
import type { IgnoreRules } from '@comice/drives/ignore'

/** A file that is to be staged. */
export interface FoundFile {
  /** Relative to the folder, with slashes. */
  readonly path: string
  /** Where its bytes are: an absolute path without links. */
  readonly source: string
  /** Bytes. */
  readonly size: number
  /** Last change of contents and of the inode, ms with fractions. */
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly inode: number
  readonly executable: boolean
}

/** A path that is not staged, and why: a sentence part. */
export interface Problem {
  readonly path: string
  readonly reason: string
}

export interface FolderFiles {
  readonly files: FoundFile[]
  /** Links that leave the folder, or lead to what is never staged. */
  readonly refusals: Problem[]
  /** Sockets, pipes and devices. */
  readonly warnings: Problem[]
}

export interface WalkOptions {
  readonly rules: IgnoreRules
  /** Staged although the rules leave them out. */
  readonly include?: ReadonlySet<string>
}

/** Lists `dir`, an absolute path without links. Folders named node_modules are another's matter. */
export async function walkFolder(
  dir: string,
  { rules, include = new Set() }: WalkOptions,
): Promise<FolderFiles> {
  const walk = new Walk(dir, include)
  await walk.folder({ path: '', source: dir, rules, above: [dir] })
  walk.files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return walk
}

interface Folder {
  /** As it is staged. */
  readonly path: string
  /** Where it is. */
  readonly source: string
  readonly rules: IgnoreRules
  /** The real paths of the folders that it is in, itself the last. */
  readonly above: readonly string[]
}

class Walk implements FolderFiles {
  readonly files: FoundFile[] = []
  readonly refusals: Problem[] = []
  readonly warnings: Problem[] = []
  readonly #dir: string
  readonly #include: ReadonlySet<string>

  constructor(dir: string, include: ReadonlySet<string>) {
    this.#dir = dir
    this.#include = include
  }

  async folder(folder: Folder): Promise<void> {
    const names = await readdir(folder.source)
    await Promise.all(names.map((name) => this.#entry(folder, name)))
  }

  async #entry(folder: Folder, name: string): Promise<void> {
    if (name === 'node_modules') return
    const path = folder.path === '' ? name : `${folder.path}/${name}`
    const source = join(folder.source, name)
    const stats = await lstat(source).catch(gone)
    if (stats === null) return
    if (stats.isFile()) return this.#file(folder, path, { source, stats })
    if (stats.isDirectory()) return this.#folder(folder, path, source)
    if (stats.isSymbolicLink()) return this.#link(folder, path, source)
    if (!folder.rules.ignores(path, 'file'))
      this.warnings.push({ path, reason: 'it is no file, folder or link' })
  }

  #file(folder: Folder, path: string, { source, stats }: { source: string; stats: Stats }): void {
    if (folder.rules.ignores(path, 'file') && !this.#include.has(path)) return
    this.files.push({
      path,
      source,
      size: stats.size,
      mtimeMs: stats.mtimeMs,
      ctimeMs: stats.ctimeMs,
      inode: stats.ino,
      executable: (stats.mode & 0o100) !== 0,
    })
  }

  async #folder(folder: Folder, path: string, source: string): Promise<void> {
    const isIncluded = [...this.#include].some((included) => included.startsWith(`${path}/`))
    if (folder.rules.ignores(path, 'folder') && !isIncluded) return
    if (folder.above.includes(source) || folder.above.length > MAX_FOLDER_DEPTH) {
      this.refusals.push({ path, reason: 'it is a link to a folder that it is in' })
      return
    }
    const rules = await folder.rules.enter(path)
    await this.folder({ path, source, rules, above: [...folder.above, source] })
  }

  /** A link is staged as what it leads to: checkouts have no links. */
  async #link(folder: Folder, path: string, source: string): Promise<void> {
    if (folder.rules.ignores(path, 'file') && !this.#include.has(path)) return
    const target = await realpath(source).catch(() => null)
    if (target === null) {
      this.refusals.push({ path, reason: 'it is a link to nothing' })
    } else if (!target.startsWith(this.#dir + sep)) {
      this.refusals.push({ path, reason: 'it is a link that leaves the folder' })
    } else if (/(?:^|[/\\])\.(?:git|comice)(?:[/\\]|$)/u.test(target.slice(this.#dir.length))) {
      this.refusals.push({ path, reason: 'it is a link to what is never staged' })
    } else {
      const stats = await stat(target)
      if (stats.isFile()) this.#file(folder, path, { source: target, stats })
      else if (stats.isDirectory()) await this.#folder(folder, path, target)
    }
  }
}

/** Removed since its folder was read. */
function gone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw error
}
