import { readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { PlatformErrors } from '../errors.ts'

/** What Node tries for a `main` that names no file. */
const ENDINGS = ['', '.js', '/index.js']

/**
 * The file that an app starts with: `main` of its package.json, `index.js` when that says nothing.
 *
 * @param checkout the app's folder, absolute and without symbolic links
 * @throws APP_MAIN_INVALID when there is no such file inside the folder, a symbolic link that leads out included.
 */
export async function mainFile(checkout: string): Promise<string> {
  const main = await mainOf(join(checkout, 'package.json'))
  for (const ending of ENDINGS) {
    const path = await realpath(join(checkout, main + ending)).catch(() => null)
    if (path === null || !path.startsWith(checkout + sep)) continue
    if ((await stat(path)).isFile()) return path
  }
  throw PlatformErrors.APP_MAIN_INVALID({ main })
}

async function mainOf(manifest: string): Promise<string> {
  try {
    const { main } = JSON.parse(await readFile(manifest, 'utf8')) as { main?: unknown }
    if (typeof main === 'string' && main !== '' && !main.includes('\0')) return main
  } catch (error) {
    // An app without a manifest is one file; one that cannot be read was refused when it was installed.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw PlatformErrors.APP_MAIN_INVALID({ main: manifest })
  }
  return 'index.js'
}

/**
 * A module of the app, by its path from the root of the app.
 *
 * @param checkout the app's folder, absolute and without symbolic links
 * @throws WORKER_MODULE_INVALID when there is no such file inside the folder.
 */
export async function moduleFile(checkout: string, path: string): Promise<string> {
  const file = await realpath(join(checkout, path)).catch(() => null)
  const isInside = file?.startsWith(checkout + sep) === true
  if (file === null || !isInside || !(await stat(file)).isFile())
    throw PlatformErrors.WORKER_MODULE_INVALID({ path })
  return file
}
