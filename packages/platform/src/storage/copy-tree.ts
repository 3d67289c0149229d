/** Copies and measures folders that an app could write: what is in them is the app's. */
import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, open, opendir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** How much is below a folder; links are counted, not followed. */
export async function measureTree(dir: string): Promise<{ files: number; bytes: number }> {
  let files = 0
  let bytes = 0
  for await (const entry of walk(dir)) {
    if (entry.kind === 'folder') continue
    files++
    bytes += (await lstat(join(dir, entry.path))).size
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

async function* walk(dir: string, below = ''): AsyncGenerator<Found> {
  for await (const entry of await opendir(join(dir, below))) {
    const path = join(below, entry.name)
    if (entry.isDirectory()) {
      yield { kind: 'folder', path }
      yield* walk(dir, path)
    } else {
      yield { kind: entry.isFile() ? 'file' : 'other', path }
    }
  }
}
