/** Reading and changing what is in drives, entry by entry. */
import { isComiceError } from '@comice/protocol'
import { readRange, type ByteRange } from '../contents/read-range.ts'
import { spool } from '../contents/spool.ts'
import { fileKey } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import {
  copyWithin,
  type CopyOptions,
  type CopyResult,
  copyInto,
  moveWithin,
  removeEntries,
} from './change-entries.ts'
import { type DriveContext, type OpenedDrive, openOurs, openPlace } from '../place/open-place.ts'
import { type DrivePlace, parseDrivePlace } from '../place/place.ts'
import type { ReachOptions } from '../reach/reach-drive.ts'
import type { DriveContents } from '../tree/drive-tree.ts'
import { entryAt } from '../tree/entry-at.ts'
import { editDrive } from './drive-writer.ts'
import {
  type DiskUse,
  fileAt,
  globMatcher,
  type ListedEntry,
  listed,
  listEntries,
  measureEntries,
  walkEntries,
} from './list-entries.ts'

/** A place in a drive, or its text; a bare word is the name of a drive. */
export type DriveTarget = DrivePlace | string

export type ReadOptions = Omit<ReachOptions, 'version'>

export interface PutOptions {
  /** Replaces what is there. Default false. */
  readonly overwrite?: boolean
  readonly executable?: boolean
  /** Permission bits. */
  readonly mode?: number
  /** Default: now. */
  readonly mtimeMs?: number
  /**
   * The contents come without waiting, as those of a file of this disk do. Others are first kept until they are whole, so
   * that nobody who writes the same drive waits for their producer. Default: unless they are asynchronous.
   */
  readonly isAtHand?: boolean
}

/** The contents of one file while it is open. */
export interface OpenedFile extends AsyncDisposable {
  readonly entry: ListedEntry
  /** Version of the drive, and where the contents are in it: equal ones are equal contents. */
  readonly version: number
  readonly etag: string
  read(range?: ByteRange): AsyncIterable<Uint8Array>
}

/** All of it reads drives of anybody; what changes needs a drive of our own. */
export interface Files {
  /** What is in a folder, or with `recursive` below it. @throws DRIVE_ENTRY_NOT_FOUND, and what openPlace throws */
  list(
    place: DriveTarget,
    options?: ReadOptions & { readonly recursive?: boolean },
  ): AsyncIterable<ListedEntry>
  /** Entries whose path or name fits a pattern with `*`, `**` and `?`. */
  find(place: DriveTarget, pattern: string, options?: ReadOptions): AsyncIterable<ListedEntry>
  /** Sizes of what is in a folder, the whole last. */
  measure(place: DriveTarget, options?: ReadOptions): AsyncIterable<DiskUse>
  /** The entry at a path, links followed. @throws DRIVE_ENTRY_NOT_FOUND */
  stat(place: DriveTarget, options?: ReadOptions): Promise<ListedEntry>
  /** Opens a file for reading, also in parts. @throws DRIVE_ENTRY_NOT_FOUND, DRIVE_ENTRY_KIND */
  open(place: DriveTarget, options?: ReadOptions): Promise<OpenedFile>
  /** The contents of a file, or a range of them. @throws as open */
  read(place: DriveTarget, options?: ReadOptions & ByteRange): AsyncIterable<Uint8Array>
  /** Writes a file. @throws DRIVE_NOT_OURS, DRIVE_ENTRY_EXISTS, DRIVE_ENTRY_KIND, DRIVE_PATH_INVALID */
  put(
    place: DriveTarget,
    contents: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: PutOptions,
  ): Promise<ListedEntry>
  /** Makes an empty folder. */
  makeFolder(place: DriveTarget): Promise<void>
  /** Copies a file, or with `recursive` a folder, also between drives; what a folder has and no tree can hold is left out. */
  copy(from: DriveTarget, to: DriveTarget, options?: CopyOptions & ReadOptions): Promise<CopyResult>
  /** Moves a file or folder within one drive. How many entries it was. */
  move(from: DriveTarget, to: DriveTarget, options?: Pick<CopyOptions, 'overwrite'>): Promise<number>
  /** Removes a file, or with `recursive` a folder. How many entries it was. */
  remove(place: DriveTarget, options?: { readonly recursive?: boolean }): Promise<number>
}

