/**
 * What apps keep: a folder for each app and author, `files/` for the app's own files and `store/` for its Corestore.
 * One folder is all of it, so that it can be looked at, moved, emptied and taken along.
 */
import type { Checkout } from '../checkout/checkout.ts'

/** The storage of an app for one author. */
export interface StorageInfo {
  readonly author: Uint8Array
  /** Absolute. */
  readonly dir: string
  /** Whether it lies outside of the profile. */
  readonly isMoved: boolean
  /** Bytes on disk, as the sum of its files. */
  readonly bytes: number
  readonly files: number
}

/** What {@link AppStorage.gc} gave back. */
export interface GcResult {
  /** Folders of versions, and what crashes had left. */
  readonly folders: number
  readonly bytes: number
  /** Blocks of contents that no version here needs. */
  readonly blocks: number
}

export interface AppStorage {
  /** The folder of an app for an author, made with its parts when it is missing; ends a move that a crash cut off. */
  open(app: Uint8Array, author: Uint8Array): Promise<{ dir: string; files: string; store: string }>
  /** All storage of an app, also of authors whose versions do not run any more. */
  show(app: Uint8Array): Promise<StorageInfo[]>
  /**
   * Moves it to `dir`, an absolute path that does not exist. A crash leaves it whole in one of both places.
   * @throws APP_IN_USE, APP_STORAGE_TARGET, APP_STORAGE_NOT_FOUND
   */
  move(app: Uint8Array, author: Uint8Array, dir: string): Promise<StorageInfo>
  /** Empties it. @throws APP_IN_USE, APP_STORAGE_NOT_FOUND */
  reset(app: Uint8Array, author: Uint8Array): Promise<void>
  /**
   * Copies it to `dir`, an absolute path that does not exist, for reading elsewhere. The copy of `store/` must not be
   * written: its cores would fork, and Corestore refuses to open it for that.
   * @throws APP_IN_USE, APP_STORAGE_TARGET, APP_STORAGE_NOT_FOUND
   */
  export(app: Uint8Array, author: Uint8Array, dir: string): Promise<StorageInfo>
  /** Removes versions that nobody needs, of one app or all, their blocks, and what crashes left. */
  gc(app?: Uint8Array): Promise<GcResult>
}

/** A version that has to stay although no record names it: it runs. */
export type RunningVersion = Pick<Checkout, 'fork' | 'length'>
