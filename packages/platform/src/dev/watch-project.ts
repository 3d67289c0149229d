/**
 * Word of what was saved in an author's folder. What the system says of a folder is only a hint that something
 * happened; what did is found by looking. So an editor that writes a copy and renames it, a tool that touches a file
 * without changing it, and a folder that is made and filled at once all give one list of what is different.
 */
import { type FSWatcher, watch } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { DEV_SETTLE_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { changedPaths, type ProjectScan, scanProject } from './scan-project.ts'

export interface WatchProjectOptions {
  /** How long nothing may happen before what did is looked at, in ms. Default {@link DEV_SETTLE_MS}. */
  readonly settleMs?: number
  readonly signal?: AbortSignal
}

export interface ProjectWatch extends AsyncDisposable {
  /** Paths that changed, relative to the folder, with slashes; all of them since the list before. Ends with the scope. */
  readonly changes: AsyncIterable<readonly string[]>
}

/**
 * Watches from now on what of a folder would be staged: changes from here are told, however late they are read.
 *
 * @throws PROJECT_INVALID when there is no such folder, FOLDER_NOT_WATCHED when the system watches no more folders
 */
export async function watchProject(dir: string, options: WatchProjectOptions = {}): Promise<ProjectWatch> {
  const place = await realpath(dir).catch((error: unknown) => {
    throw PlatformErrors.PROJECT_INVALID({ reason: 'it does not exist' }, { cause: error })
  })
  const watching = new Watching(place, options.settleMs ?? DEV_SETTLE_MS)
  options.signal?.addEventListener('abort', () => watching.close(), { once: true })
  if (options.signal?.aborted === true) watching.close()
  await watching.start()
  return {
    changes: { [Symbol.asyncIterator]: () => watching.changes() },
    [Symbol.asyncDispose]: async () => watching.close(),
  }
}

class Watching {
  readonly #dir: string
  readonly #settleMs: number
  readonly #watcherByFolder = new Map<string, FSWatcher>()
  #known: ProjectScan = { stampByPath: new Map(), folders: [] }
  #isHinted = false
  #isClosed = false
  #lastHintAt = 0
  #failure: Error | null = null
  #wake: () => void = () => undefined

  constructor(dir: string, settleMs: number) {
    this.#dir = dir
    this.#settleMs = settleMs
  }

  async start(): Promise<void> {
    this.#known = await this.#look()
    this.#throwFailure()
  }

  close(): void {
    this.#isClosed = true
    for (const watcher of this.#watcherByFolder.values()) watcher.close()
    this.#watcherByFolder.clear()
    this.#wake()
  }

  async *changes(): AsyncIterator<readonly string[]> {
    for (;;) {
      if (!this.#isHinted && !this.#isClosed) await new Promise<void>((resolve) => (this.#wake = resolve))
      if (!this.#isClosed) await this.#settle()
      this.#throwFailure()
      if (this.#isClosed) return
      this.#isHinted = false
      const now = await this.#look()
      const paths = changedPaths(this.#known, now)
      this.#known = now
      if (paths.length > 0) yield paths
    }
  }

  async #settle(): Promise<void> {
    for (let left = this.#settleMs; left > 0; left = this.#lastHintAt + this.#settleMs - performance.now())
      await new Promise<void>((resolve) => setTimeout(resolve, left))
  }

  /** Looks again while there are folders that were not watched while it looked. */
  async #look(): Promise<ProjectScan> {
    for (;;) {
      const scan = await scanProject(this.#dir)
      if (this.#isClosed || !this.#watchAll(scan.folders)) return scan
    }
  }

  /** Whether any is new. */
  #watchAll(folders: readonly string[]): boolean {
    for (const [folder, watcher] of this.#watcherByFolder) {
      if (folders.includes(folder)) continue
      watcher.close()
      this.#watcherByFolder.delete(folder)
    }
    const added = folders.filter((folder) => !this.#watcherByFolder.has(folder))
    return added.map((folder) => this.#watch(folder)).includes(true)
  }

  #watch(folder: string): boolean {
    try {
      const watcher = watch(folder, () => this.#hint())
      watcher.on('error', () => this.#forget(folder))
      this.#watcherByFolder.set(folder, watcher)
      return true
    } catch (error) {
      // A folder that is gone again is found missing by the next look.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#failure = PlatformErrors.FOLDER_NOT_WATCHED({ folder }, { cause: error })
      return false
    }
  }

  /** On Windows a watcher ends with an error when its folder is removed. */
  #forget(folder: string): void {
    this.#watcherByFolder.get(folder)?.close()
    this.#watcherByFolder.delete(folder)
    this.#hint()
  }

  #hint(): void {
    this.#isHinted = true
    this.#lastHintAt = performance.now()
    this.#wake()
  }

  #throwFailure(): void {
    if (this.#failure === null) return
    this.close()
    throw this.#failure
  }
}
