/** The tree of a version of a drive. Every entry is its writer's: nothing in it is believed. */
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import type Hyperdrive from 'hyperdrive'
import { type BlobPieces, blobPieces } from '../contents/blob-pieces.ts'
import { mapAhead } from '../contents/map-ahead.ts'
import { MapMemory } from '../contents/map-memory.ts'
import { MIN_LEAP_ENTRIES, PARALLEL_BLOCKS } from '../constants.ts'
import { beeOf, FOLDERS, rangeOf } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import { refusePath, type NameRules, type Refusal, resolveLink, shownName } from '../names/safe-path.ts'
import { SiblingNames } from '../names/sibling-names.ts'
import { driveFolderModes } from './drive-modes.ts'
import { readFolderMode } from './folder-modes.ts'
import { guarded } from './guarded.ts'
import { readTreeAhead } from './read-ahead.ts'
import { waitedAll } from './waited.ts'
import { comparePaths, type RefusedEntry, type Tree, type TreeEntry, type TreeItem } from './tree.ts'

export interface DriveTreeOptions {
  /** The drive at a version, or as it is; open, with its contents' core known when it has any. */
  readonly snapshot: Hyperdrive
  /** Null: the drive has no contents yet. */
  readonly blobs: Hyperblobs | null
  /** Only what is below this folder, as if it were the top. Default: all. */
  readonly prefix?: string
  /** Default `portable`. */
  readonly names?: NameRules
  /** Empty folders are entries. Default false. */
  readonly folders?: boolean
  /** Paths (relative, with slashes) that are not there. */
  readonly isExcluded?: ((path: string) => boolean) | undefined
  /**
   * Only what is directly in the folder: folders in it, empty or not, are entries, and what is below them is neither read nor
   * checked. Default false.
   */
  readonly isShallow?: boolean
  /** How contents that are not here are waited for. Default: what is not here is an error of its reader. */
  readonly waits?: ContentWaits | undefined
  /** Of a reader of many entries. Default: one for each way through the tree. */
  readonly maps?: MapMemory
}

/** Waiting for peers, for the drives of others. */
export interface ContentWaits {
  /** Until the core of contents has so many blocks, or nobody has them. */
  length(blocks: number): Promise<void>
  /** A block that is on its way; null when the core is to be asked for it. */
  arrival(index: number): Promise<Uint8Array | null> | null
  /** Such a block is needed no more. */
  used(block: Uint8Array): void
  /** For one block. @throws DRIVE_UNREACHABLE when all peers are silent */
  block<T>(read: Promise<T>): Promise<T>
}

/** Where the contents of a file of a drive are. */
export interface DriveContents extends BlobPieces {
  /** As it stands in the entry. */
  readonly blob: string
  readonly id: Hyperblobs.BlobId | null
  readonly seq: number
}

export function driveTree(options: DriveTreeOptions): Tree {
  return {
    entries: () => entriesOf(options),
    folderModes: () => driveFolderModes(options),
    read: (entry) => readBlocks(options, entry.contents as DriveContents),
    used: (piece) => options.waits?.used(piece),
  }
}

async function* entriesOf(given: DriveTreeOptions): AsyncGenerator<TreeItem> {
  const options = { maps: new MapMemory(), ...given }
  const names = new SiblingNames(options.names ?? 'portable')
  await readTreeAhead(options.snapshot)
  let folder: string | null = null
  for await (const raw of rawEntries(options)) {
    if (options.isExcluded?.(raw.path.slice(1)) === true) continue
    const inner = options.isShallow === true ? folderIn(raw) : null
    // It has one entry, however many are in it, in either part of the tree.
    if (inner !== null && inner === folder) continue
    folder = inner
    const item = inner === null ? await driveEntry(raw, options) : shallowEntry(raw, inner, options)
    if (item.kind !== 'refused' && !names.claim(item.path, item.kind === 'folder'))
      yield refused(item.path, 'clash')
    else yield item
  }
}

/** Of an entry that is a folder, or in one, below the top: that folder. */
function folderIn({ path, kind }: RawEntry): string | null {
  const slash = path.indexOf('/', 1)
  if (slash !== -1) return path.slice(0, slash)
  return kind === 'folder' ? path : null
}

/** A folder, as far as its first entry says. */
function shallowEntry(raw: RawEntry, path: string, { names }: DriveTreeOptions): TreeItem {
  const refusal = refusePath(path, names)
  if (refusal !== null) return refused(path, refusal)
  const mode = raw.path === path ? readFolderMode(raw.value) : null
  return { ...emptyEntry(path), kind: 'folder', executable: true, mode }
}

/** An entry as its writer wrote it. */
export interface RawEntry {
  readonly path: string
  readonly kind: 'file' | 'folder'
  readonly seq: number
  readonly value: unknown
}

