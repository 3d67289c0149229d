/**
 * Which files of a folder are left out, by the rules of `.gitignore`: the last rule that fits decides, rules of an
 * inner folder come after those of an outer one, and what is in a folder that is left out cannot be taken back.
 * `.comiceignore` comes right after the `.gitignore` beside it: `!dist/` there stages what git does not track.
 */
import { lstat, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import createIgnore, { type Ignore } from 'ignore'

/** Never staged, whatever other rules say. */
export const ALWAYS_IGNORED: readonly string[] = [
  '.git',
  '.hg',
  '.svn',
  '.comice',
  '.DS_Store',
  'Thumbs.db',
  '*.log',
  '*.swp',
]

const RULE_FILES = ['.gitignore', '.comiceignore'] as const

/** The rules that hold in one folder. Those of an inner one are made by {@link enter}. */
export interface IgnoreRules {
  /** `path` is relative to the project, with slashes. */
  ignores(path: string, kind: 'file' | 'folder'): boolean
  /** The rules in the folder `path` of this one: the same, unless it has rule files of its own. */
  enter(path: string): Promise<IgnoreRules>
}

/** The rules at the top of a project: those of the git repository that it is in, and its own. */
export async function readIgnoreRules(
  dir: string,
  { ignore, only }: { ignore: readonly string[]; only: readonly string[] },
): Promise<IgnoreRules> {
  const top = await repositoryOf(dir)
  const prefix = slashed(relative(top, dir))
  const lines: string[] = []
  for (const folder of foldersBetween(top, dir)) lines.push(...(await rulesIn(top, folder)))
  const isIgnoredItself = prefix !== '' && matcher(lines).ignores(`${prefix}/`)
  const outer = isIgnoredItself ? [] : lines
  const own = await rulesIn(dir, dir)
  const shared = { dir, always: matcher(ALWAYS_IGNORED), last: ignore.map(rooted), only: onlyRules(only) }
  // A project in a folder that git ignores, such as a scratch folder, is an app like any other.
  return isIgnoredItself || outer.length === 0
    ? new Rules(shared, '', own)
    : new Rules(shared, prefix, [...outer, ...own.map((line) => prefixed(line, prefix))])
}

/** What `pear.stage.ignore` alone leaves out; paths are relative to the app, `node_modules/…` among them. */
export function stageRules(ignore: readonly string[]): (path: string) => boolean {
  const rules = matcher(ignore.map(rooted))
  return (path) => rules.ignores(path)
}

/** The rules in an installed package: it was packed by its author already. */
export function packageRules(): IgnoreRules {
  const always = matcher(ALWAYS_IGNORED)
  const rules: IgnoreRules = {
    ignores: (path, kind) => always.ignores(kind === 'folder' ? `${path}/` : path),
    enter: () => Promise.resolve(rules),
  }
  return rules
}

/** The rules in a package of the same workspace, as npm packs it: its `files` decide where it has them. */
export async function workspaceRules(dir: string, files: readonly string[] | null): Promise<IgnoreRules> {
  if (files === null) return readIgnoreRules(dir, { ignore: [], only: [] })
  return new Rules({ dir, always: matcher(ALWAYS_IGNORED), last: [], only: onlyRules(files) }, '', [])
}

interface Shared {
  readonly dir: string
  readonly always: Ignore
  /** Rules of package.json: after all others. */
  readonly last: readonly string[]
  /** Null: everything. */
  readonly only: Ignore | null
}

class Rules implements IgnoreRules {
  readonly #shared: Shared
  /** Where the project is in the repository, empty at its top. */
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
    const { always, only } = this.#shared
    if (always.ignores(path + end)) return true
    if (kind === 'file' && only !== null && path !== 'package.json' && !only.ignores(path)) return true
    return this.#matcher.ignores(this.#prefix === '' ? path + end : `${this.#prefix}/${path}${end}`)
  }

  async enter(path: string): Promise<IgnoreRules> {
    const { dir } = this.#shared
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

function onlyRules(only: readonly string[]): Ignore | null {
  return only.length === 0 ? null : matcher(only.map(rooted))
}

/** Paths of package.json are relative to the project, as Pear takes them, and not to any folder as in `.gitignore`. */
function rooted(path: string): string {
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
