/** Copying, moving and removing entries of drives. Each is one version. */
import { DriveErrors } from '../errors.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { type DriveContents, readBlocks } from '../tree/drive-tree.ts'
import { entryAt } from '../tree/entry-at.ts'
import type { TreeEntry } from '../tree/tree.ts'
import { type DriveEdit, editDrive } from './drive-writer.ts'
import { walkEntries } from './list-entries.ts'
import { rangesBelow } from '../upkeep/download-drive.ts'

export interface CopyOptions {
  /** A folder, with all below it. Default false. */
  readonly recursive?: boolean
  /** Replaces what is there. Default false. */
  readonly overwrite?: boolean
}

export interface Copying {
  readonly source: OpenedDrive
  readonly target: OpenedDrive
  readonly now: () => number
}

/** Within one drive: the copies share their contents. */
export function copyWithin({ source, target, now }: Copying, options: CopyOptions): Promise<number> {
  return editDrive(target, now, (edit) =>
    copyAll({ source, target }, options, {
      edit,
      blobOf: (entry) => Promise.resolve(sharedBlob(entry)),
    }),
  )
}

/**
 * From one drive into another: contents are read and appended. Those of a drive of others are fetched before: nobody who
 * writes the target waits for their peers.
 */
export async function copyInto({ source, target, now }: Copying, options: CopyOptions): Promise<number> {
  if (source.reached.contents !== null) await fetchContents(source, options)
  return editDrive(target, now, (edit) =>
    copyAll({ source, target }, options, {
      edit,
      blobOf: (entry) =>
        entry.kind === 'file' ? edit.append(readContents(source, entry)) : Promise.resolve(null),
    }),
  )
}

/** @throws DRIVE_UNREACHABLE, DRIVE_DAMAGED, DRIVE_ENTRY_NOT_FOUND, DRIVE_ENTRY_KIND */
async function fetchContents(source: OpenedDrive, { recursive = false }: CopyOptions): Promise<void> {
  await assertKind(source, recursive)
  source.reached.contents?.fetch((await rangesBelow(source)).ranges)
  for await (const item of walkEntries(source)) {
    if (item.kind !== 'file') continue
    for await (const _piece of readContents(source, item));
  }
}

function readContents({ blobs, reached }: OpenedDrive, entry: TreeEntry): AsyncIterable<Uint8Array> {
  return readBlocks({ blobs, waits: reached.waits }, entry.contents as DriveContents)
}

/** @throws MIRROR_TARGET_INVALID between two drives, or of a folder into itself */
export function moveWithin({ source, target, now }: Copying, options: CopyOptions): Promise<number> {
  if (source.handle.id !== target.handle.id) {
    throw DriveErrors.MIRROR_TARGET_INVALID({ reason: 'it is another drive; copy, then remove' })
  }
  if (`${target.path}/`.startsWith(`${source.path}/`)) {
    throw DriveErrors.MIRROR_TARGET_INVALID({ reason: 'it is the source, or in it' })
  }
  return editDrive(target, now, async (edit) => {
    const moved = await copyAll(
      { source, target },
      { ...options, recursive: true },
      {
        edit,
        blobOf: (entry) => Promise.resolve(sharedBlob(entry)),
        oncopied: (entry) => edit.del(entry),
      },
    )
    return moved
  })
}

/** @throws DRIVE_ENTRY_NOT_FOUND, and DRIVE_ENTRY_KIND for a folder without `recursive` */
export function removeEntries(
  opened: OpenedDrive,
  { recursive, now }: { recursive: boolean; now: () => number },
): Promise<number> {
  return editDrive(opened, now, async (edit) => {
    await assertKind(opened, recursive)
    let removed = 0
    for await (const item of walkEntries(opened)) {
      if (item.kind === 'refused') continue
      await edit.del(item)
      removed++
    }
    return removed
  })
}

interface CopyJob {
  readonly edit: DriveEdit
  readonly blobOf: (entry: TreeEntry) => Promise<DriveContents['id']>
  readonly oncopied?: (entry: TreeEntry) => Promise<void>
}

async function copyAll(
  { source, target }: Pick<Copying, 'source' | 'target'>,
  { recursive = false, overwrite = false }: CopyOptions,
  { edit, blobOf, oncopied }: CopyJob,
): Promise<number> {
  await assertKind(source, recursive)
  let copied = 0
  for await (const item of walkEntries(source)) {
    if (item.kind === 'refused') continue
    const path = target.path + item.path.slice(source.path.length)
    if (!overwrite && (await entryAt(target, path)) !== null) throw DriveErrors.DRIVE_ENTRY_EXISTS({ path })
    if (oncopied !== undefined) await oncopied(item)
    await edit.put({ ...item, path }, await blobOf(item))
    copied++
  }
  return copied
}

async function assertKind(opened: OpenedDrive, recursive: boolean): Promise<void> {
  const { path } = opened
  const entry = await entryAt(opened, path)
  if (entry === null) throw DriveErrors.DRIVE_ENTRY_NOT_FOUND({ path })
  if (entry.kind === 'folder' && !recursive)
    throw DriveErrors.DRIVE_ENTRY_KIND({ path: path || '/', wanted: 'file' })
}

function sharedBlob({ contents }: TreeEntry): DriveContents['id'] {
  return (contents as DriveContents | null)?.id ?? null
}