/** Files, and the empty folders among them, in one order. */
async function* rawEntries(options: DriveTreeOptions): AsyncGenerator<RawEntry> {
  if (options.folders !== true) {
    yield* rawFiles(options)
    return
  }
  const folders = rawFolders(options)
  let folder = await folders.next()
  for await (const file of rawFiles(options)) {
    while (folder.done !== true && comparePaths(`${folder.value.path}/`, file.path) < 0) {
      yield folder.value
      folder = await folders.next()
    }
    yield file
  }
  for (; folder.done !== true; folder = await folders.next()) yield folder.value
}

async function* rawFiles(options: DriveTreeOptions): AsyncGenerator<RawEntry> {
  const { snapshot, waits, prefix = '' } = options
  // No name is as great as the last character of Unicode, and hyperdrive ranges by the character after a slash.
  const all: KeyRange = prefix === '' ? {} : { gt: `${prefix}/`, lt: `${prefix}0` }
  const read = (range: KeyRange) => guarded(snapshot, waitedAll(waits, snapshot.entries(range, UNCHANGED)))
  for await (const { key, value, seq } of inRange(read, { all, prefix }, options)) {
    yield { path: key.slice(prefix.length), kind: 'file', seq, value }
  }
}

async function* rawFolders(options: DriveTreeOptions): AsyncGenerator<RawEntry> {
  const { snapshot, waits } = options
  const prefix = FOLDERS + (options.prefix ?? '')
  const all = prefix === FOLDERS ? rangeOf(FOLDERS) : { gt: `${prefix}/`, lt: `${prefix}0` }
  const read = (range: KeyRange) =>
    guarded(snapshot, waitedAll(waits, beeOf(snapshot).createReadStream(range, UNCHANGED)))
  for await (const { key, value, seq } of inRange(read, { all, prefix }, options)) {
    const path = key.slice(prefix.length, -1)
    if (path !== '') yield { path, kind: 'folder', seq, value }
  }
}

const UNCHANGED = { update: false }

interface KeyRange {
  readonly gt?: string
  readonly gte?: string
  readonly lt?: string
}

/** All of a range; when only the top of it is wanted, what follows the first entry of a folder in it is leapt over. */
async function* inRange<T extends { readonly key: string }>(
  read: (range: KeyRange) => AsyncIterable<T>,
  { all, prefix }: { all: KeyRange; prefix: string },
  { isShallow = false }: DriveTreeOptions,
): AsyncGenerator<T> {
  for (let range: KeyRange | null = all; range !== null;) {
    const leap = new Leap(prefix, isShallow)
    for await (const entry of read(range)) {
      if (leap.isDue(entry.key)) break
      yield entry
    }
    const { gt: _gt, ...end } = all
    range = leap.to === null ? null : { ...end, gte: leap.to }
  }
}

/** Finding a place in a tree costs as much as some tens of entries. */
class Leap {
  /** The first key behind a folder; null: there was none to leap over. */
  to: string | null = null
  readonly #prefix: string
  readonly #isWanted: boolean
  #folder: string | null = null
  #count = 0

  constructor(prefix: string, isWanted: boolean) {
    this.#prefix = prefix
    this.#isWanted = isWanted
  }

