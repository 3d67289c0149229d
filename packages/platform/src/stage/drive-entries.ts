/** The entries of a drive of our own, and Pear's keys beside them. */
import type Hyperdrive from 'hyperdrive'
import type { BlobId } from './content-index.ts'
import type { EntryBatch } from './stage.ts'

export interface DriveEntry {
  readonly path: string
  readonly executable: boolean
  /** Null when it is no plain file: a link, or something that another program wrote. */
  readonly blob: BlobId | null
  readonly bytes: number
}

export type EntriesByPath = ReadonlyMap<string, DriveEntry>

/** Hyperdrive keeps its entries in a part of its tree: pinned by the test that reads it with a plain Hyperdrive. */
export function entryKey(path: string): string {
  return `files\0${path}`
}

/** Pear's keys, at the top of the tree. */
const MANIFEST_KEY = 'manifest'
const CHANNEL_KEY = 'channel'
const FIRST_CHANNEL = 'dev'

export async function readEntries(drive: Hyperdrive): Promise<EntriesByPath> {
  const entries = new Map<string, DriveEntry>()
  for await (const { key, value } of drive.entries({}, { update: false })) {
    const blob = value.linkname === null ? blobOf(value.blob) : null
    entries.set(key, { path: key, executable: value.executable, blob, bytes: value.blob?.byteLength ?? 0 })
  }
  return entries
}

/** A deduplicated blob is a map of others; it is written anew, as every other program can read it. */
function blobOf(blob: (BlobId & { blockMap?: boolean }) | null): BlobId | null {
  return blob === null || blob.blockMap === true ? null : blob
}

/** Writes Pear's keys, where they differ. */
export async function writeNotes(
  { db }: Hyperdrive,
  batch: EntryBatch,
  { manifest, channel }: { manifest: Readonly<Record<string, unknown>>; channel: string | undefined },
): Promise<void> {
  const read = async (key: string): Promise<unknown> => (await db.get(key, { update: false }))?.value
  const known = await read(MANIFEST_KEY)
  if (JSON.stringify(known) !== JSON.stringify(manifest)) await batch.put(MANIFEST_KEY, manifest)
  const current = await read(CHANNEL_KEY)
  const wanted = channel ?? (typeof current === 'string' ? current : FIRST_CHANNEL)
  if (current !== wanted) await batch.put(CHANNEL_KEY, wanted)
}
