/** What a drive, or one file of it, was. */
import type { DiffEntry, DrivePlace, Drives, DriveVersion, ListedEntry } from '@comice/drives'
import { isComiceError } from '@comice/protocol'

/** A version; of one file, with what it was then. */
export interface DriveVersionView extends DriveVersion {
  /** Null: it was not there. Of a whole drive there is none. */
  readonly entry?: ListedEntry | null
}

export interface ChangesView {
  readonly changes: readonly DiffEntry[]
  readonly hasMore: boolean
}

interface VersionsWish {
  /** Versions that are looked at. */
  readonly limit: number
  readonly signal: AbortSignal | undefined
}

/** The newest first. @throws what openPlace throws */
export async function versionsOf(
  { files, versions }: Drives,
  place: DrivePlace,
  { limit, signal }: VersionsWish,
): Promise<DriveVersionView[]> {
  const reach = { timeoutMs: 0, signal }
  const all: DriveVersion[] = []
  for await (const version of versions.history({ ...place, path: '' }, { limit, ...reach })) all.push(version)
  if (place.path === '') return all
  const states = await statesOf({ files }, place, { all, signal })
  // Each beside the one before it, which comes after it.
  return states
    .filter(({ state }, index) => state !== (states[index + 1]?.state ?? ABSENT))
    .map(({ version, entry }) => ({ ...version, entry }))
}

const ABSENT = ''

interface State {
  readonly version: DriveVersion
  /** Equal ones are the same file with the same contents. */
  readonly state: string
  readonly entry: ListedEntry | null
}

async function statesOf(
  { files }: Pick<Drives, 'files'>,
  place: DrivePlace,
  { all, signal }: { all: readonly DriveVersion[]; signal: AbortSignal | undefined },
): Promise<State[]> {
  const states: State[] = []
  for (const version of all) {
    signal?.throwIfAborted()
    try {
      const at = { ...place, version: version.version } as DrivePlace
      await using file = await files.open(at, { timeoutMs: 0 })
      states.push({ version, state: `${file.etag} ${file.entry.mtimeMs}`, entry: file.entry })
    } catch (error) {
      // A folder stood there, or nothing did.
      if (!isComiceError(error, 'DRIVE_ENTRY_NOT_FOUND') && !isComiceError(error, 'DRIVE_ENTRY_KIND'))
        throw error
      states.push({ version, state: ABSENT, entry: null })
    }
  }
  return states
}

/** The first of what differs from the version `from`. @throws DRIVE_VERSION_UNKNOWN */
export async function changesOf(
  { versions }: Drives,
  place: DrivePlace,
  { from, limit, signal }: VersionsWish & { from: number },
): Promise<ChangesView> {
  const changes: DiffEntry[] = []
  // An empty drive is of version 1.
  const compared = versions.diff(place, { from: Math.max(1, from), timeoutMs: 0, signal })
  for await (const change of compared) {
    if (changes.length === limit) return { changes, hasMore: true }
    changes.push(change)
  }
  return { changes, hasMore: false }
}
