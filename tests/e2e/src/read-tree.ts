/** Everything in a folder, by path: mode and contents, or where a link leads. */
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

export async function readTree(dir: string, at = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of await readdir(join(dir, at))) {
    const path = `${at}/${name}`
    const stats = await lstat(join(dir, path))
    if (stats.isDirectory()) Object.assign(found, await readTree(dir, path))
    else if (stats.isSymbolicLink()) found[path] = `-> ${await readlink(join(dir, path))}`
    else found[path] = `${(stats.mode & 0o777).toString(8)} ${await readFile(join(dir, path), 'latin1')}`
  }
  return found
}
