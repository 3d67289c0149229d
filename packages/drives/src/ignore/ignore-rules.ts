/**
 * Which files of a folder are left out, by the rules of `.gitignore`: the last rule that fits decides, rules of an
 * inner folder come after those of an outer one, and what is in a folder that is left out cannot be taken back.
 * `.comiceignore` comes right after the `.gitignore` beside it: `!dist/` there takes what git does not track.
 */
import { lstat, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import createIgnore, { type Ignore } from 'ignore'

const RULE_FILES = ['.gitignore', '.comiceignore'] as const

/** The rules that hold in one folder. Those of an inner one are made by {@link enter}. */
export interface IgnoreRules {
  /** `path` is relative to the top, with slashes. */
  ignores(path: string, kind: 'file' | 'folder'): boolean
  /** The rules in the folder `path` of this one: the same, unless it has rule files of its own. */
  enter(path: string): Promise<IgnoreRules>
}

export interface IgnoreOptions {
  /** Left out whatever other rules say. */
  readonly always?: readonly string[]
  /** Rules after all others. */
  readonly exclude?: readonly string[]
  /** When there are any, only files that these fit. */
  readonly include?: readonly string[]
  /** Files that are taken although `include` does not fit them. */
  readonly keep?: readonly string[]
  /** Read no rule files. Default false. */
  readonly isBare?: boolean
}

/** The rules at the top of `dir`, an absolute path: those of the git repository that it is in, and its own. */
export async function readIgnoreRules(dir: string, options: IgnoreOptions = {}): Promise<IgnoreRules> {
  const shared = sharedRules(dir, options)
  if (shared.isBare) return new Rules(shared, '', [])
  const top = await repositoryOf(dir)
  const prefix = slashed(relative(top, dir))
  const lines: string[] = []
  for (const folder of foldersBetween(top, dir)) lines.push(...(await rulesIn(top, folder)))
  const isIgnoredItself = prefix !== '' && matcher(lines).ignores(`${prefix}/`)
  const outer = isIgnoredItself ? [] : lines
  const own = await rulesIn(dir, dir)
  // A folder that git ignores, such as a scratch folder, is a tree like any other.
  return isIgnoredItself || outer.length === 0
    ? new Rules(shared, '', own)
    : new Rules(shared, prefix, [...outer, ...own.map((line) => prefixed(line, prefix))])
}

/** The rules in a folder that is a tree of its own, whatever is above it and at its top: only inner rule files count. */
export function innerIgnoreRules(dir: string, options: IgnoreOptions = {}): IgnoreRules {
  return new Rules(sharedRules(dir, options), '', [])
}

/** Whether `paths` (relative, with slashes) alone are left out by `rules`, rooted at the top of a tree. */
export function pathMatcher(rules: readonly string[]): (path: string) => boolean {
  const ignore = matcher(rules.map(rooted))
  return (path) => ignore.ignores(path)
}

interface Shared {
  readonly dir: string
  readonly isBare: boolean
  readonly always: Ignore
  /** After all others. */
  readonly last: readonly string[]
  /** Null: everything. */
  readonly only: Ignore | null
  readonly kept: ReadonlySet<string>
}

function sharedRules(dir: string, options: IgnoreOptions): Shared {
  const { always = [], exclude = [], include = [], keep = [], isBare = false } = options
  return {
    dir,
    isBare,
    always: matcher(always),
    last: exclude,
    only: include.length === 0 ? null : matcher(include),
    kept: new Set(keep),
  }
}

class Rules implements IgnoreRules {
  readonly #shared: Shared
  /** Where the folder is in the repository, empty at its top. */
  readonly #prefix: string
  readonly #lines: readonly string[]
  readonly #matcher: Ignore

  constructor(shared: Shared, prefix: string, lines: readonly string[]) {
    this.#shared = shared
    this.#prefix = prefix
    this.#lines = lines
    this.#matcher = matcher([...lines, ...shared.last.map((line) => prefixed(line, prefix))])
  }

  ignores(path: string, kind: 'file' | 'folder'): boolean {
    const end = kind === 'folder' ? '/' : ''
    const { always, only, kept } = this.#shared
    if (always.ignores(path + end)) return true
    if (kind === 'file' && only !== null && !kept.has(path) && !only.ignores(path)) return true
    return this.#matcher.ignores(this.#prefix === '' ? path + end : `${this.#prefix}/${path}${end}`)
  }

  async enter(path: string): Promise<IgnoreRules> {
    const { dir, isBare } = this.#shared
    if (isBare) return this
    const own = await rulesIn(dir, join(dir, path))
    if (own.length === 0) return this
    return new Rules(this.#shared, this.#prefix, [
      ...this.#lines,
      ...own.map((line) => prefixed(line, this.#prefix)),
    ])
  }
}

function matcher(lines: readonly string[]): Ignore {
  return createIgnore({ ignorecase: false }).add([...lines])
}

/** A rule that is relative to the top of the tree, and not to any folder as in `.gitignore`. */
export function rooted(path: string): string {
  const [mark, rest] = path.startsWith('!') ? ['!', path.slice(1)] : ['', path]
  const clean = rest.replace(/^\.\//u, '')
  return clean.startsWith('/') || clean.startsWith('**/') ? mark + clean : `${mark}/${clean}`
}

/** The rules in a folder, rewritten so that they mean the same at `top`. */
async function rulesIn(top: string, folder: string): Promise<string[]> {
  const prefix = slashed(relative(top, folder))
  const lines: string[] = []
  for (const name of RULE_FILES) {
    const text = await readFile(join(folder, name), 'utf8').catch(nothingThere)
    lines.push(...text.split(/\r?\n/u).filter(isRule))
  }
  return lines.map((line) => prefixed(line, prefix))
}

function isRule(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('#')
}

/** gitignore(5): a rule with a slash before its end is relative to its folder, any other fits at every depth below. */
function prefixed(line: string, prefix: string): string {
  if (prefix === '') return line
  const [mark, rule] = line.startsWith('!') ? ['!', line.slice(1)] : ['', line]
  const base = prefix.replace(/[*?[\]\\!# ]/gu, String.raw`\$&`)
  const trimmed = rule.replace(/\/\s*$/u, '')
  const path = rule.startsWith('/') ? rule : trimmed.includes('/') ? `/${rule}` : `/**/${rule}`
  return `${mark}/${base}${path}`
}

/** The folder with `.git` that `dir` is in, or `dir`. */
async function repositoryOf(dir: string): Promise<string> {
  for (let at = dir; ; at = dirname(at)) {
    const stat = await lstat(join(at, '.git')).catch(() => null)
    if (stat !== null) return at
    if (dirname(at) === at) return dir
  }
}

/** The folders from `top` down to, without, `dir`. */
function foldersBetween(top: string, dir: string): string[] {
  const folders: string[] = []
  for (let at = dir; at !== top;) {
    at = dirname(at)
    folders.unshift(at)
  }
  return folders
}

function slashed(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/')
}

function nothingThere(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return ''
  throw error
}
