/** A tar archive of anybody as files of a drive. All of it is one version, or nothing is. */
import { isComiceError } from '@comice/protocol'
import type { Header } from 'tar-stream'
import { MAX_ARCHIVE_ENTRIES, MAX_LISTED_REFUSALS } from '../constants.ts'
import { type DriveEdit, editDrive } from '../files/drive-writer.ts'
import type { MirrorRefusal } from '../mirror/mirror-options.ts'
import { refusePath, type Refusal, resolveLink, shownName } from '../names/safe-path.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { maskFolderMode } from '../tree/folder-modes.ts'
import type { TreeEntry } from '../tree/tree.ts'
import { readArchive } from './read-archive.ts'

export interface ImportResult {
  /** Files and links that are in the drive now. */
  readonly entries: number
  readonly bytes: number
  readonly refused: readonly MirrorRefusal[]
  readonly refusedCount: number
}

/**
 * Writes what an archive holds below the path of `opened`, over what is there.
 *
 * @throws DRIVE_NOT_OURS, DRIVE_ARCHIVE_TOO_LARGE
 */
export function importTar(
  opened: OpenedDrive,
  archive: AsyncIterable<Uint8Array>,
  now: () => number,
): Promise<ImportResult> {
  return editDrive(opened, now, async (edit) => {
    const reader = new TarReader(edit, opened.path)
    for await (const { header, contents } of readArchive(archive, MAX_ARCHIVE_ENTRIES))
      await reader.take(header, contents)
    return reader.result()
  })
}

class TarReader {
  readonly #edit: DriveEdit
  readonly #prefix: string
  readonly #refused: MirrorRefusal[] = []
  #refusedCount = 0
  #entries = 0
  #bytes = 0

  constructor(edit: DriveEdit, prefix: string) {
    this.#edit = edit
    this.#prefix = prefix
  }

  async take(header: Header, contents: AsyncIterable<Uint8Array>): Promise<void> {
    const path = `/${header.name.replace(/^(?:\.?\/)+/u, '').replace(/\/+$/u, '')}`
    if (path === '/' || path === '/.') return
    const entry = entryOf(header, path)
    const refusal = typeof entry === 'string' ? entry : await this.#put(entry, contents)
    if (refusal === null) return
    this.#refusedCount++
    if (this.#refused.length < MAX_LISTED_REFUSALS)
      this.#refused.push({ path: shownName(header.name), reason: refusal })
  }

  result(): ImportResult {
    return {
      entries: this.#entries,
      bytes: this.#bytes,
      refused: this.#refused,
      refusedCount: this.#refusedCount,
    }
  }

  async #put(entry: TreeEntry, contents: AsyncIterable<Uint8Array>): Promise<Refusal | null> {
    const path = this.#prefix + entry.path
    if (entry.kind === 'folder') {
      if (entry.mode !== null) await this.#edit.setMode(path, maskFolderMode(entry.mode))
      return null
    }
    const appended = entry.kind === 'file' ? await this.#edit.append(contents) : null
    try {
      await this.#edit.put({ ...entry, path }, appended?.id ?? null)
    } catch (error) {
      if (isComiceError(error, 'DRIVE_ENTRY_KIND')) return 'clash'
      throw error
    }
    this.#entries++
    this.#bytes += appended?.bytes ?? 0
    return null
  }
}

function entryOf(header: Header, path: string): TreeEntry | Refusal {
  const { type, linkname } = header
  const refusal = header.name.startsWith('/') ? 'not-a-path' : refusePath(path, 'native')
  if (refusal !== null) return refusal
  const common = { path, ...factsOf(header), bytes: 0, target: null, isIgnored: false, contents: null }
  if (type === 'directory') return { ...common, kind: 'folder' }
  if (type === 'file' || type === 'contiguous-file' || type == null) return { ...common, kind: 'file' }
  if (type !== 'symlink') return 'not-a-file'
  const target = linkname ?? ''
  if (target.startsWith('/') || resolveLink(path, target) === null) return 'link-outside'
  return { ...common, kind: 'symlink', mode: null, target }
}

function factsOf({ mode, mtime }: Header): Pick<TreeEntry, 'mode' | 'executable' | 'mtimeMs'> {
  const mtimeMs = mtime?.getTime() ?? null
  return {
    mode: mode === undefined ? null : mode & 0o777,
    executable: ((mode ?? 0) & 0o100) !== 0,
    mtimeMs: Number.isSafeInteger(mtimeMs) ? mtimeMs : null,
  }
}
