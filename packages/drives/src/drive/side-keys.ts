/**
 * What a drive of ours keeps beside its files, in the same tree but outside of the part that hyperdrive reads as files:
 * a plain hyperdrive program sees neither these keys nor their values.
 *
 *     comice-folders  NUL /folder/       { mode }                      a folder with nothing in it
 *     comice-modes    NUL /folder/       { mode }                      permission bits of a folder with something in it
 *     comice-tags     NUL name           { version, at }               a name for a version
 *     comice-versions NUL 000000000012   { from, at, … }               what one change made: see versions/
 */
import type Hyperdrive from 'hyperdrive'
import type Hyperbee from 'hyperbee'

export const FOLDERS = 'comice-folders\0'
export const MODES = 'comice-modes\0'
export const TAGS = 'comice-tags\0'
export const VERSIONS = 'comice-versions\0'

/** Hyperdrive keeps its entries in a part of its tree: pinned by the test that reads it with a plain Hyperdrive. */
export const FILES = 'files\0'

/** The key of a file or symlink in the whole tree. */
export function fileKey(path: string): string {
  return FILES + path
}

/** The key of an empty folder. */
export function folderKey(path: string): string {
  return `${FOLDERS}${path}/`
}

/** The key of what is known of a folder that is there because something is in it. */
export function modeKey(path: string): string {
  return `${MODES}${path}/`
}

/** Keys of one part of the tree. No character of a key is greater than the end. */
export function rangeOf(part: string): { gt: string; lt: string } {
  return { gt: part, lt: `${part.slice(0, -1)}\x01` }
}

/** The tree of a drive with its own keys: strings to JSON of its writer. */
export function beeOf(drive: Hyperdrive): Hyperbee<string, unknown> {
  return drive.db as Hyperbee<string, unknown>
}
