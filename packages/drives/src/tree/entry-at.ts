/** One entry of a drive by its path. */
import { MAX_LINK_HOPS } from '../constants.ts'
import { beeOf, fileKey, folderKey, modeKey } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import { resolveLink } from '../names/safe-path.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { driveEntry } from './drive-tree.ts'
import { readFolderMode } from './folder-modes.ts'
import type { TreeEntry } from './tree.ts'
import { waited } from './waited.ts'

/**
 * The file, symlink or folder at a path; null when there is none. A folder with something in it is one, too.
 * @throws DRIVE_PATH_INVALID for what can be no path, or an entry that is none
 */
export async function entryAt(
  opened: Pick<OpenedDrive, 'snapshot' | 'blobs' | 'reached'>,
  path: string,
  { follow = false } = {},
): Promise<TreeEntry | null> {
  let at = path
  for (let hops = 0; hops <= MAX_LINK_HOPS; hops++) {
    const entry = await oneEntry(opened, at)
    if (!follow || entry?.kind !== 'symlink') return entry
    const next = resolveLink(at, entry.target ?? '')
    if (next === null) return null
    at = next
  }
  return null
}

async function oneEntry(
  { snapshot, blobs, reached }: Pick<OpenedDrive, 'snapshot' | 'blobs' | 'reached'>,
  path: string,
): Promise<TreeEntry | null> {
  const bee = beeOf(snapshot)
  const get = (key: string) => waited(reached.waits, bee.get(key, { update: false }))
  const folder = { path, kind: 'folder' as const }
  const file = path === '' ? null : await get(fileKey(path))
  if (file !== null) {
    const item = await driveEntry(
      { path, kind: 'file', ...file },
      { snapshot, blobs, waits: reached.waits, names: 'native' },
    )
    if (item.kind === 'refused') throw DriveErrors.DRIVE_PATH_INVALID({ reason: item.reason })
    return item
  }
  const range = { gt: `${fileKey(path)}/`, lt: `${fileKey(path)}0` }
  const below = await waited(reached.waits, bee.peek(range, { update: false }))
  const note = path === '' ? null : await get(below === null ? folderKey(path) : modeKey(path))
  if (below === null && note === null && path !== '') return null
  return {
    ...folder,
    bytes: 0,
    mode: readFolderMode(note?.value),
    executable: true,
    mtimeMs: null,
    target: null,
    isIgnored: false,
    contents: null,
  }
}