export function createFiles(context: DriveContext): Files {
  const { now } = context.peer
  const open = (target: DriveTarget, options?: ReadOptions) => openPlace(context, placeOf(target), options)
  const openTarget = (target: DriveTarget) => openOurs(context, placeOf(target))
  return {
    async *list(target, { recursive = false, ...options } = {}) {
      await using opened = await open(target, options)
      yield* listEntries(opened, { recursive })
    },
    async *find(target, pattern, options) {
      await using opened = await open(target, options)
      const fits = globMatcher(pattern)
      for await (const item of walkEntries(opened)) if (fits(item.path)) yield listed(item)
    },
    async *measure(target, options) {
      await using opened = await open(target, options)
      yield* measureEntries(opened)
    },
    async stat(target, options) {
      await using opened = await open(target, options)
      const entry = await entryAt(opened, opened.path, { follow: true })
      if (entry === null) throw DriveErrors.DRIVE_ENTRY_NOT_FOUND({ path: opened.path })
      return listed(entry)
    },
    open: (target, options) => openFile(() => open(target, options)),
    async *read(target, { start, end, ...options } = {}) {
      await using opened = await open(target, options)
      yield* readRange(opened, await fileAt(opened), { start, end })
    },
    put: (target, contents, options) => putContents(context, { target, contents, options }),
    async makeFolder(target) {
      await using opened = await openTarget(target)
      const { path } = opened
      await editDrive(opened, now, (edit) =>
        edit.put({ ...newEntry(path), kind: 'folder', mode: 0o755 }, null),
      )
    },
    async copy(from, to, options = {}) {
      await using source = await open(from, options)
      await using target = await openTarget(to)
      const isOneDrive = source.handle.id === target.handle.id
      return await (isOneDrive ? copyWithin : copyInto)({ source, target, now }, options)
    },
    async move(from, to, options = {}) {
      await using source = await openTarget(from)
      await using target = await openTarget(to)
      return await moveWithin({ source, target, now }, options)
    },
    async remove(target, { recursive = false } = {}) {
      await using opened = await openTarget(target)
      return await removeEntries(opened, { recursive, now })
    },
  }
}

export function placeOf(target: DriveTarget): DrivePlace {
  return typeof target === 'string' ? parseDrivePlace(target) : target
}

async function openFile(open: () => Promise<OpenedDrive>): Promise<OpenedFile> {
  const opened = await open()
  try {
    const entry = await fileAt(opened)
    const { blob } = entry.contents as { blob: string }
    return {
      entry: listed(entry),
      version: opened.version,
      etag: `${opened.handle.id.slice(0, 16)}-${blob}-${entry.bytes}`,
      read: (range) => readRange(opened, entry, range),
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    }
  } catch (error) {
    await opened[Symbol.asyncDispose]()
    throw error
  }
}

interface Put {
  readonly target: DriveTarget
  readonly contents: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  readonly options: PutOptions | undefined
}

async function putContents(context: DriveContext, { target, contents, options }: Put): Promise<ListedEntry> {
  const { now, profile } = context.peer
  const put = async (whole: Put['contents']) => {
    await using opened = await openOurs(context, placeOf(target))
    return await putFile(opened, whole, { now, ...options })
  }
  if (!(Symbol.asyncIterator in contents) || options?.isAtHand === true) return put(contents)
  {
    // Who types it is told before.
    await using opened = await openOurs(context, placeOf(target))
    await assertFree(opened, options)
  }
  await using kept = await spool(profile.dir, contents)
  return await put(kept.read())
}

async function putFile(
  opened: OpenedDrive,
  contents: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { now, overwrite = false, executable, mode, mtimeMs }: PutOptions & { now: () => number },
): Promise<ListedEntry> {
  const { path } = opened
  return editDrive(opened, now, async (edit) => {
    await assertFree(opened, { overwrite })
    // What was opened is a moment older than the lock.
    if (!overwrite && (await edit.batch.get(fileKey(path))) !== null)
      throw DriveErrors.DRIVE_ENTRY_EXISTS({ path })
    const like = overwrite ? await contentsAt(opened) : null
    const { id, bytes } = await edit.append(contents, { like })
    const entry = {
      ...newEntry(path),
      bytes,
      mode: mode ?? null,
      executable: executable ?? ((mode ?? 0) & 0o100) !== 0,
      mtimeMs: mtimeMs ?? now(),
    }
    await edit.put(entry, id)
    return listed(entry)
  })
}

/** Contents of the file that is there, when there is one that can be read. */
async function contentsAt(opened: OpenedDrive): Promise<DriveContents | null> {
  const entry = await entryAt(opened, opened.path).catch((error: unknown) => {
    if (!isComiceError(error, 'DRIVE_PATH_INVALID')) throw error
    return null
  })
  return entry?.kind === 'file' ? (entry.contents as DriveContents) : null
}

/** @throws DRIVE_ENTRY_EXISTS */
async function assertFree(opened: OpenedDrive, { overwrite = false }: PutOptions = {}): Promise<void> {
  const { path } = opened
  if (!overwrite && (await entryAt(opened, path)) !== null) throw DriveErrors.DRIVE_ENTRY_EXISTS({ path })
}

function newEntry(path: string) {
  return {
    path,
    kind: 'file' as const,
    bytes: 0,
    mode: null,
    executable: false,
    mtimeMs: null,
    target: null,
    isIgnored: false,
    contents: null,
  }
}
