/** Folders made of what is written down in a test. */
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TempDir, tempDir } from '@comice/testkit'

/** A file's text or bytes, an executable, or where a link leads. */
export type Entry = string | Uint8Array | { readonly link: string } | { readonly run: string }

export type Entries = Readonly<Record<string, Entry>>

export const PACKAGE = JSON.stringify({ name: 'my-app', version: '1.0.0', main: 'index.js', pear: {} })

/** An app that can be staged. */
export const APP: Entries = { 'package.json': PACKAGE, 'index.js': 'console.log(1)\n' }

export async function folder(entries: Entries): Promise<TempDir> {
  const dir = await tempDir('project')
  await fill(dir.path, entries)
  return dir
}

export async function fill(dir: string, entries: Entries): Promise<void> {
  for (const [path, entry] of Object.entries(entries)) {
    const place = join(dir, path)
    await mkdir(dirname(place), { recursive: true })
    if (typeof entry === 'string' || entry instanceof Uint8Array) await writeFile(place, entry)
    else if ('link' in entry) await symlink(entry.link, place)
    else await writeFile(place, entry.run).then(() => chmod(place, 0o755))
  }
}

/** A package.json. */
export function pkg(name: string, fields: object = {}): string {
  return JSON.stringify({ name, version: '1.0.0', ...fields })
}
