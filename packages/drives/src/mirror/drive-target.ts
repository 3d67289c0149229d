/**
 * A drive of ours as the target of a mirror. Contents are appended in portions, entries change by one append for up to
 * MAX_BATCH_ENTRIES of them: whoever reads the drive, and whoever starts again after a crash, sees the old version or the
 * new one. Contents that no entry names are only space.
 */
import { isComiceError } from '@comice/protocol'
import type Hyperbee from 'hyperbee'
import type Hyperblobs from 'hyperblobs'
import { MAX_BATCH_ENTRIES, READ_AHEAD_FILES } from '../constants.ts'
import { isHere } from '../contents/blob-pieces.ts'
import { ContentAppender } from '../contents/content-appender.ts'
import { equalContents } from '../contents/equal-contents.ts'
import { mapAhead } from '../contents/map-ahead.ts'
import { FileChangedError, readFile, readLarge } from '../contents/read-file.ts'
import type { DriveHandle } from '../drive/shared-drive.ts'
import { dropFolderModes } from '../drive/drop-folder-modes.ts'
import { beeOf, fileKey, folderKey, modeKey } from '../drive/side-keys.ts'
import type { Refusal } from '../names/safe-path.ts'
import { SiblingNames } from '../names/sibling-names.ts'
import { type DriveContents, driveTree, readBlocks } from '../tree/drive-tree.ts'
import type { TreeEntry } from '../tree/tree.ts'
import { noteVersion, type VersionCounts } from '../versions/version-note.ts'
import type { ApplyOptions, Change, MirrorTarget, ModeChange } from './target.ts'

export interface DriveTargetOptions {
  readonly handle: DriveHandle
  /** The folder of the drive that is the target; empty for all of it. */
  readonly prefix: string
  readonly folders: boolean
  readonly isExcluded?: ((path: string) => boolean) | undefined
  readonly now: () => number
  /** Only looked at, never applied to: nobody who writes waits for it. Default false. */
  readonly isDryRun?: boolean
}

type Batch = Hyperbee.Batch<string, unknown>

/** Holds the lock of the drive's tree until it is disposed, except in a dry run: other writers wait. */
export async function openDriveTarget(options: DriveTargetOptions): Promise<MirrorTarget> {
  const { handle, prefix, folders, isExcluded } = options
  const blobs = await handle.drive.getBlobs()
  let batch = options.isDryRun === true ? openBatch(handle) : await lockedBatch(handle)
  const snapshot = handle.drive.checkout(handle.drive.version)
  return {
    tree: driveTree({ snapshot, blobs, prefix, folders, names: 'native', isExcluded }),
    async apply(steps, apply) {
      const writer = new DriveWriter(options, { blobs, batch, apply })
      try {
        await writer.run(steps)
      } finally {
        await writer[Symbol.asyncDispose]()
        batch = writer.batch
      }
    },
    async [Symbol.asyncDispose]() {
      // Without effect after a flush.
      await batch.close()
      await snapshot.close()
    },
  }
}

function openBatch({ drive }: DriveHandle): Batch {
  return beeOf(drive).batch({ update: false })
}

async function lockedBatch(handle: DriveHandle): Promise<Batch> {
  const batch = openBatch(handle)
  await batch.lock()
  return batch
}

/** A step whose contents are at hand. */
interface Ready {
  readonly change: Change
  readonly entry: TreeEntry | null
  readonly contents: Uint8Array | null
  readonly refusal: Refusal | null
}

class DriveWriter implements AsyncDisposable {
  batch: Batch
  readonly #options: DriveTargetOptions
  readonly #apply: ApplyOptions
  readonly #blobs: Hyperblobs
  readonly #contents: ContentAppender
  readonly #names = new SiblingNames('native')
  #counts: VersionCounts = { added: 0, changed: 0, removed: 0 }
  #done: (Change | ModeChange)[] = []
  /** Folders in which something was removed. */
  readonly #emptied = new Set<string>()

