/** An author's folder at one moment: what of it a run depends on. */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_FOLDER_DEPTH } from '../constants.ts'
import type { IgnoreRules } from '@comice/drives/ignore'
import { projectRules } from '../project/ignore-rules.ts'
import { parseManifest } from '../project/manifest.ts'

export interface ProjectScan {
  /** What changes when a file does, by its path relative to the project, with slashes. */
  readonly stampByPath: ReadonlyMap<string, string>
  /** Absolute; the project's own first. */
  readonly folders: readonly string[]
}

/** Reads what would be staged, and nothing that is installed: no `node_modules`, nothing that rules leave out. */
export async function scanProject(dir: string): Promise<ProjectScan> {
  const stampByPath = new Map<string, string>()
  const folders: string[] = []
  const visit = async (path: string, rules: IgnoreRules, depth: number): Promise<void> => {
    folders.push(join(dir, path))
    for (const entry of await readdir(join(dir, path), { withFileTypes: true }).catch(gone)) {
      if (entry.name === 'node_modules') continue
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      if (!entry.isDirectory()) {
        if (rules.ignores(inner, 'file')) continue
        const stamp = await stampOf(join(dir, inner))
        if (stamp !== null) stampByPath.set(inner, stamp)
      } else if (!rules.ignores(inner, 'folder') && depth < MAX_FOLDER_DEPTH) {
        await visit(inner, await rules.enter(inner), depth + 1)
      }
    }
  }
  await visit('', await rulesOf(dir), 0)
  return { stampByPath, folders }
}

/** Paths that are new, gone, or not what they were. */
export function changedPaths(before: ProjectScan, after: ProjectScan): string[] {
  const all = new Set([...before.stampByPath.keys(), ...after.stampByPath.keys()])
  return [...all].filter((path) => before.stampByPath.get(path) !== after.stampByPath.get(path)).sort()
}

/** The rules of the moment: a package.json that is being edited has none to add. */
async function rulesOf(dir: string): Promise<IgnoreRules> {
  const bytes = await readFile(join(dir, 'package.json')).catch(() => new Uint8Array())
  const manifest = parseManifest(bytes)
  return projectRules(dir, manifest.ok ? manifest.value.stage : { ignore: [], only: [] })
}

async function stampOf(path: string): Promise<string | null> {
  const stats = await lstat(path).catch(() => null)
  return stats === null ? null : `${stats.ino}:${stats.size}:${stats.mtimeMs}`
}

/** Removed since its own folder was read. */
function gone(error: unknown): [] {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return []
  throw error
}
