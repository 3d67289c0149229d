/** Makes files and names durable. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { MIN_DISK_SYNC_FILES, PARALLEL_SYNCS } from '../constants.ts'
import { inParallel } from '../contents/map-ahead.ts'
import { NotAFolderError, type OpenFolders } from '../folder/open-folders.ts'
import { PlainFile } from '../folder/plain-file.ts'
import { syncDisk } from '../folder/sync-disk.ts'
import { splitPath } from './split-path.ts'

/** What was written since it was asked the last time. */
export class UnsyncedFiles {
  readonly #top: string
  readonly #folders: OpenFolders
  #files: string[] = []
  #changed = new Set<string>()

  /** Below `top`, which the folders are opened from. */
  constructor(top: string, folders: OpenFolders) {
    this.#top = top
    this.#folders = folders
  }

  get size(): number {
    return this.#files.length
  }

  /** A file, link or folder that is complete. */
  add(path: string, kind: 'file' | 'symlink' | 'folder'): void {
    const [folder] = splitPath(path)
    // The names of the folders above are new too.
    for (let at = folder; !this.#changed.has(at); at = splitPath(at)[0]) {
      this.#changed.add(at)
      if (at === '') break
    }
    if (kind === 'file') this.#files.push(path)
  }

  /** Resolves when all that was added before the call is on the disk. */
  async sync(): Promise<void> {
    const [files, changed] = [this.#files, this.#changed]
    ;[this.#files, this.#changed] = [[], new Set()]
    if (files.length >= MIN_DISK_SYNC_FILES && (await syncDisk(this.#top))) return
    await inParallel(files, PARALLEL_SYNCS, (path) => this.#syncFile(path))
    await inParallel(changed, PARALLEL_SYNCS, (folder) =>
      this.#folders.use(folder, { makes: false }, syncFolder).catch(gone),
    )
  }

  async #syncFile(path: string): Promise<void> {
    const [folder, name] = splitPath(path)
    await this.#folders
      .use(folder, { makes: false }, async (above) => {
        using file = await PlainFile.open(`${above}/${name}`, constants.O_RDONLY | constants.O_NOFOLLOW)
        await file.sync()
      })
      .catch(gone)
  }
}

/** Windows has no such call: it journals names itself. */
export async function syncFolder(place: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(place, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** A user may remove what has arrived; the contents are missed when they are given their name, not here. */
function gone(error: unknown): void {
  const { code } = error as NodeJS.ErrnoException
  if (!(error instanceof NotAFolderError) && code !== 'ENOENT' && code !== 'ELOOP') throw error
}
