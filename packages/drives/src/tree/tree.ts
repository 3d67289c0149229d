/**
 * A tree: what a folder or a version of a drive holds, as a sorted stream. Both kinds have one order, so whatever
 * compares two trees of any size goes through both once and holds nothing.
 */
import type { Refusal } from '../names/safe-path.ts'

/** A file, a symlink, or a folder with nothing in it. */
export interface TreeEntry {
  /** `/folder/file`. */
  readonly path: string
  readonly kind: 'file' | 'symlink' | 'folder'
  /** Bytes of a file's contents; 0 for the others. */
  readonly bytes: number
  /** Permission bits (at most 0o777); null when only {@link executable} is known. */
  readonly mode: number | null
  readonly executable: boolean
  /** Last change of the contents, whole ms since 1970; null when it is not known. */
  readonly mtimeMs: number | null
  /** Of a symlink: relative, or absolute in the tree. */
  readonly target: string | null
  /** Left out by the rules of its tree: such an entry is never removed because the other side lacks it. */
  readonly isIgnored: boolean
  /** Where its contents are, for the tree that it came from. */
  readonly contents: unknown
}

/** An entry of the tree that is left out. */
export interface RefusedEntry {
  readonly kind: 'refused'
  /** Its name, made harmless and shortened. */
  readonly path: string
  /** Its path as it is. What stands there, or below it, in a target is not taken for gone. */
  readonly place: string
  readonly reason: Refusal
}

export type TreeItem = TreeEntry | RefusedEntry

/**
 * Permission bits of a folder with something in it. It is no entry, and in no count of them. Read or made, they are
 * {@link maskFolderMode}.
 */
export interface FolderMode {
  readonly kind: 'mode'
  readonly path: string
  readonly mode: number
}

/** What is known of the folders of a tree, for as long as it is read. */
export interface FolderModes extends AsyncDisposable {
  /** Of a folder; null when it is not known. Folders are asked for in the order of their tree. */
  of(folder: string): Promise<number | null>
}

export interface Tree {
  /** In the order of {@link compareEntries}; refused ones wherever they were met. */
  entries(): AsyncIterable<TreeItem>
  folderModes(): FolderModes
  /** The contents of a file of this tree, in pieces of any size. */
  read(entry: TreeEntry): AsyncIterable<Uint8Array>
  /** Whoever needs a piece of them no more can say so: its memory is given back then, and it is empty. */
  used?(piece: Uint8Array): void
}

type Placed = Pick<TreeEntry | FolderMode, 'path' | 'kind'>

/** Order of a tree: by the bytes of the path, a folder's with a slash behind it. Its mode comes before what is in it. */
export function compareEntries(a: Placed, b: Placed): number {
  return comparePaths(sortKey(a), sortKey(b)) || Number(a.kind === 'mode') - Number(b.kind === 'mode')
}

function sortKey({ path, kind }: Placed): string {
  return kind === 'folder' || kind === 'mode' ? `${path}/` : path
}

/** Order of the bytes of UTF-8, which differs from that of JavaScript's units where there are surrogates. */
export function comparePaths(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Surrogates stand for characters above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
