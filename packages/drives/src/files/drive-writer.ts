/** Changes a drive by hand: some contents, some entries, one version. */
import type Hyperbee from 'hyperbee'
import type Hyperblobs from 'hyperblobs'
import { type AppendOptions, type Appended, ContentAppender } from '../contents/content-appender.ts'
import { dropFolderModes } from '../drive/drop-folder-modes.ts'
import { beeOf, fileKey, folderKey, modeKey } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import { metadataOf } from '../mirror/drive-target.ts'
import { foldersAbove, refusePath } from '../names/safe-path.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import type { TreeEntry } from '../tree/tree.ts'
import { noteVersion, type VersionCounts } from '../versions/version-note.ts'

/** One change of a drive that becomes visible as a whole, or not at all. */
export interface DriveEdit {
  readonly batch: Hyperbee.Batch<string, unknown>
  /** Appends contents; no entry names them before the edit is done. */
  append(
    contents: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: AppendOptions,
  ): Promise<Appended>
  /** Writes an entry over whatever is there. @throws DRIVE_PATH_INVALID, DRIVE_ENTRY_KIND */
  put(entry: TreeEntry, blob: Hyperblobs.BlobId | null): Promise<void>
  del(entry: Pick<TreeEntry, 'path' | 'kind'>): Promise<void>
  /** Gives a folder permission bits, when it has none and something is in it in the end. */
  setMode(folder: string, mode: number): Promise<void>
}

/** Whatever `job` does in a drive of ours is one version. Others that write wait. @throws DRIVE_PATH_INVALID */
export async function editDrive<T>(
  opened: OpenedDrive,
  now: () => number,
  job: (edit: DriveEdit) => Promise<T>,
): Promise<T> {
  const { handle } = opened
  const batch = beeOf(handle.drive).batch({ update: false })
  try {
    await batch.lock()
    const { core } = await handle.drive.getBlobs()
    await using contents = new ContentAppender(core, { encryptionKey: handle.drive.encryptionKey })
    const counts: VersionCounts = { added: 0, changed: 0, removed: 0 }
    const folders = new Set<string>()
    const result = await job(createEdit({ batch, contents, counts, folders }))
    await contents.flush()
    await dropFolderModes(batch, folders)
    if (batch.length > 0) {
      await noteVersion(batch, { at: now(), counts })
      await batch.flush()
    }
    return result
  } finally {
    // Without effect after a flush.
    await batch.close()
  }
}

function createEdit({
  batch,
  contents,
  counts,
  folders,
}: {
  batch: Hyperbee.Batch<string, unknown>
  contents: ContentAppender
  counts: VersionCounts
  /** Takes those that may have nothing in them. */
  folders: Set<string>
}): DriveEdit {
  return {
    batch,
    append: (pieces, options) => contents.append(pieces, options),
    async put(entry, blob) {
      await assertFits(batch, entry)
      const key = entry.kind === 'folder' ? folderKey(entry.path) : fileKey(entry.path)
      if ((await batch.get(key)) === null) counts.added++
      else counts.changed++
      const { executable, target, mode } = entry
      const value = { executable, linkname: target, blob, metadata: metadataOf(entry) }
      await batch.put(key, entry.kind === 'folder' ? { mode } : value)
    },
    async del({ path, kind }) {
      const key = kind === 'folder' ? folderKey(path) : fileKey(path)
      if ((await batch.get(key)) === null) return
      counts.removed++
      await batch.del(key)
      folders.add(path.slice(0, path.lastIndexOf('/')))
    },
    async setMode(folder, mode) {
      if ((await batch.get(modeKey(folder))) !== null) return
      folders.add(folder)
      await batch.put(modeKey(folder), { mode })
    },
  }
}

/** A file cannot stand where a folder is, nor below another file. */
async function assertFits(batch: Hyperbee.Batch<string, unknown>, { path, kind }: TreeEntry): Promise<void> {
  const refusal = refusePath(path, 'native')
  if (refusal !== null) throw DriveErrors.DRIVE_PATH_INVALID({ reason: refusal })
  for (const folder of foldersAbove(path)) {
    if ((await batch.get(fileKey(folder))) !== null)
      throw DriveErrors.DRIVE_ENTRY_KIND({ path: folder, wanted: 'folder' })
  }
  if (kind === 'folder') return
  const below = await batch.peek({ gt: `${fileKey(path)}/`, lt: `${fileKey(path)}0` })
  if (below !== null) throw DriveErrors.DRIVE_ENTRY_KIND({ path, wanted: 'file' })
}
