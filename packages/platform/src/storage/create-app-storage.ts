import { access, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Peer } from '@comice/core'
import { removeTree, unfinishedName } from '../checkout/remove-tree.ts'
import { PlatformErrors } from '../errors.ts'
import { withAppLock } from '../install/app-lock.ts'
import { storagePath } from '../install/app-paths.ts'
import type { AppRecords } from '../install/app-records.ts'
import type { AppStorage, GcResult, RunningVersion, StorageInfo } from './app-storage.ts'
import { appsOnDisk, collectGarbage, type GarbageParts } from './collect-garbage.ts'
import { copyTree, measureTree } from './copy-tree.ts'
import { assertFreeTarget, openStoragePlaces, type StoragePlaces } from './storage-places.ts'

export interface AppStorageOptions {
  /** Versions that run now: their folders stay, and what the app keeps is not touched. Default: none. */
  readonly runningVersions?: (key: Uint8Array) => readonly RunningVersion[]
  /** Whether the blocks of an app have to stay, for those who fetch them from us. Default: those of no app. */
  readonly keeps?: (key: Uint8Array) => boolean
}

/** The storage of the apps of `peer`. */
export async function createAppStorage(
  peer: Peer,
  { records, ...options }: AppStorageOptions & { records: AppRecords },
): Promise<AppStorage> {
  const defaults = { runningVersions: () => [], keeps: () => false }
  const parts = { ...defaults, ...options, peer, records }
  return new PeerAppStorage(parts, await openStoragePlaces(peer.profile))
}

class PeerAppStorage implements AppStorage {
  readonly #parts: GarbageParts
  readonly #places: StoragePlaces

  constructor(parts: GarbageParts, places: StoragePlaces) {
    this.#parts = parts
    this.#places = places
  }

  async open(app: Uint8Array, author: Uint8Array): Promise<{ dir: string; files: string; store: string }> {
    const dir = await this.#places.find(app, author)
    const files = join(dir, 'files')
    const store = join(dir, 'store')
    // Corestore makes its own folder, whole.
    await mkdir(files, { recursive: true, mode: 0o700 })
    return { dir, files, store }
  }

  async show(app: Uint8Array): Promise<StorageInfo[]> {
    const infos: StorageInfo[] = []
    for (const author of await this.#places.authors(app)) {
      const dir = await this.#places.find(app, author)
      if (await exists(dir)) infos.push(await this.#info(app, author, dir))
    }
    return infos
  }

  async move(app: Uint8Array, author: Uint8Array, dir: string): Promise<StorageInfo> {
    await this.#idle(app, author)
    await assertFreeTarget(dir, this.#profileDir)
    await this.#places.move(app, author, dir)
    return this.#info(app, author, dir)
  }

  async reset(app: Uint8Array, author: Uint8Array): Promise<void> {
    const dir = await this.#idle(app, author)
    await removeTree(dir)
    await this.#places.forget(app, author)
  }

  async export(app: Uint8Array, author: Uint8Array, dir: string): Promise<StorageInfo> {
    const from = await this.#idle(app, author)
    await assertFreeTarget(dir, this.#profileDir)
    const unfinished = unfinishedName(dir)
    try {
      await copyTree(from, unfinished)
      await rename(unfinished, dir)
    } catch (error) {
      await removeTree(unfinished)
      throw error
    }
    return this.#info(app, author, dir)
  }

  async gc(app?: Uint8Array): Promise<GcResult> {
    const apps = app === undefined ? await appsOnDisk(this.#profileDir) : [app]
    const total = { folders: 0, bytes: 0, blocks: 0 }
    for (const key of apps) {
      const { folders, bytes, blocks } = await withAppLock(this.#parts.peer, key, () =>
        collectGarbage(key, this.#parts),
      )
      total.folders += folders
      total.bytes += bytes
      total.blocks += blocks
    }
    return total
  }

  get #profileDir(): string {
    return this.#parts.peer.profile.dir
  }

  async #info(app: Uint8Array, author: Uint8Array, dir: string): Promise<StorageInfo> {
    const isMoved = dir !== storagePath(this.#profileDir, app, author)
    return { author, dir, isMoved, ...(await measureTree(dir)) }
  }

  /** Where it is, when nothing uses it. @throws APP_IN_USE, APP_STORAGE_NOT_FOUND */
  async #idle(app: Uint8Array, author: Uint8Array): Promise<string> {
    if (this.#parts.runningVersions(app).length > 0) throw PlatformErrors.APP_IN_USE({})
    const dir = await this.#places.find(app, author)
    if (!(await exists(dir))) throw PlatformErrors.APP_STORAGE_NOT_FOUND({})
    return dir
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
