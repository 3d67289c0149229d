/** From a place to what is there: the drive, its version, and the path in it. */
import type { Peer } from '@comice/core'
import { isEqualBytes } from '@comice/protocol'
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import type Hyperdrive from 'hyperdrive'
import { type DriveHandle, openSharedDrive } from '../drive/shared-drive.ts'
import { beeOf, TAGS } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import { MAX_PREFETCHED_TREE_BLOCKS } from '../constants.ts'
import { type ReachedDrive, reachDrive, type ReachOptions } from '../reach/reach-drive.ts'
import type { DriveRecords } from '../registry/drive-records.ts'
import { waited } from '../tree/waited.ts'
import type { DrivePlace } from './place.ts'
import { assertWholeVersion } from './whole-version.ts'

/** What the verbs of this package work with. */
export interface DriveContext {
  readonly peer: Peer
  readonly records: DriveRecords
}

/** A drive that is open at a version. */
export interface OpenedDrive extends AsyncDisposable {
  readonly handle: DriveHandle
  /** Name in this profile, or the key. */
  readonly name: string
  /** The drive as it is at {@link version}. */
  readonly snapshot: Hyperdrive
  readonly version: number
  /** Whether the place named a version, so that nothing can be written there. */
  readonly isFixed: boolean
  readonly blobs: Hyperblobs | null
  readonly reached: ReachedDrive
  /** `/folder/file`, or empty for all. */
  readonly path: string
}

/**
 * @throws DRIVE_NOT_FOUND, DRIVE_LOCKED, DRIVE_UNREACHABLE, DRIVE_VERSION_UNKNOWN, DRIVE_TAG_UNKNOWN, DRIVE_DAMAGED
 */
export async function openPlace(
  context: DriveContext,
  place: DrivePlace,
  options: Omit<ReachOptions, 'version'> = {},
): Promise<OpenedDrive> {
  await using scope = new AsyncDisposableStack()
  const { handle, name } = await openHandle(context, place)
  scope.use(handle)
  const wanted = typeof place.version === 'number' ? place.version : null
  const reached = scope.use(await reachDrive(context.peer, handle, { ...options, version: wanted }))
  prefetchTree(handle, reached)
  const version = await versionOf(handle, place, reached)
  if (place.kind === 'link') await assertTreeHash(handle, place)
  const snapshot = handle.drive.checkout(version)
  scope.defer(() => snapshot.close())
  const held = scope.move()
  return {
    handle,
    name,
    snapshot,
    version,
    isFixed: place.version !== null,
    blobs: reached.blobs,
    reached,
    path: place.path,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/**
 * A drive that can be written here, as it is now. @throws DRIVE_NOT_OURS, MIRROR_TARGET_INVALID when the place names a
 * version, and what openPlace throws
 */
export async function openOurs(context: DriveContext, place: DrivePlace): Promise<OpenedDrive> {
  if (place.version !== null) throw DriveErrors.MIRROR_TARGET_INVALID({ reason: 'a version never changes' })
  const { handle, name } = await openHandle(context, place)
  await using _held = handle
  if (!handle.isWritable) throw DriveErrors.DRIVE_NOT_OURS({ drive: name })
  return await openPlace(context, place)
}

/** Only the handle: nothing is looked for. @throws DRIVE_NOT_FOUND, DRIVE_LOCKED */
export async function openHandle(
  { peer, records }: DriveContext,
  place: DrivePlace,
): Promise<{ handle: DriveHandle; name: string }> {
  if (place.kind === 'drive') {
    const entry = await records.byName(place.name)
    if (entry.isBlind) throw DriveErrors.DRIVE_LOCKED({ drive: entry.name })
    return { handle: await openSharedDrive(peer, entry), name: entry.name }
  }
  const known = await records.byKey(place.key)
  const encryptionKey = place.encryptionKey ?? known?.encryptionKey ?? null
  if (encryptionKey === null && known?.isBlind === true) throw DriveErrors.DRIVE_LOCKED({ drive: known.name })
  const handle = await openSharedDrive(peer, { key: place.key, encryptionKey })
  return { handle, name: known?.name ?? handle.id }
}

async function versionOf(
  { drive }: DriveHandle,
  { version }: DrivePlace,
  reached: ReachedDrive,
): Promise<number> {
  if (version === null) return drive.version
  const found =
    typeof version === 'number' ? version : await waited(reached.waits, taggedVersion(drive, version))
  if (found < 1 || found > drive.version)
    throw DriveErrors.DRIVE_VERSION_UNKNOWN({ version: found, newest: drive.version })
  await assertWholeVersion(drive, found, reached.waits)
  return found
}

/** @throws DRIVE_TAG_UNKNOWN */
async function taggedVersion(drive: Hyperdrive, tag: string): Promise<number> {
  const entry = await beeOf(drive).get(TAGS + tag, { update: false })
  const version = (entry?.value as { version?: unknown } | null | undefined)?.version
  if (!Number.isSafeInteger(version)) throw DriveErrors.DRIVE_TAG_UNKNOWN({ tag })
  return version as number
}

/** A link may name the history that its version has. */
async function assertTreeHash({ drive }: DriveHandle, place: DrivePlace): Promise<void> {
  if (place.kind !== 'link' || place.treeHash === null || place.version === null) return
  const core = drive.core as Hypercore
  if (!isEqualBytes(await core.treeHash(place.version), place.treeHash)) {
    throw DriveErrors.DRIVE_DAMAGED({ reason: 'its history is not the one that the link names' })
  }
}

/** The whole tree in one request, instead of one for each of its nodes. */
function prefetchTree({ drive }: DriveHandle, { tree }: ReachedDrive): void {
  const { length, contiguousLength } = drive.core as Hypercore
  if (length > MAX_PREFETCHED_TREE_BLOCKS || contiguousLength >= length) return
  tree?.fetch([[contiguousLength, length]])
}