  isDue(key: string): boolean {
    if (!this.#isWanted) return false
    const slash = key.indexOf('/', this.#prefix.length + 1)
    const folder = slash === -1 ? null : key.slice(0, slash)
    this.#count = folder === this.#folder ? this.#count + 1 : 0
    this.#folder = folder
    if (folder === null || this.#count < MIN_LEAP_ENTRIES) return false
    this.to = `${folder}0`
    return true
  }
}

/** Where the contents of all files are, whatever their names; null for one that does not tell. */
export async function* driveContents(
  options: DriveTreeOptions,
): AsyncGenerator<{ path: string; contents: BlobPieces | null }> {
  await readTreeAhead(options.snapshot)
  const maps = new MapMemory()
  for await (const { path, value } of rawFiles(options)) {
    const { blob = null } = (value ?? {}) as { blob?: unknown }
    const pieces = await piecesOf(blob, { maps, ...options })
    yield { path, contents: typeof pieces === 'string' ? null : pieces }
  }
}

/** What an entry of the tree says, checked. */
export async function driveEntry(raw: RawEntry, options: DriveTreeOptions): Promise<TreeItem> {
  const { path, value } = raw
  const refusal = refusePath(path, options.names)
  if (refusal !== null) return refused(path, refusal)
  if (typeof value !== 'object' || value === null) return refused(path, 'malformed')
  const fields = value as Readonly<Record<string, unknown>>
  if (raw.kind === 'folder')
    return { ...emptyEntry(path), kind: 'folder', executable: true, mode: readFolderMode(value) }
  const { linkname = null, blob = null, metadata = null, executable } = fields
  const facts = { ...emptyEntry(path), ...factsOf(metadata), executable: executable === true }
  if (linkname !== null) return linkOf({ ...facts, kind: 'symlink', mode: null }, linkname)
  return fileOf({ ...facts, kind: 'file' }, { blob, seq: raw.seq, options })
}

function linkOf(entry: TreeEntry, linkname: unknown): TreeItem {
  if (typeof linkname !== 'string') return refused(entry.path, 'malformed')
  if (resolveLink(entry.path, linkname) === null) return refused(entry.path, 'link-outside')
  return { ...entry, target: linkname }
}

async function fileOf(
  entry: TreeEntry,
  { blob, seq, options }: { blob: unknown; seq: number; options: DriveTreeOptions },
): Promise<TreeItem> {
  const pieces = await piecesOf(blob, options)
  if (typeof pieces === 'string') return refused(entry.path, pieces)
  const contents: DriveContents = { ...pieces, id: blob as Hyperblobs.BlobId | null, seq }
  return { ...entry, bytes: pieces.bytes, contents }
}

async function piecesOf(
  blob: unknown,
  { blobs, waits, maps = new MapMemory() }: DriveTreeOptions,
): Promise<BlobPieces | Refusal> {
  if (blobs === null) return blob === null ? EMPTY : 'malformed'
  await waits?.length(endOf(blob))
  // What the core as a whole holds bounds every file in it, whatever its entry says.
  const limits = { blobsLength: blobs.core.length, maxBytes: blobs.core.byteLength }
  const read = (index: number) => readBlock({ core: blobs.core, waits }, index)
  const pieces = await blobPieces(blobs, blob, { ...limits, read, maps })
  if (pieces === null) return maps.isSpent ? 'too-large' : 'malformed'
  return pieces.bytes > limits.maxBytes ? 'too-large' : pieces
}

/** Blocks that the core must have for a blob; 0 for what is none. */
function endOf(blob: unknown): number {
  if (typeof blob !== 'object' || blob === null) return 0
  const { blockOffset, blockLength } = blob as Readonly<Record<string, unknown>>
  const end = Number(blockOffset) + Number(blockLength)
  return Number.isSafeInteger(end) ? end : 0
}

const EMPTY: BlobPieces = { bytes: 0, pieces: [], blocks: [], blob: '' }

function emptyEntry(path: string): TreeEntry {
  return {
    path,
    kind: 'file',
    bytes: 0,
    mode: null,
    executable: false,
    mtimeMs: null,
    target: null,
    isIgnored: false,
    contents: null,
  }
}

/** What we write into an entry's metadata. Other programs write there what they like. */
function factsOf(metadata: unknown): Pick<TreeEntry, 'mode' | 'mtimeMs'> {
  if (typeof metadata !== 'object' || metadata === null) return { mode: null, mtimeMs: null }
  const { mode, mtime } = metadata as Readonly<Record<string, unknown>>
  const isTime = Number.isSafeInteger(mtime) && Math.abs(mtime as number) < 8.64e15
  return { mode: modeOf(mode), mtimeMs: isTime ? (mtime as number) : null }
}

/** Permission bits only: nobody gets a setuid program from a drive. Its owner can read it, so that it can be compared. */
function modeOf(mode: unknown): number | null {
  return Number.isSafeInteger(mode) && (mode as number) >= 0 ? ((mode as number) & 0o777) | 0o400 : null
}

function refused(path: string, reason: Refusal): RefusedEntry {
  return { kind: 'refused', path: shownName(path), place: path, reason }
}

/** The blocks of a file, a few read ahead. @throws DRIVE_DAMAGED when they are not what its entry says */
export async function* readBlocks(
  { blobs, waits }: Pick<DriveTreeOptions, 'blobs' | 'waits'>,
  contents: DriveContents,
): AsyncGenerator<Uint8Array> {
  const read = async (index: number): Promise<Uint8Array | null> => {
    const arrival = waits?.arrival(index) ?? null
    const arrived = arrival === null ? null : await waits?.block(arrival)
    if (arrived != null) return arrived
    return readBlock({ core: (blobs as Hyperblobs).core, waits }, index)
  }
  let bytes = 0
  for await (const block of mapAhead(blockNumbers(contents), PARALLEL_BLOCKS, read)) {
    if (block === null) throw missing()
    bytes += block.byteLength
    if (bytes > contents.bytes) throw damaged()
    yield block
  }
  if (bytes !== contents.bytes) throw damaged()
}

function* blockNumbers({ pieces }: DriveContents): Generator<number> {
  for (const [from, to] of pieces) for (let at = from; at < to; at++) yield at
}

/** A block of contents. Null: it is not here, and its drive is ours, so nobody else is known to have it. @throws DRIVE_UNREACHABLE */
export function readBlock(
  { core, waits }: { core: Hypercore; waits: ContentWaits | undefined },
  index: number,
): Promise<Uint8Array | null> {
  return waits === undefined ? core.get(index, { wait: false }) : waits.block(core.get(index))
}

/** Such a block was cleared, or lost. */
export function missing(): Error {
  return DriveErrors.DRIVE_DAMAGED({ reason: 'a block of a file is missing' })
}

export function damaged(): Error {
  return DriveErrors.DRIVE_DAMAGED({ reason: 'a file is not as long as its entry says' })
}
