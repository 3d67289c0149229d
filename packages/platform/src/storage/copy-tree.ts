/** Copies and measures folders that an app could write: what is in them is the app's. */
import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, open, opendir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * How much is below a folder; links are counted, not followed. The app may run meanwhile: what it takes away before it is looked at
 * does not count.
 */
export async function measureTree(dir: string): Promise<{ files: number; bytes: number }> {
  let files = 0
  let bytes = 0
  for await (const entry of walk(dir, { isUsed: true })) {
    if (entry.kind === 'folder') continue
    const stats = await lstat(join(dir, entry.path)).catch(nullIfGone)
    if (stats === null) continue
    files++
    bytes += stats.size
  }
  return { files, bytes }
}

/** Copies plain files and folders to `to`, which must not exist, and syncs them. Links and devices are left out. */
export async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  const folders = [to]
  for await (const { kind, path } of walk(from)) {
    const target = join(to, path)
    if (kind === 'folder') {
      await mkdir(target, { mode: 0o700 })
      folders.push(target)
    } else if (kind === 'file') {
      await copyFile(join(from, path), target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      await sync(target)
    }
  }
  for (const folder of folders.reverse()) await syncFolder(folder)
  await syncFolder(dirname(to))
}

/** Makes the names in a folder durable; Windows does that by itself. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform !== 'win32') await sync(dir)
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

interface Found {
  readonly kind: 'folder' | 'file' | 'other'
  /** Relative. A folder comes before what is in it. */
  readonly path: string
}

/** `isUsed`: folders may go away meanwhile, all but the first. */
async function* walk(dir: string, { below = '', isUsed = false } = {}): AsyncGenerator<Found> {
  const opening = opendir(join(dir, below))
  const folder = await (isUsed && below !== '' ? opening.catch(nullIfGone) : opening)
  for await (const entry of folder ?? []) {
    const path = join(below, entry.name)
    if (entry.isDirectory()) {
      yield { kind: 'folder', path }
      yield* walk(dir, { below: path, isUsed })
    } else {
      yield { kind: entry.isFile() ? 'file' : 'other', path }
    }
  }
}

function nullIfGone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw error
}
