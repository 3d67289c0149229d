import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Marks files that were never finished; `removeUnfinishedFiles` deletes them. */
const UNFINISHED = '.unfinished'

/**
 * Replaces the file `path` by `bytes`, whole or not at all, and durably: a temporary file in the same directory is
 * written and synced, renamed over `path`, and the directory is synced. A crash leaves the old file or the new one.
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array | string, mode = 0o600): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}${UNFINISHED}`)
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncDirectory(dirname(path))
}

/** Makes the directory `dir` and what is missing above it, mode 0700, all of it durable. */
export async function makeDirectory(dir: string): Promise<void> {
  const first = await mkdir(dir, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = dir; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made))
}

/** Deletes what a crash in `writeFileAtomic` left behind in `dir`. */
export async function removeUnfinishedFiles(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name.startsWith('.') && name.endsWith(UNFINISHED)) await rm(join(dir, name), { force: true })
  }
}

/** Makes the names in `dir` durable. Windows has no such call (it journals names itself), so it does nothing there. */
export async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  await syncFile(dir)
}

/** Makes the content of one file (or the names of one directory) durable. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
