/**
 * Hints that something happened in a folder. What the system says is only that: what did happen is found by looking. So
 * events that get lost, come twice, or come for a file that is half written cost a look, and nothing else.
 */
import { type FSWatcher, watch } from 'node:fs'
import { DriveErrors } from '../errors.ts'

export class FolderWatch implements Disposable {
  readonly #onhint: () => void
  readonly #watcherByFolder = new Map<string, FSWatcher>()

  constructor(onhint: () => void) {
    this.#onhint = onhint
  }

  /**
   * Watches these folders, absolute paths, and no others. Whether one is new: what happened in it before is not told.
   * @throws MIRROR_NOT_WATCHED when the system watches no more
   */
  follow(folders: ReadonlySet<string>): boolean {
    for (const folder of this.#watcherByFolder.keys()) if (!folders.has(folder)) this.#forget(folder)
    let isAnyNew = false
    for (const folder of folders) {
      if (this.#watcherByFolder.has(folder)) continue
      isAnyNew = this.#watch(folder, folders.size) || isAnyNew
    }
    return isAnyNew
  }

  [Symbol.dispose](): void {
    for (const folder of [...this.#watcherByFolder.keys()]) this.#forget(folder)
  }

  #watch(folder: string, folders: number): boolean {
    try {
      const watcher = watch(folder, () => this.#onhint())
      // On Windows a watcher ends with an error when its folder is removed.
      watcher.on('error', () => {
        this.#forget(folder)
        this.#onhint()
      })
      this.#watcherByFolder.set(folder, watcher)
      return true
    } catch (error) {
      // A folder that is gone again is found missing by the next look.
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return false
      throw DriveErrors.MIRROR_NOT_WATCHED({ folders }, { cause: error })
    }
  }

  #forget(folder: string): void {
    this.#watcherByFolder.get(folder)?.close()
    this.#watcherByFolder.delete(folder)
  }
}
