/** Mirrors between places: each of the two may be a folder or a drive. */
import { encodeKey, isEqualBytes } from '@comice/protocol'
import { DriveErrors } from '../errors.ts'
import { pathMatcher } from '../ignore/ignore-rules.ts'
import { type DriveContext, type OpenedDrive, openOurs, openPlace } from '../place/open-place.ts'
import type { FolderPlace, Place } from '../place/place.ts'
import type { FolderTreeOptions } from '../tree/folder-tree.ts'
import { driveTree } from '../tree/drive-tree.ts'
import { claimTarget } from './busy-targets.ts'
import { openDriveTarget } from './drive-target.ts'
import { fetchFirst } from './fetch-first.ts'
import { openFolderTarget } from './folder-target.ts'
import type { MirrorOptions, MirrorResult, MirrorRules } from './mirror-options.ts'
import { runMirror } from './run-mirror.ts'
import { driveSource, folderSource, type MirrorSource } from './source.ts'
import type { MirrorTarget } from './target.ts'

export interface MirrorPlaces {
  readonly source: Place
  readonly target: Place
}

/**
 * Makes the target equal to the source.
 *
 * @throws MIRROR_SOURCE_MISSING, MIRROR_TARGET_INVALID, MIRROR_BUSY, MIRROR_DELETES_MUCH, MIRROR_NO_SPACE, STORE_NO_SPACE,
 * DRIVE_NOT_OURS, what openPlace throws, or the reason of `signal`
 */
export async function mirror(
  context: DriveContext,
  places: MirrorPlaces,
  options: MirrorOptions = {},
): Promise<MirrorResult> {
  await using scope = new AsyncDisposableStack()
  const from =
    places.source.kind === 'folder' ? null : scope.use(await openPlace(context, places.source, options))
  return await mirrorFrom(context, { from, places }, options)
}

/** As {@link mirror}, with a source drive that is open already; null when the source is a folder. */
export async function mirrorFrom(
  context: DriveContext,
  { from, places }: { from: OpenedDrive | null; places: MirrorPlaces },
  options: MirrorOptions = {},
): Promise<MirrorResult> {
  await using scope = new AsyncDisposableStack()
  const to = places.target.kind === 'folder' ? null : scope.use(await openOurs(context, places.target))
  assertApart(places, { from, to })
  const claim = to === null ? (places.target as FolderPlace).path : encodeKey(to.handle.key)
  if (options.dryRun !== true) scope.use(claimTarget(context.peer, claim))
  const source = await openFetched(places, { from, to }, options)
  const target = scope.use(await openTarget(context, { place: places.target, to }, options))
  const counts = await runMirror({ source, target }, options)
  const targetVersion = to?.handle.drive.version ?? null
  return { ...counts, sourceVersion: from?.version ?? null, targetVersion }
}

interface Sides {
  readonly from: OpenedDrive | null
  readonly to: OpenedDrive | null
}

/** @throws MIRROR_TARGET_INVALID when one side is, or is in, the other */
function assertApart({ source, target }: MirrorPlaces, { from, to }: Sides): void {
  if (source.kind === 'folder' && target.kind === 'folder') {
    throw DriveErrors.MIRROR_TARGET_INVALID({ reason: 'one side is a drive; for two folders there is cp' })
  }
  if (from === null || to === null || !isEqualBytes(from.handle.key, to.handle.key) || from.isFixed) return
  const [a, b] = [`${from.path}/`, `${to.path}/`]
  if (a.startsWith(b) || b.startsWith(a)) {
    throw DriveErrors.MIRROR_TARGET_INVALID({ reason: 'it is the source, or one is in the other' })
  }
}

async function openFetched(
  places: MirrorPlaces,
  { from, to }: Sides,
  options: MirrorOptions,
): Promise<MirrorSource> {
  const source = await openSource(places, { from, to }, options)
  if (options.dryRun === true || to === null || from === null || from.reached.contents === null) return source
  const { snapshot, blobs, path: prefix } = to
  const { folders = false } = options
  const tree = driveTree({
    snapshot,
    blobs,
    prefix,
    folders,
    names: 'native',
    isExcluded: exclusion(options),
  })
  return fetchFirst(source, tree, options)
}

async function openSource(
  { source }: MirrorPlaces,
  { from, to }: Sides,
  rules: MirrorOptions,
): Promise<MirrorSource> {
  if (from === null) {
    const { onfolder } = rules
    const watched = onfolder === undefined ? {} : { onfolder }
    return folderSource((source as FolderPlace).path, { ...folderRules(rules), ...watched })
  }
  const sharesContents = to !== null && isEqualBytes(from.handle.key, to.handle.key)
  const { folders = false } = rules
  // What a drive of ours gets from one of others it can give to a disk later; that is when names are judged for it.
  const names = to === null ? (rules.names ?? 'portable') : 'native'
  return driveSource(from, { sharesContents, names, folders, isExcluded: exclusion(rules) })
}

async function openTarget(
  { peer }: DriveContext,
  { place, to }: { place: Place; to: OpenedDrive | null },
  rules: MirrorOptions,
): Promise<MirrorTarget> {
  if (to === null) return openFolderTarget({ dir: (place as FolderPlace).path, ...folderRules(rules) })
  const { folders = false } = rules
  return openDriveTarget({
    handle: to.handle,
    prefix: to.path,
    folders,
    isExcluded: exclusion(rules),
    now: peer.now,
    isDryRun: rules.dryRun === true,
  })
}

function folderRules({
  include,
  exclude,
  ignoreFiles = true,
  folders = false,
}: MirrorRules): FolderTreeOptions {
  return {
    isBare: !ignoreFiles,
    folders,
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
  }
}

/** What `include` and `exclude` say of a drive's paths. */
function exclusion({ include = [], exclude = [] }: MirrorRules): ((path: string) => boolean) | undefined {
  if (include.length === 0 && exclude.length === 0) return undefined
  const [isIncluded, isExcluded] = [pathMatcher(include), pathMatcher(exclude)]
  return (path) => isExcluded(path) || (include.length > 0 && !isIncluded(path))
}
