/** Copying, moving and removing entries of drives. Each is one version. */
import { isComiceError } from '@comice/protocol'
import { isHere } from '../contents/blob-pieces.ts'
import { MAX_LISTED_REFUSALS } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import type { MirrorRefusal } from '../mirror/mirror-options.ts'
import { type Refusal, shownName } from '../names/safe-path.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { type DriveContents, missing, readBlocks } from '../tree/drive-tree.ts'
import { driveFolderModes } from '../tree/drive-modes.ts'
import { entryAt } from '../tree/entry-at.ts'
import { FoldersAround } from '../tree/folder-modes.ts'
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

export interface CopyResult {
  /** Files, links and empty folders that are copied. */
  readonly entries: number
  /** The first of those that were left out of a folder. When there are any, the copy is not whole. */
  readonly refused: readonly MirrorRefusal[]
  readonly refusedCount: number
}

export interface Copying {
  readonly source: OpenedDrive
  readonly target: OpenedDrive
  readonly now: () => number
}

/** Within one drive: the copies share their contents. */
export function copyWithin({ source, target, now }: Copying, options: CopyOptions): Promise<CopyResult> {
  return editDrive(target, now, (edit) =>
    copyAll({ source, target }, options, {
      edit,
      blobOf: async (entry) => sharedBlob(source, entry),
    }),
  )
}

/**
 * From one drive into another: contents are read and appended. Those of a drive of others are fetched before: nobody who
 * writes the target waits for their peers.
 */
export async function copyInto({ source, target, now }: Copying, options: CopyOptions): Promise<CopyResult> {
  if (source.reached.contents !== null) await fetchContents(source, options)
  return editDrive(target, now, (edit) =>
    copyAll({ source, target }, options, {
      edit,
      blobOf: async (entry) =>
        entry.kind === 'file' ? (await edit.append(readContents(source, entry))).id : null,
    }),
  )
}

/** @throws DRIVE_UNREACHABLE, DRIVE_DAMAGED, DRIVE_ENTRY_NOT_FOUND, DRIVE_ENTRY_KIND */
async function fetchContents(source: OpenedDrive, { recursive = false }: CopyOptions): Promise<void> {
  await assertKind(source, recursive)
  source.reached.contents?.fetch((await rangesBelow(source)).ranges)
  for await (const item of walkEntries(source)) {
    if (item.kind !== 'file') continue
    try {
      for await (const _piece of readContents(source, item));
    } catch (error) {
      // It is met again when it is copied.
      if (!isComiceError(error, 'DRIVE_DAMAGED')) throw error
    }
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
    const { entries } = await copyAll(
      { source, target },
      { ...options, recursive: true },
      {
        edit,
        blobOf: async (entry) => sharedBlob(source, entry),
        oncopied: (entry) => edit.del(entry),
      },
    )
    return entries
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
): Promise<CopyResult> {
  await assertKind(source, recursive)
  const refused: MirrorRefusal[] = []
  let [entries, refusedCount] = [0, 0]
  const refuse = (path: string, reason: Refusal) => {
    refusedCount++
    if (refused.length < MAX_LISTED_REFUSALS) refused.push({ path: shownName(path), reason })
  }
  await using modes = copiedModes({ source, target }, edit)
  for await (const item of walkEntries(source)) {
    if (item.kind === 'refused') {
      refuse(item.path, item.reason)
      continue
    }
    const path = target.path + item.path.slice(source.path.length)
    await modes.around(item.path)
    if (!overwrite && (await entryAt(target, path)) !== null) throw DriveErrors.DRIVE_ENTRY_EXISTS({ path })
    try {
      const blob = await blobOf(item)
      if (oncopied !== undefined) await oncopied(item)
      await edit.put({ ...item, path }, blob)
      entries++
    } catch (error) {
      // One entry of a folder fails alone.
      const isPart = item.path !== source.path && isComiceError(error, 'DRIVE_DAMAGED')
      if (!isPart) throw error
      refuse(item.path, 'malformed')
    }
  }
  return { entries, refused, refusedCount }
}

/** Takes the modes of folders along: of those that are copied, as their entries come. */
function copiedModes(
  { source, target }: Pick<Copying, 'source' | 'target'>,
  edit: DriveEdit,
): AsyncDisposable & { around(path: string): Promise<void> } {
  const { snapshot, path: from, reached } = source
  const modes = driveFolderModes({ snapshot, waits: reached.waits })
  const folders = new FoldersAround()
  return {
    async around(path) {
      for (const folder of folders.enter(path)) {
        if (!folder.startsWith(from)) continue
        const mode = await modes.of(folder)
        if (mode !== null) await edit.setMode(target.path + folder.slice(from.length), mode)
      }
    },
    [Symbol.asyncDispose]: () => modes[Symbol.asyncDispose](),
  }
}

async function assertKind(opened: OpenedDrive, recursive: boolean): Promise<void> {
  const { path } = opened
  const entry = await entryAt(opened, path)
  if (entry === null) throw DriveErrors.DRIVE_ENTRY_NOT_FOUND({ path })
  if (entry.kind === 'folder' && !recursive)
    throw DriveErrors.DRIVE_ENTRY_KIND({ path: path || '/', wanted: 'file' })
}

/** @throws DRIVE_DAMAGED when it is of an older version, and was cleared since */
function sharedBlob({ blobs, isFixed }: OpenedDrive, { contents }: TreeEntry): DriveContents['id'] {
  const shared = contents as DriveContents | null
  if (shared === null || blobs === null) return null
  if (isFixed && !isHere(blobs.core, shared.blocks)) throw missing()
  return shared.id
}
