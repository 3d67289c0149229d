/** What differs between two versions of a drive: only the parts of their trees that do are read. */
import { MapMemory } from '../contents/map-memory.ts'
import { DriveErrors } from '../errors.ts'
import { type ListedEntry, listed } from '../files/list-entries.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { assertWholeVersion } from '../place/whole-version.ts'
import { driveEntry } from '../tree/drive-tree.ts'
import { waitedAll } from '../tree/waited.ts'
import type Hyperbee from 'hyperbee'
import { beeOf, fileKey, FILES, rangeOf } from '../drive/side-keys.ts'

export interface DiffEntry {
  readonly kind: 'add' | 'change' | 'remove'
  readonly path: string
  readonly before: ListedEntry | null
  readonly after: ListedEntry | null
}

type Raw = Hyperbee.Entry<string, unknown>

/** From the version `from` to that of `opened`, below its path. @throws DRIVE_VERSION_UNKNOWN */
export async function* diffVersions(opened: OpenedDrive, from: number): AsyncGenerator<DiffEntry> {
  const { handle, snapshot, version, path, reached } = opened
  if (from < 1 || from > version) throw DriveErrors.DRIVE_VERSION_UNKNOWN({ version: from, newest: version })
  await assertWholeVersion(handle.drive, from, reached.waits)
  const range = path === '' ? rangeOf(FILES) : { gt: `${fileKey(path)}/`, lt: `${fileKey(path)}0` }
  const changes = waitedAll(reached.waits, beeOf(snapshot).createDiffStream(from, range))
  const maps = new MapMemory()
  const read = (raw: Raw | null) => entryOf(opened, raw, maps)
  for await (const { left, right } of changes) {
    const [after, before] = [await read(left), await read(right)]
    const shown = after ?? before
    if (shown === null) continue
    const kind = before === null ? 'add' : after === null ? 'remove' : 'change'
    yield { kind, path: shown.path, before, after }
  }
}

async function entryOf(opened: OpenedDrive, raw: Raw | null, maps: MapMemory): Promise<ListedEntry | null> {
  if (raw === null) return null
  const { snapshot, blobs, reached } = opened
  const item = await driveEntry(
    { path: raw.key.slice(FILES.length), kind: 'file', seq: raw.seq, value: raw.value },
    { snapshot, blobs, waits: reached.waits, names: 'native', maps },
  )
  return listed(item)
}
