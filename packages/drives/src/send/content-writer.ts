/** Where a receiver puts contents. */
import type { BatchRecord } from './batch-encoding.ts'
import type { Position, RefusedFile } from './offer.ts'

export interface WriterProgress {
  readonly entries: number
  readonly files: number
  readonly bytes: number
  readonly refused: readonly RefusedFile[]
  readonly refusedCount: number
}

export interface PlacedName {
  /** As it was offered. */
  readonly name: string
  /** Where it is now, absolute. */
  readonly path: string
}

export interface ContentWriter extends AsyncDisposable {
  readonly progress: WriterProgress
  /** Where to go on, and SHA-256 of what is there of that file. */
  position(): { readonly at: Position; readonly prefix: Uint8Array }
  /**
   * Deals with one batch; true: it was the last, and all is written.
   * @throws MisbehavedError, and what the file system throws that is not about one name
   */
  write(records: readonly BatchRecord[]): Promise<boolean>
  /** Gives everything its name. Only when all is written. */
  place(): Promise<readonly PlacedName[]>
  /** Removes all that was written and has no name yet. */
  discard(): Promise<void>
}

export const NO_PREFIX: Uint8Array = new Uint8Array(32)
