/** The folder in a mirror's target where files are until they are whole: on the same disk, so that they can be renamed. */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UNFINISHED_FOLDER, UNFINISHED_MAX_AGE_MS } from '../constants.ts'
import { OpenFolders } from './open-folders.ts'

/** Of one mirror; removed with all in it when it is disposed. */
export interface UnfinishedFolder extends AsyncDisposable {
  /** A place for a new file, which nobody else gets. */
  next(): Promise<string>
}

/** Makes it below the existing folder `dir`, when the first file is begun, and removes what a killed mirror left there. */
export function openUnfinishedFolder(dir: string): UnfinishedFolder {
  const run = `${process.pid}-${randomBytes(6).toString('hex')}`
  let making: Promise<{ place: string; folders: OpenFolders }> | null = null
  let files = 0
  return {
    async next() {
      making ??= make(dir, run)
      const { place } = await making
      return `${place}/${files++}`
    },
    async [Symbol.asyncDispose]() {
      const made = await making?.catch(() => null)
      if (made == null) return
      await made.folders[Symbol.asyncDispose]()
      await rm(join(dir, UNFINISHED_FOLDER, run), { recursive: true, force: true })
      // Another mirror may be in it; then it is that one's to remove.
      await rmdir(join(dir, UNFINISHED_FOLDER)).catch(() => undefined)
    },
  }
}

async function make(dir: string, run: string): Promise<{ place: string; folders: OpenFolders }> {
  await mkdir(join(dir, UNFINISHED_FOLDER), { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  // A link that somebody put there is not followed.
  const top = await open(
    join(dir, UNFINISHED_FOLDER),
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  )
  await top.close()
  await removeStale(join(dir, UNFINISHED_FOLDER))
  const folders = await OpenFolders.open(dir)
  // It stays open, and its place good, until the folders are disposed: they are too few to be closed before.
  const place = await folders.use(`/${UNFINISHED_FOLDER}/${run}`, { makes: true }, (held) =>
    Promise.resolve(held),
  )
  return { place, folders }
}

/** What a mirror that was killed left: its process is gone, or it is so old that it is none of a process with its number. */
async function removeStale(top: string): Promise<void> {
  for (const name of await readdir(top)) {
    const place = join(top, name)
    const stats = await lstat(place).catch(() => null)
    if (stats === null) continue
    const pid = Number(/^(?<pid>\d+)-[0-9a-f]{12}$/u.exec(name)?.groups?.['pid'] ?? 0)
    const isOver = pid === 0 || !isAlive(pid) || Date.now() - stats.mtimeMs > UNFINISHED_MAX_AGE_MS
    if (isOver && pid !== process.pid) await rm(place, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
