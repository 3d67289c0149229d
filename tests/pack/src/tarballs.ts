import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './program.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export interface Manifest {
  name: string
  version: string
  private?: boolean
  bin?: Record<string, string>
  exports?: Record<string, unknown>
  dependencies?: Record<string, string>
}

export interface Tarball {
  /** As published: versions instead of `workspace:` and `catalog:`. */
  manifest: Manifest
  path: string
  integrity: string
  files: string[]
}

/** Folders of everything that goes to npm. */
export function publishedFolders(): string[] {
  return ['packages', 'apps']
    .flatMap((parent) => readdirSync(join(ROOT, parent)).map((name) => join(ROOT, parent, name)))
    .filter(
      (folder) =>
        (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest).private !== true,
    )
}

/** Packs one package as a release would. */
export async function pack(folder: string, into: string): Promise<Tarball> {
  const printed = await run('pnpm', ['pack', '--json', '--pack-destination', into], { cwd: folder })
  const { filename } = JSON.parse(printed.slice(printed.indexOf('{'))) as { filename: string }
  const listed = await run('tar', ['-tzf', filename], { cwd: into })
  const manifest = JSON.parse(
    await run('tar', ['-xzOf', filename, 'package/package.json'], { cwd: into }),
  ) as Manifest
  return {
    manifest,
    path: filename,
    integrity: `sha512-${createHash('sha512').update(readFileSync(filename)).digest('base64')}`,
    files: listed
      .split('\n')
      .filter((file) => file !== '')
      .map((file) => file.replace(/^package\//, '')),
  }
}

/** What a program can import: `@comice/core`, `@comice/core/testing`; no JSON, no patterns, and no program that would run. */
export function importable(manifest: Manifest): string[] {
  const { name, exports = {} } = manifest
  const started = programs(manifest)
  return Object.keys(exports)
    .filter((path) => !started.includes(path) && !path.endsWith('.json') && !path.includes('*'))
    .map((path) => `${name}${path.slice(1)}`)
}

/** Exports that are started, not imported: those without types, such as `./bin`. */
export function programs({ exports = {} }: Manifest): string[] {
  return Object.entries(exports)
    .filter(([path, target]) => /\.[cm]?js$/.test(fileOf(target)) && !hasTypes(target) && !path.includes('*'))
    .map(([path]) => path)
}

function fileOf(target: unknown): string {
  return typeof target === 'string' ? target : ((target as Record<string, string>)['default'] ?? '')
}

function hasTypes(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'types' in target
}

/** Every file that the manifest names for others: what `exports` and `bin` point to, but for our own source condition. */
export function promised({ exports = {}, bin = {} }: Manifest): string[] {
  const targets = Object.values(exports).flatMap((target) => {
    if (typeof target === 'string') return [target]
    const conditions = Object.entries(target as Record<string, string>)
    return conditions.filter(([condition]) => condition !== '@comice/source').map(([, path]) => path)
  })
  return [...targets, ...Object.values(bin)].map((path) => path.replace(/^\.\//, ''))
}
