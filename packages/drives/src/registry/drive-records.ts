/** The drives of a profile by name, on disk. */
import { driveEntry, type DriveEntry, encodeKey, isEqualBytes } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import { DriveErrors } from '../errors.ts'
import { assertDriveName } from '../place/drive-name.ts'

export interface DriveRecords {
  /** @throws DRIVE_NOT_FOUND */
  byName(name: string): Promise<DriveEntry>
  byKey(key: Uint8Array): Promise<DriveEntry | null>
  /** Sorted by name. */
  list(): Promise<DriveEntry[]>
  /** Adds one, or changes the one with its key. @throws DRIVE_NAME_INVALID, DRIVE_NAME_TAKEN */
  put(entry: DriveEntry): Promise<void>
  /** False when it was not known. */
  remove(key: Uint8Array): Promise<boolean>
  /** A name that no drive has: the wanted one, or with a number behind it. */
  freeName(wanted: string): Promise<string>
}

export async function openDriveRecords(profile: Profile): Promise<DriveRecords> {
  const entries = await profile.collection('drives', driveEntry.codec)
  const list = () => allOf(entries)
  // One change after the other: two drives that get one name at once would both find it free.
  let last: Promise<unknown> = Promise.resolve()
  const queued = <T>(job: () => Promise<T>): Promise<T> => {
    const next = last.then(job, job)
    last = next.catch(() => undefined)
    return next
  }
  return {
    list,
    byKey: (key) => entries.get(encodeKey(key)),
    async byName(name) {
      const found = (await list()).find((entry) => entry.name === name)
      if (found === undefined) throw DriveErrors.DRIVE_NOT_FOUND({ name })
      return found
    },
    put: (entry) =>
      queued(async () => {
        assertDriveName(entry.name)
        assertFree(await list(), entry)
        await entries.put(encodeKey(entry.key), entry)
      }),
    remove: (key) => queued(() => entries.del(encodeKey(key))),
    async freeName(wanted) {
      const taken = new Set((await list()).map(({ name }) => name))
      for (let number = 1; ; number++) {
        const name = number === 1 ? wanted : `${wanted}-${number}`
        if (!taken.has(name)) return name
      }
    },
  }
}

function assertFree(entries: readonly DriveEntry[], { name, key }: DriveEntry): void {
  const isTaken = entries.some((entry) => entry.name === name && !isEqualBytes(entry.key, key))
  if (isTaken) throw DriveErrors.DRIVE_NAME_TAKEN({ name })
}

async function allOf(entries: Collection<DriveEntry>): Promise<DriveEntry[]> {
  const found: DriveEntry[] = []
  for await (const { value } of entries.list()) found.push(value)
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}
