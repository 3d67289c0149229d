import { randomBytes } from 'node:crypto'
import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Starts the names of folders that are being made or removed; whoever finds one later may remove it. */
const UNFINISHED = '.unfinished-'

/** A name beside `path` for something that is not whole. */
export function unfinishedName(path: string): string {
  return join(dirname(path), `${UNFINISHED}${randomBytes(6).toString('hex')}-${basename(path)}`)
}

/**
 * Removes a folder with all that is in it, read-only folders too. It is renamed first: a crash leaves it whole, or
 * under a name that {@link removeUnfinished} finds. False when there was none.
 */
export async function removeTree(dir: string): Promise<boolean> {
  const doomed = unfinishedName(dir)
  try {
    await rename(dir, doomed)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
  await removeDoomed(doomed)
  return true
}

/** Removes what crashes left in `dir`; how much it was. */
export async function removeUnfinished(dir: string): Promise<number> {
  const names = await readdir(dir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  const doomed = names.filter((name) => name.startsWith(UNFINISHED))
  for (const name of doomed) await removeDoomed(join(dir, name))
  return doomed.length
}

/** Whether a name is one of something that is not whole. */
export function isUnfinished(name: string): boolean {
  return name.startsWith(UNFINISHED)
}

async function removeDoomed(path: string): Promise<void> {
  await makeWritable(path)
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
}

/** Names in a read-only folder can only be removed once it is not. Follows no links. */
async function makeWritable(dir: string): Promise<void> {
  try {
    await chmod(dir, 0o700)
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      if (entry.isDirectory()) await makeWritable(join(dir, entry.name))
    }
  } catch (error) {
    // A file, or gone already.
    if (!/^(?:ENOTDIR|ENOENT)$/u.test((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
