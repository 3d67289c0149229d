/** What a mirror reads from: a folder, or a version of a drive. */
import { realpath, stat } from 'node:fs/promises'
import { REACH_TIMEOUT_MS } from '../constants.ts'
import { fetchAhead } from '../contents/fetch-ahead.ts'
import { DriveErrors } from '../errors.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { driveTree, type DriveTreeOptions } from '../tree/drive-tree.ts'
import { folderTree, type FolderTreeOptions } from '../tree/folder-tree.ts'
import type { Tree } from '../tree/tree.ts'
import type { Change, ModeChange } from './target.ts'

/** Asks for contents before they are needed. */
export interface Prefetch {
  through(steps: AsyncIterable<Change | ModeChange>): AsyncIterable<Change | ModeChange>
}

export interface MirrorSource {
  readonly kind: 'folder' | 'drive'
  readonly tree: Tree
  /** Whether the target drive has its contents already: they are one drive. */
  readonly sharesContents: boolean
  prefetch(): Prefetch
  /** How often all peers fell silent while something was waited for. */
  silences(): number
  /** The error for a source that fell silent. */
  unreachable(): Error
}

/** @throws MIRROR_SOURCE_MISSING */
export async function folderSource(dir: string, options: FolderTreeOptions): Promise<MirrorSource> {
  const place = await realpath(dir).catch(() => null)
  const isFolder = place !== null && (await stat(place)).isDirectory()
  if (!isFolder) throw DriveErrors.MIRROR_SOURCE_MISSING({})
  return {
    kind: 'folder',
    tree: folderTree(place, options),
    sharesContents: false,
    prefetch: () => ({ through: (steps) => steps }),
    silences: () => 0,
    unreachable: () => DriveErrors.MIRROR_SOURCE_MISSING({}),
  }
}

export interface DriveSourceOptions extends Pick<DriveTreeOptions, 'names' | 'folders' | 'isExcluded'> {
  readonly sharesContents: boolean
}

export function driveSource(opened: OpenedDrive, options: DriveSourceOptions): MirrorSource {
  const { snapshot, blobs, path, reached } = opened
  return {
    kind: 'drive',
    tree: driveTree({ ...options, snapshot, blobs, prefix: path, waits: reached.waits }),
    sharesContents: options.sharesContents,
    prefetch: () => fetchAhead(options.sharesContents ? null : reached.contents),
    silences: () => reached.fetching?.silences ?? 0,
    unreachable: () =>
      DriveErrors.DRIVE_UNREACHABLE({ drive: opened.handle.id, timeoutMs: REACH_TIMEOUT_MS }),
  }
}
