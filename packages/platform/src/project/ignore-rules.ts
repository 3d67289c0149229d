/** Which files of an app's folder are left out: the rules of `.gitignore` and `.comiceignore`, and those of package.json. */
import {
  type IgnoreRules,
  innerIgnoreRules,
  pathMatcher,
  readIgnoreRules,
  rooted,
} from '@comice/drives/ignore'

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

/** What a project is, whatever it says that it consists of. */
const ALWAYS_KEPT = ['package.json']

/**
 * The rules at the top of a project: those of the git repository that it is in, and its own. Paths of package.json are
 * relative to the project, as Pear takes them, and not to any folder as in `.gitignore`.
 */
export function projectRules(
  dir: string,
  { ignore, only }: { ignore: readonly string[]; only: readonly string[] },
): Promise<IgnoreRules> {
  return readIgnoreRules(dir, {
    always: ALWAYS_IGNORED,
    exclude: ignore.map(rooted),
    include: only.map(rooted),
    keep: ALWAYS_KEPT,
  })
}

/** What `pear.stage.ignore` alone leaves out; paths are relative to the app, `node_modules/…` among them. */
export function stageRules(ignore: readonly string[]): (path: string) => boolean {
  return pathMatcher(ignore.map(rooted))
}

/** The rules in an installed package: it was packed by its author already. */
export function packageRules(): IgnoreRules {
  return innerIgnoreRules('', { always: ALWAYS_IGNORED, isBare: true })
}

/** The rules in a package of the same workspace, as npm packs it: its `files` decide where it has them. */
export function workspaceRules(dir: string, files: readonly string[] | null): Promise<IgnoreRules> {
  if (files === null) return projectRules(dir, { ignore: [], only: [] })
  const options = { always: ALWAYS_IGNORED, include: files.map(rooted), keep: ALWAYS_KEPT }
  return Promise.resolve(innerIgnoreRules(dir, options))
}
