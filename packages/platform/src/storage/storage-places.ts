/** Where the storage of an app lies, and moving it, so that a crash never loses sight of it. */
import { access, readdir, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { type AppPlace, appPlace, encodeKey, tryDecodeKey } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import { isUnfinished, removeTree, unfinishedName } from '../checkout/remove-tree.ts'
import { PlatformErrors } from '../errors.ts'
import { appPaths, storagePath } from '../install/app-paths.ts'
import { copyTree, syncFolder } from './copy-tree.ts'

export interface StoragePlaces {
  /** Where it is, or would be made. Ends a move that a crash cut off. */
  find(app: Uint8Array, author: Uint8Array): Promise<string>
  /** Authors for whom the app has storage. */
  authors(app: Uint8Array): Promise<Uint8Array[]>
  move(app: Uint8Array, author: Uint8Array, to: string): Promise<void>
  /** Back to the place in the profile; what was elsewhere is gone. */
  forget(app: Uint8Array, author: Uint8Array): Promise<void>
}

export async function openStoragePlaces(profile: Profile): Promise<StoragePlaces> {
  const places = await profile.collection('app-places', appPlace.codec)
  const find = async (app: Uint8Array, author: Uint8Array): Promise<string> => {
    const id = placeId(app, author)
    const place = await places.get(id)
    if (place === null) return storagePath(profile.dir, app, author)
    return place.movingTo === '' ? place.path : finishMove(places, id, place)
  }
  return {
    find,
    authors: async (app) => {
      const { storage } = appPaths(profile.dir, app)
      const names = new Set(await namesIn(storage))
      for await (const { key } of places.list({ prefix: `${encodeKey(app)}/` })) {
        names.add(key.slice(key.indexOf('/') + 1))
      }
      return [...names].sort().flatMap((name) => tryDecodeKey(name) ?? [])
    },
    move: async (app, author, to) => {
      const id = placeId(app, author)
      const path = await find(app, author)
      const place = { path, movingTo: to }
      // Where it goes is on the disk before anything moves.
      await places.put(id, place)
      await finishMove(places, id, place)
    },
    forget: async (app, author) => void (await places.del(placeId(app, author))),
  }
}

/** An absolute path that does not exist, whose parent does, outside of the profile. @throws APP_STORAGE_TARGET */
export async function assertFreeTarget(dir: string, profileDir: string): Promise<void> {
  const refuse = (reason: string): Error => PlatformErrors.APP_STORAGE_TARGET({ dir, reason })
  if (!isAbsolute(dir)) throw refuse('it is not an absolute path')
  const inProfile = relative(profileDir, dir)
  if (inProfile === '' || !(inProfile.startsWith('..') || isAbsolute(inProfile)))
    throw refuse('it is in the profile')
  if (await exists(dir)) throw refuse('it exists')
  if (!(await exists(dirname(dir)))) throw refuse('the folder above it does not exist')
}

/** Every step can be repeated: the folder is whole at `path`, or at `movingTo`, at each moment. */
async function finishMove(places: Collection<AppPlace>, id: string, place: AppPlace): Promise<string> {
  const { path, movingTo } = place
  if (!(await exists(movingTo)) && (await exists(path))) await moveTree(path, movingTo)
  const moved = await exists(movingTo)
  await places.put(id, { path: moved ? movingTo : path, movingTo: '' })
  // A copy was made, and the crash came before the old one was removed.
  if (moved) await removeTree(path)
  return moved ? movingTo : path
}

async function moveTree(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
    await syncFolder(dirname(to))
    await syncFolder(dirname(from))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await moveToOtherDisk(from, to)
  }
}

async function moveToOtherDisk(from: string, to: string): Promise<void> {
  const unfinished = unfinishedName(to)
  try {
    await copyTree(from, unfinished)
    // Corestore marks its folder with this file and refuses copies, which would fork its cores. This is no copy: the
    // original goes. Corestore makes the mark anew.
    await rm(join(unfinished, 'store', 'CORESTORE'), { force: true })
    await rename(unfinished, to)
    await syncFolder(dirname(to))
  } catch (error) {
    await removeTree(unfinished)
    throw error
  }
}

function placeId(app: Uint8Array, author: Uint8Array): string {
  return `${encodeKey(app)}/${encodeKey(author)}`
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => !isUnfinished(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
