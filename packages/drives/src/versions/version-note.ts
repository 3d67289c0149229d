/** What a change of a drive leaves beside it, so that its history has moments and not only block numbers. */
import type Hyperbee from 'hyperbee'
import { VERSIONS } from '../drive/side-keys.ts'

export interface VersionCounts {
  added: number
  changed: number
  removed: number
}

/** Digits of a version in its key, so that keys sort by it. */
const DIGITS = 12

export function versionKey(version: number): string {
  return VERSIONS + String(version).padStart(DIGITS, '0')
}

/** The version that a key names, or null. */
export function versionOfKey(key: string): number | null {
  const digits = key.slice(VERSIONS.length)
  return /^\d{12}$/u.test(digits) ? Number(digits) : null
}

/** Adds the note about itself to a batch that is about to be flushed, as its last write. */
export async function noteVersion(
  batch: Hyperbee.Batch<string, unknown>,
  { at, counts }: { at: number; counts: VersionCounts },
): Promise<void> {
  // Its own block is one more; a first batch also writes the header of the tree.
  const from = batch.tree.version
  const version = batch.version + 1
  await batch.put(versionKey(version), { from, at, ...counts })
}
