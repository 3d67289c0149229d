/** Folders that tests make, and what is in them. */
import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** A file by its contents, a link by its target, or a file that may be executed. */
export type FileSpec = string | Uint8Array | { readonly link: string } | { readonly program: string }

/** Makes files, with their folders. */
export async function makeFiles(dir: string, files: Readonly<Record<string, FileSpec>>): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const [name, spec] of Object.entries(files)) {
    const place = path.join(dir, name)
    await mkdir(path.dirname(place), { recursive: true })
    if (typeof spec === 'string' || spec instanceof Uint8Array) await writeFile(place, spec)
    else if ('link' in spec) await symlink(spec.link, place)
    else {
      await writeFile(place, spec.program)
      await chmod(place, 0o755)
    }
  }
}

/** Everything in a folder, by path: mode and contents, or where a link leads. */
export async function readTree(dir: string, at = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of await readdir(path.join(dir, at))) {
    const place = `${at}/${name}`
    const stats = await lstat(path.join(dir, place))
    if (stats.isDirectory()) Object.assign(found, await readTree(dir, place))
    else if (stats.isSymbolicLink()) found[place] = `-> ${await readlink(path.join(dir, place))}`
    else {
      const contents = await readFile(path.join(dir, place), 'latin1')
      found[place] = `${(stats.mode & 0o777).toString(8)} ${contents}`
    }
  }
  return found
}
