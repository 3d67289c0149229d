import { chmod, lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Makes files of a folder by their contents; names that end with `.sh` can be run. */
export async function makeFiles(
  dir: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), contents)
    if (path.endsWith('.sh')) await chmod(join(dir, path), 0o755)
  }
}

/** What other programs keep of a file, too: contents, and whether it can be run. Links by their target. */
export async function readFiles(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const path of (await readdir(dir, { recursive: true })).sort()) {
    const stats = await lstat(join(dir, path))
    if (stats.isSymbolicLink()) found[path] = `-> ${await readlink(join(dir, path))}`
    if (!stats.isFile()) continue
    found[path] =
      `${(stats.mode & 0o100) === 0 ? 'file' : 'program'} ${await readFile(join(dir, path), 'latin1')}`
  }
  return found
}
