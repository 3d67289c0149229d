/** What a drive was: its versions, what differs between two, names for them, and going back. */
import { MAX_LISTED_VERSIONS } from '../constants.ts'
import { beeOf, rangeOf, TAGS, VERSIONS } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import { type DriveTarget, placeOf, type ReadOptions } from '../files/files.ts'
import { mirror } from '../mirror/mirror.ts'
import type { MirrorOptions, MirrorResult } from '../mirror/mirror-options.ts'
import { shownName } from '../names/safe-path.ts'
import { assertTag, isTag } from '../place/drive-name.ts'
import { type DriveContext, type OpenedDrive, openOurs, openPlace } from '../place/open-place.ts'
import type { DrivePlace } from '../place/place.ts'
import { diffVersions, type DiffEntry } from './diff-versions.ts'
import { waitedAll } from '../tree/waited.ts'
import { type HeldDrive, holdDrive } from './hold-drive.ts'
import { versionOfKey } from './version-note.ts'

/** One change of a drive by this program. What others wrote between two is only seen as a gap in the numbers. */
export interface DriveVersion {
  /** Blocks of the tree with it: what `name@version` takes. */
  readonly version: number
  /** Version before it. */
  readonly from: number
  /** By its writer's clock, ms since 1970. */
  readonly at: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly tags: readonly string[]
}

export interface DriveTag {
  readonly tag: string
  readonly version: number
  /** When it was given, ms since 1970. */
  readonly at: number
}

export interface Versions {
  /** Newest first, at most `limit` (default 10,000). @throws what openPlace throws */
  history(
    target: DriveTarget,
    options?: ReadOptions & { readonly limit?: number },
  ): AsyncIterable<DriveVersion>
  /** What differs at the place from the version `from` (default: the one before the newest change). */
  diff(target: DriveTarget, options?: ReadOptions & { readonly from?: number }): AsyncIterable<DiffEntry>
  /** Names the version of the place, by default the newest. @throws DRIVE_TAG_INVALID, DRIVE_NOT_OURS */
  tag(target: DriveTarget, tag: string): Promise<DriveTag>
  /** @throws DRIVE_TAG_UNKNOWN, DRIVE_NOT_OURS */
  untag(target: DriveTarget, tag: string): Promise<void>
  tags(target: DriveTarget, options?: ReadOptions): Promise<DriveTag[]>
  /**
   * Makes the drive, or a path in it, what it was at the version that the place names. That is a new version; contents
   * are shared with the old one. @throws DRIVE_VERSION_UNKNOWN when the place names no version, and what mirror() throws
   */
  restore(target: DriveTarget, options?: MirrorOptions): Promise<MirrorResult>
  /** Keeps the drive open and its peers at hand, and tells of newer versions. @throws what openPlace throws */
  hold(target: DriveTarget, options?: ReadOptions): Promise<HeldDrive>
}

export function createVersions(context: DriveContext): Versions {
  const { now } = context.peer
  const open = (target: DriveTarget, options?: ReadOptions) => openPlace(context, placeOf(target), options)
  return {
    async *history(target, { limit = MAX_LISTED_VERSIONS, ...options } = {}) {
      await using opened = await open(target, options)
      yield* listVersions(opened, limit)
    },
    async *diff(target, { from, ...options } = {}) {
      await using opened = await open(target, options)
      yield* diffVersions(opened, from ?? (await versionBefore(opened)))
    },
    async tag(target, tag) {
      assertTag(tag)
      await using opened = await open(target, { timeoutMs: 0 })
      assertOurs(opened)
      const value = { version: opened.version, at: now() }
      await beeOf(opened.handle.drive).put(TAGS + tag, value)
      return { tag, ...value }
    },
    async untag(target, tag) {
      await using opened = await openOurs(context, placeOf(target))
      const bee = beeOf(opened.handle.drive)
      if ((await bee.get(TAGS + tag)) === null) throw DriveErrors.DRIVE_TAG_UNKNOWN({ tag })
      await bee.del(TAGS + tag)
    },
    async tags(target, options) {
      await using opened = await open(target, options)
      return await listTags(opened)
    },
    restore: (target, options) => restore(context, placeOf(target), options),
    hold: (target, options) => holdDrive(context, placeOf(target), options),
  }
}

function assertOurs({ handle, name }: OpenedDrive): void {
  if (!handle.isWritable) throw DriveErrors.DRIVE_NOT_OURS({ drive: name })
}

async function* listVersions(opened: OpenedDrive, limit: number): AsyncGenerator<DriveVersion> {
  const tagsByVersion = new Map<number, string[]>()
  for (const { tag, version } of await listTags(opened)) {
    tagsByVersion.set(version, [...(tagsByVersion.get(version) ?? []), tag])
  }
  const notes = beeOf(opened.snapshot).createReadStream(
    { ...rangeOf(VERSIONS), reverse: true, limit },
    { update: false },
  )
  for await (const { key, value } of waitedAll(opened.reached.waits, notes)) {
    const version = versionOfKey(key)
    if (version === null || typeof value !== 'object' || value === null) continue
    const { from, at, added, changed, removed } = value as Readonly<Record<string, unknown>>
    yield {
      version,
      from: countOf(from),
      at: countOf(at),
      added: countOf(added),
      changed: countOf(changed),
      removed: countOf(removed),
      tags: tagsByVersion.get(version) ?? [],
    }
  }
}

/** The version before the newest change; for a drive that another program wrote, the block before. */
async function versionBefore(opened: OpenedDrive): Promise<number> {
  // Tags may have been given since.
  for await (const { from } of listVersions(opened, 1)) return Math.max(1, from)
  return Math.max(1, opened.version - 1)
}

async function listTags({ snapshot, handle, isFixed, reached }: OpenedDrive): Promise<DriveTag[]> {
  // A tag is given later than its version was made.
  const bee = beeOf(isFixed ? handle.drive : snapshot)
  const tags: DriveTag[] = []
  const range = { ...rangeOf(TAGS), limit: MAX_LISTED_VERSIONS }
  const entries = waitedAll(reached.waits, bee.createReadStream(range, { update: false }))
  for await (const { key, value } of entries) {
    const tag = key.slice(TAGS.length)
    const { version, at } = (value ?? {}) as { version?: unknown; at?: unknown }
    if (isTag(tag) && countOf(version) > 0)
      tags.push({ tag: shownName(tag), version: countOf(version), at: countOf(at) })
  }
  return tags
}

/** What the writer of a drive says is a number. */
function countOf(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0
}

function restore(
  context: DriveContext,
  place: DrivePlace,
  options: MirrorOptions = {},
): Promise<MirrorResult> {
  if (place.version === null) throw DriveErrors.DRIVE_VERSION_UNKNOWN({ version: 0, newest: 0 })
  const target = { ...place, version: null } as DrivePlace
  return mirror(context, { source: place, target }, { deletes: true, folders: true, ...options })
}