  constructor(
    options: DriveTargetOptions,
    { blobs, batch, apply }: { blobs: Hyperblobs; batch: Batch; apply: ApplyOptions },
  ) {
    this.#options = options
    this.#apply = apply
    this.batch = batch
    this.#blobs = blobs
    this.#contents = new ContentAppender(blobs.core, {
      encryptionKey: options.handle.drive.encryptionKey,
      onbytes: apply.onbytes,
    })
  }

  async run(steps: AsyncIterable<Change | ModeChange>): Promise<void> {
    const read = async (step: Change | ModeChange) => (step.kind === 'mode' ? step : this.#read(step))
    for await (const ready of mapAhead(steps, READ_AHEAD_FILES, read)) {
      this.#apply.signal.throwIfAborted()
      await ('kind' in ready ? this.#putMode(ready) : this.#write(ready))
      if (this.#done.length >= MAX_BATCH_ENTRIES) await this.#flush(true)
    }
    this.#apply.signal.throwIfAborted()
    await this.#flush(false)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#contents[Symbol.asyncDispose]()
  }

  async #read(change: Change): Promise<Ready> {
    const { source } = change
    const isPlain = source?.kind !== 'file' || !this.#apply.isFolderSource
    if (isPlain || (change.kind === 'change' && change.isContentSame)) {
      return { change, entry: source, contents: null, refusal: null }
    }
    const read = await readFile(source)
    return typeof read === 'string'
      ? { change, entry: source, contents: null, refusal: read }
      : { change, entry: read.entry, contents: read.contents, refusal: null }
  }

  async #write(ready: Ready): Promise<void> {
    const refusal = ready.refusal ?? (await this.#put(ready))
    if (refusal === null) this.#done.push(ready.change)
    else this.#apply.onoutcome({ kind: 'refused', path: ready.change.path, reason: refusal })
  }

  async #putMode(step: ModeChange): Promise<void> {
    await this.batch.put(modeKey(this.#options.prefix + step.path), { mode: step.mode })
    this.#done.push(step)
  }

  async #put(ready: Ready): Promise<Refusal | null> {
    const { change, entry } = ready
    const path = this.#options.prefix + change.path
    if (entry === null) {
      await this.#remove(change, path)
      this.#counts.removed++
      return null
    }
    if (await this.#clashes(change, path)) return 'clash'
    if (change.target !== null && change.target.kind !== entry.kind) await this.#remove(change, path)
    const refusal = await this.#putEntry(ready, path, entry)
    if (refusal !== null) return refusal
    if (change.kind === 'add') this.#counts.added++
    else this.#counts.changed++
    return null
  }

  async #putEntry(ready: Ready, path: string, entry: TreeEntry): Promise<Refusal | null> {
    if (entry.kind === 'folder') {
      await this.batch.put(folderKey(path), { mode: entry.mode })
      return null
    }
    const blob = entry.kind === 'symlink' ? null : await this.#store(ready, entry)
    if (typeof blob === 'string') return blob
    const { executable, target } = entry
    await this.batch.put(fileKey(path), { executable, linkname: target, blob, metadata: metadataOf(entry) })
    return null
  }

  async #store({ change, contents }: Ready, entry: TreeEntry): Promise<Hyperblobs.BlobId | Refusal | null> {
    if (change.kind === 'change' && change.isContentSame) return (change.target.contents as DriveContents).id
    if (this.#apply.sharesContents) return this.#shared(entry.contents as DriveContents)
    const moved = await this.#movedBlob(change, entry, contents)
    if (moved !== null) return moved
    if (contents !== null) return (await this.#contents.appendSmall(contents)).id
    const { source, isFolderSource } = this.#apply
    const like = change.kind === 'change' ? (change.target.contents as DriveContents | null) : null
    try {
      if (isFolderSource) return (await this.#contents.append(readLarge(entry), { like })).id
      const used = (piece: Uint8Array) => source.used?.(piece)
      return (await this.#contents.append(source.read(entry), { like, used })).id
    } catch (error) {
      if (error instanceof FileChangedError) return 'changing'
      if (isComiceError(error, 'DRIVE_UNREACHABLE')) return 'unavailable'
      if (isComiceError(error, 'DRIVE_DAMAGED')) return 'malformed'
      throw error
    }
  }

  /** Those of an older version may have been cleared. */
  #shared({ blocks, id }: DriveContents): Hyperblobs.BlobId | Refusal | null {
    return isHere(this.#blobs.core, blocks) ? id : 'unavailable'
  }

  /** The contents of a file that was moved are in the drive. */
  async #movedBlob(
    { kind }: Change,
    entry: TreeEntry,
    contents: Uint8Array | null,
  ): Promise<Hyperblobs.BlobId | null> {
    const old = kind === 'add' ? this.#apply.movedFrom(entry) : null
    if (old === null) return null
    const found = contents === null ? this.#apply.source.read(entry) : oneOf(contents)
    const isSame = await equalContents(
      found,
      readBlocks({ blobs: this.#blobs }, old.contents as DriveContents),
    )
    return isSame ? (old.contents as DriveContents).id : null
  }

  /** Whether a file would stand where a folder is, or the other way round. */
  async #clashes(change: Change, path: string): Promise<boolean> {
    if (!this.#names.claim(change.path, change.source?.kind === 'folder')) return true
    if (this.#apply.deletes || change.kind !== 'add') return false
    const below = await this.batch.peek({ gt: `${fileKey(path)}/`, lt: `${fileKey(path)}0` })
    if (below !== null && change.source.kind !== 'folder') return true
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if ((await this.batch.get(fileKey(path.slice(0, at)))) !== null) return true
    }
    return false
  }

  async #remove({ target }: Change, path: string): Promise<void> {
    await this.batch.del(target?.kind === 'folder' ? folderKey(path) : fileKey(path))
    this.#emptied.add(path.slice(0, path.lastIndexOf('/')))
  }

  /** Contents first: no entry names what is not in the core. */
  async #flush(isGoingOn: boolean): Promise<void> {
    await this.#contents.flush()
    // Only when all is done: what comes later may be in them.
    const dropped = isGoingOn ? 0 : await dropFolderModes(this.batch, this.#emptied)
    if (this.#done.length + dropped > 0) {
      await noteVersion(this.batch, { at: this.#options.now(), counts: this.#counts })
      await this.batch.flush()
    }
    for (const step of this.#done) this.#apply.onoutcome({ kind: 'done', step })
    this.#done = []
    this.#counts = { added: 0, changed: 0, removed: 0 }
    if (isGoingOn) this.batch = await lockedBatch(this.#options.handle)
  }
}

async function* oneOf(contents: Uint8Array): AsyncGenerator<Uint8Array> {
  yield contents
}

/** Null for what says nothing, as plain programs write it. */
export function metadataOf({ mtimeMs, mode }: TreeEntry): { mtime?: number; mode?: number } | null {
  if (mtimeMs === null && mode === null) return null
  return { ...(mtimeMs === null ? {} : { mtime: mtimeMs }), ...(mode === null ? {} : { mode }) }
}
