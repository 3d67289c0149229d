/** Folders that a copy has come to, until what is in them is there: then they get the time and mode that they had. */
import type { RemoteCopyEntry } from '@comice/protocol'

/** What is kept of one. */
export type NewFolder = Pick<RemoteCopyEntry, 'path' | 'mode' | 'changedAt'>

/** What one costs beside its path: two numbers, an object, a place in a list. */
const FOLDER_BYTES = 64

export class NewFolders {
  readonly #folders: NewFolder[] = []
  #room: number

  /** @param maxBytes of memory; folders beyond it keep the time at which they were made */
  constructor(maxBytes: number) {
    this.#room = maxBytes
  }

  /** False when there is no room for it. */
  add({ path, mode, changedAt }: NewFolder): boolean {
    const bytes = FOLDER_BYTES + 2 * path.length
    if (bytes > this.#room) return false
    this.#room -= bytes
    this.#folders.push({ path, mode, changedAt })
    return true
  }

  /** What is in a folder before the folder: writing into one changes its time. */
  inner(): NewFolder[] {
    return this.#folders.toReversed()
  }
}
