import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { maskFolderMode } from '../src/tree/folder-modes.ts'

/** A file by its contents, or a link by its target. */
export type FileSpec =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly contents: string | Uint8Array; readonly mode?: number; readonly mtimeMs?: number }

/** Makes files, with their folders; a path that ends with a slash is an empty folder. */
export async function makeFiles(dir: string, files: Readonly<Record<string, FileSpec>>): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const [path, spec] of Object.entries(files)) {
    const place = join(dir, path)
    if (path.endsWith('/')) {
      await mkdir(place, { recursive: true })
      continue
    }
    await mkdir(dirname(place), { recursive: true })
    if (typeof spec === 'object' && 'link' in spec) await symlink(spec.link, place)
    else if (typeof spec === 'string' || spec instanceof Uint8Array) await writeFile(place, spec)
    else {
      await writeFile(place, spec.contents)
      if (spec.mode !== undefined) await chmod(place, spec.mode)
      if (spec.mtimeMs !== undefined) await utimes(place, spec.mtimeMs / 1000, spec.mtimeMs / 1000)
    }
  }
}

/** All files of a folder by path: contents, mode and time; links by target; empty folders. */
export async function readTree(dir: string, at = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of (await readdir(join(dir, at))).sort()) {
    const path = `${at}/${name}`
    const stats = await lstat(join(dir, path))
    if (stats.isDirectory()) {
      const inner = await readTree(dir, path)
      Object.assign(found, Object.keys(inner).length === 0 ? { [`${path}/`]: 'folder' } : inner)
    } else if (stats.isSymbolicLink()) found[path] = `-> ${await readlink(join(dir, path))}`
    else {
      const contents = await readFile(join(dir, path), 'latin1')
      found[path] = `${(stats.mode & 0o777).toString(8)} ${Math.round(stats.mtimeMs)} ${contents}`
    }
  }
  return found
}

/** Permission bits of all folders below one that have something in them, as a mirror keeps them. */
export async function readModes(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const place = join(entry.parentPath, entry.name)
    if (!entry.isDirectory() || (await readdir(place)).length === 0) continue
    found[`${place.slice(dir.length)}/`] = maskFolderMode((await lstat(place)).mode).toString(8)
  }
  return found
}
