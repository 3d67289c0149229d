/** Reading what a version of a drive holds: entries, folders and sizes. */
import { DriveErrors } from '../errors.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { driveTree, type DriveTreeOptions } from '../tree/drive-tree.ts'
import { entryAt } from '../tree/entry-at.ts'
import type { TreeEntry, TreeItem } from '../tree/tree.ts'
import type { Refusal } from '../names/safe-path.ts'

/** A file, symlink or folder of a drive, as it is listed. */
export interface ListedEntry {
  /** From the top of the drive; harmless to show when `refusal` is set, and then not to be asked for. */
  readonly path: string
  readonly kind: 'file' | 'symlink' | 'folder' | 'refused'
  readonly bytes: number
  readonly mode: number | null
  readonly executable: boolean
  readonly mtimeMs: number | null
  readonly target: string | null
  /** Why it is never written to a disk; null for all others. */
  readonly refusal: Refusal | null
}

/** All below the path of `opened`, in the order of trees; a file is itself. See trees of drives for the options. */
export async function* walkEntries(
  opened: OpenedDrive,
  { isShallow = false, names }: Pick<DriveTreeOptions, 'isShallow' | 'names'> = {},
): AsyncGenerator<TreeItem> {
  const { snapshot, blobs, path, reached } = opened
  if (path !== '') {
    const entry = await entryAt(opened, path)
    if (entry !== null && entry.kind !== 'folder') {
      yield entry
      return
    }
  }
  const { waits } = reached
  const tree = driveTree({
    snapshot,
    blobs,
    prefix: path,
    folders: true,
    isShallow,
    waits,
    ...(names && { names }),
  })
  let isEmpty = true
  for await (const item of tree.entries()) {
    isEmpty = false
    yield item.kind === 'refused' ? item : { ...item, path: path + item.path }
  }
  if (isEmpty && path !== '' && (await entryAt(opened, path)) === null) {
    throw DriveErrors.DRIVE_ENTRY_NOT_FOUND({ path })
  }
}

/** What is in a folder, or with `recursive` below it. @throws DRIVE_ENTRY_NOT_FOUND */
export async function* listEntries(
  opened: OpenedDrive,
  { recursive }: { recursive: boolean },
): AsyncGenerator<ListedEntry> {
  for await (const item of walkEntries(opened, { isShallow: !recursive })) yield listed(item)
}

const EMPTY_FOLDER = {
  kind: 'folder',
  bytes: 0,
  mode: null,
  executable: true,
  mtimeMs: null,
  target: null,
  refusal: null,
} as const

export function listed(item: TreeItem): ListedEntry {
  if (item.kind === 'refused') {
    return { ...EMPTY_FOLDER, executable: false, path: item.path, kind: 'refused', refusal: item.reason }
  }
  const { path, kind, bytes, mode, executable, mtimeMs, target } = item
  return { path, kind, bytes, mode, executable, mtimeMs, target, refusal: null }
}

/** Bytes and files below a path. */
export interface DiskUse {
  readonly path: string
  readonly files: number
  readonly bytes: number
}

/** Sizes of each folder and file directly below the path of `opened`, and of all of it as the last. */
export async function* measureEntries(opened: OpenedDrive): AsyncGenerator<DiskUse> {
  const top = opened.path === '' ? '/' : opened.path
  const total = new Measure(top)
  let current: Measure | null = null
  for await (const item of walkEntries(opened)) {
    if (item.kind === 'refused') continue
    const [name = ''] = item.path.slice(opened.path.length + 1).split('/')
    const path = name === '' ? opened.path : `${opened.path}/${name}`
    if (current === null || current.path !== path) {
      if (current !== null) yield current
      current = new Measure(path)
    }
    current.add(item)
    total.add(item)
  }
  if (current !== null) yield current
  yield total
}

class Measure implements DiskUse {
  readonly path: string
  files = 0
  bytes = 0

  constructor(path: string) {
    this.path = path
  }

  add({ kind, bytes }: TreeEntry): void {
    if (kind !== 'folder') this.files++
    this.bytes += bytes
  }
}

/** Whether a pattern with `*`, `**` and `?` fits a path or, without a slash in it, the last name of one. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const isName = !pattern.includes('/')
  const source = pattern.replace(/\*\*\/?|[*?]|[\\^$.|+()[\]{}]/gu, (part) => GLOB[part] ?? `\\${part}`)
  const regex = new RegExp(`^/?${source}$`, 'u')
  return (path) => regex.test(isName ? path.slice(path.lastIndexOf('/') + 1) : path.slice(1))
}

const GLOB: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }

/** @throws DRIVE_ENTRY_NOT_FOUND, DRIVE_ENTRY_KIND */
export async function fileAt(opened: OpenedDrive): Promise<TreeEntry> {
  const entry = await entryAt(opened, opened.path, { follow: true })
  if (entry === null)
    throw DriveErrors.DRIVE_ENTRY_NOT_FOUND({ path: opened.path === '' ? '/' : opened.path })
  if (entry.kind !== 'file') throw DriveErrors.DRIVE_ENTRY_KIND({ path: opened.path, wanted: 'file' })
  return entry
}
