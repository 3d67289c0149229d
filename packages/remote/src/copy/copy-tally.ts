/** How far a copy is, and what came of it. */
import { shownName } from '@comice/drives/folder'
import { MAX_COPY_REFUSALS } from '../constants.ts'

export interface CopyRefusal {
  /** In the tree, made harmless; empty: what was copied itself. */
  readonly path: string
  /** A word, such as `link-outside`, `no-access`, `in-the-way`, `changing`. */
  readonly reason: string
}

export interface CopyResult {
  /** Files, folders and links that are there now, those that had been there as they are included. */
  readonly entries: number
  /** Files that were there as they are. */
  readonly same: number
  /** Contents that went over the stream, and those that had been there of files that were begun before. */
  readonly bytes: number
  readonly resumedBytes: number
  /** The first 1,000 of what was left out. */
  readonly refused: readonly CopyRefusal[]
  readonly refusedCount: number
}

export interface CopyProgress extends CopyResult {
  /** Of all files that are known so far. */
  readonly totalBytes: number
  readonly isListed: boolean
}

export const SAME = 'same'

export class CopyTally {
  readonly #now: { -readonly [Name in keyof CopyProgress]: CopyProgress[Name] } = {
    ...{ entries: 0, same: 0, bytes: 0, resumedBytes: 0, totalBytes: 0 },
    ...{ refused: [], refusedCount: 0, isListed: false },
  }

  get progress(): CopyProgress {
    return { ...this.#now }
  }

  get result(): CopyResult {
    const { totalBytes: _total, isListed: _listed, ...result } = this.#now
    return result
  }

  found(bytes: number): void {
    this.#now.totalBytes += bytes
  }

  listed(): void {
    this.#now.isListed = true
  }

  moved(bytes: number): void {
    this.#now.bytes += bytes
  }

  resumed(bytes: number): void {
    this.#now.resumedBytes += bytes
  }

  /** @param reason as a result has it */
  settle(path: string, reason: string): void {
    if (reason !== '' && reason !== SAME) return this.refuse(path, reason)
    this.#now.entries++
    if (reason === SAME) this.#now.same++
  }

  refuse(path: string, reason: string): void {
    this.#now.refusedCount++
    if (this.#now.refused.length >= MAX_COPY_REFUSALS) return
    this.#now.refused = [...this.#now.refused, { path: shownName(path), reason: shownName(reason) }]
  }
}
