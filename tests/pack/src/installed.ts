/** The packages that this workspace has installed, as a registry of its own would have them: for installing offline. */
import { execFile } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Manifest } from './tarballs.ts'

const STORE = fileURLToPath(new URL('../../../node_modules/.pnpm', import.meta.url))
const MAX_TARBALL_BYTES = 512 * 1024 * 1024

export interface Installed {
  readonly manifest: Manifest
  readonly dir: string
}

/** All versions by name. pnpm keeps each in a folder of its own, with links to what it needs beside it. */
export function installedByName(): Map<string, Installed[]> {
  const byName = new Map<string, Installed[]>()
  for (const place of readdirSync(STORE)) {
    for (const dir of packagesIn(join(STORE, place, 'node_modules'))) {
      const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest
      const others = byName.get(manifest.name) ?? []
      if (!others.some((other) => other.manifest.version === manifest.version))
        byName.set(manifest.name, [...others, { manifest, dir }])
    }
  }
  return byName
}

function packagesIn(modules: string): string[] {
  const names = entriesOf(modules).flatMap((name) =>
    name.startsWith('@') ? entriesOf(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  )
  return names
    .map((name) => join(modules, name))
    .filter((dir) => lstatSync(dir).isDirectory() && entriesOf(dir).includes('package.json'))
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

/** Packed as npm unpacks it: whatever the first folder is called. */
export async function packInstalled({ dir }: Installed): Promise<Buffer> {
  const copies = await mkdtemp(join(tmpdir(), 'comice-packed-'))
  try {
    // A copy, because pnpm makes files that are the same in a package hard links, which npm does not unpack.
    const copy = join(copies, 'package')
    await cp(dir, copy, {
      recursive: true,
      filter: (path) => basename(path) !== 'node_modules' || path === dir,
    })
    const args = ['-cz', '-C', copies, 'package']
    const options = { encoding: 'buffer', maxBuffer: MAX_TARBALL_BYTES } as const
    return (await promisify(execFile)('tar', args, options)).stdout
  } finally {
    await rm(copies, { recursive: true, force: true })
  }
}
