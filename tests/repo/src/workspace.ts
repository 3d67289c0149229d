import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top folder of the repository. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

export interface Manifest {
  name: string
  version?: string
  private?: boolean
  description?: string
  license?: string
  repository?: { directory?: string }
  engines?: { node?: string }
  exports?: Record<string, string | Record<string, string>>
  bin?: Record<string, string>
  files?: string[]
  scripts?: Record<string, string>
  publishConfig?: { access?: string }
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

export interface Package {
  /** Folder name: `rooms`. */
  name: string
  /** Relative to the top, with slashes: `packages/rooms`. */
  folder: string
  manifest: Manifest
}

/** Every file of the working tree that is, or could be, committed; relative to the top, with slashes. */
export function repositoryFiles(): string[] {
  const listed = execFileSync(
    'git',
    ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)))
}

/** The packages below one of the workspace's folders, sorted by name. */
export function packagesIn(parent: 'packages' | 'apps' | 'tests' | 'examples'): Package[] {
  if (!existsSync(join(ROOT, parent))) return []
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, parent, entry.name, 'package.json')))
    .map(({ name }) => ({
      name,
      folder: `${parent}/${name}`,
      manifest: readJson(`${parent}/${name}/package.json`) as Manifest,
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

export function readText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

/** JSON as tsconfig.json writes it, comments allowed. */
export function readJson(file: string): unknown {
  return JSON.parse(readText(file).replaceAll(/^\s*\/\/.*$/gm, ''))
}

export function isThere(file: string): boolean {
  return existsSync(join(ROOT, file))
}
