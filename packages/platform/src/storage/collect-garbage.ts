/** Removes what no app needs any more. Whatever is removed goes under another name first, so a crash removes nothing half. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Peer } from '@comice/core'
import { encodeKey, tryDecodeKey } from '@comice/protocol'
import { readCheckout } from '../checkout/checkout-record.ts'
import { versionName } from '../checkout/checkout.ts'
import { isUnfinished, removeTree, removeUnfinished } from '../checkout/remove-tree.ts'
import { appPaths } from '../install/app-paths.ts'
import type { AppRecords } from '../install/app-records.ts'
import { neededVersions } from '../update/transitions.ts'
import type { GcResult, RunningVersion } from './app-storage.ts'
import { clearContents } from './clear-blocks.ts'
import { measureTree } from './copy-tree.ts'

export interface GarbageParts {
  readonly peer: Peer
  readonly records: AppRecords
  readonly runningVersions: (key: Uint8Array) => readonly RunningVersion[]
  readonly keeps: (key: Uint8Array) => boolean
}

/** Cleans one app, known or not. */
export async function collectGarbage(key: Uint8Array, parts: GarbageParts): Promise<GcResult> {
  const { peer, records, runningVersions, keeps } = parts
  const paths = appPaths(peer.profile.dir, key)
  const entry = await records.get(key)
  const needed = [...(entry === null ? [] : neededVersions(entry)), ...runningVersions(key)]
  let folders = (await removeUnfinished(paths.versions)) + (await removeUnfinished(paths.storage))
  let bytes = 0
  const names = new Set(needed.map(versionName))
  for (const name of await versionsIn(paths.versions)) {
    if (names.has(name)) continue
    const dir = join(paths.versions, name)
    bytes += (await measureTree(dir)).bytes
    if (await removeTree(dir)) folders++
    await rm(`${dir}.json`, { force: true })
  }
  if (entry === null || keeps(key)) return { folders, bytes, blocks: 0 }
  const blocks = await clearUnneeded(key, { ...parts, needed })
  return { folders, bytes, blocks }
}

/** The keys of all apps that have a folder. */
export async function appsOnDisk(profileDir: string): Promise<Uint8Array[]> {
  const names: string[] = await readdir(join(profileDir, 'apps')).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  return names.flatMap((name) => tryDecodeKey(name) ?? []).filter((key) => names.includes(encodeKey(key)))
}

async function clearUnneeded(
  key: Uint8Array,
  { peer, needed }: GarbageParts & { needed: readonly RunningVersion[] },
): Promise<number> {
  const { versions } = appPaths(peer.profile.dir, key)
  const checkouts = await Promise.all(needed.map((version) => readCheckout(versions, version)))
  // A version without its folder is made again from its blocks: which they are is not known then.
  if (checkouts.includes(null)) return 0
  const ranges = checkouts.flatMap((checkout) => checkout?.files.flatMap(({ blocks }) => blocks) ?? [])
  return clearContents(peer, key, ranges)
}

async function versionsIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  return entries.filter((entry) => entry.isDirectory() && !isUnfinished(entry.name)).map(({ name }) => name)
}
