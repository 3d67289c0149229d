/**
 * A folder as the target of a mirror. What is new comes first, what is gone goes last: a source that falls silent in
 * the middle costs nothing that was there.
 */
import { mkdir, open, realpath, rmdir } from 'node:fs/promises'
import { isComiceError } from '@comice/protocol'
import { FOLDERS_PER_SYNC, MAX_HELD_STEPS, PARALLEL_WRITES } from '../constants.ts'
import { inParallel } from '../contents/map-ahead.ts'
import { NotAFolderError, OpenFolders } from '../folder/open-folders.ts'
import { openUnfinishedFolder, type UnfinishedFolder } from '../folder/unfinished-folder.ts'
import {
  removeEntry,
  TooLargeError,
  writeFile,
  writeFolder,
  writeLink,
  writeState,
} from '../folder/write-entry.ts'
import type { Refusal } from '../names/safe-path.ts'
import { isUnfinished } from '../names/unfinished.ts'
import { folderTree, type FolderTreeOptions } from '../tree/folder-tree.ts'
import type { TreeEntry } from '../tree/tree.ts'
import { ModeSetter } from './mode-setter.ts'
import type { ApplyOptions, Change, MirrorTarget, ModeChange } from './target.ts'

export interface FolderTargetOptions extends Omit<FolderTreeOptions, 'isTarget'> {
  /** Absolute. */
  readonly dir: string
}

/** The folder is made, with those above it, when something is written. */
export async function openFolderTarget(options: FolderTargetOptions): Promise<MirrorTarget> {
  const dir = await realpath(options.dir).catch(() => null)
  const tree = folderTree(dir ?? options.dir, { ...options, isTarget: true })
  return {
    tree: dir === null ? { ...tree, entries: nothing } : tree,
    async apply(steps, apply) {
      await mkdir(options.dir, { recursive: true })
      const top = await realpath(options.dir)
      const modes = new ModeSetter(apply)
      await using folders = await OpenFolders.open(top, modes.made)
      await using unfinished = openUnfinishedFolder(top)
      await new FolderWriter({ folders, unfinished, apply, modes }).run(steps)
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** A folder that does not exist yet has no entries. */
async function* nothing(): AsyncGenerator<never> {
  return
}

interface WriterParts {
  readonly folders: OpenFolders
  readonly unfinished: UnfinishedFolder
  readonly apply: ApplyOptions
  readonly modes: ModeSetter
}

class FolderWriter {
  readonly #parts: WriterParts
  /** Not yet carried out: what is new comes first. */
  #removals: Change[] = []
  /** Files that stand in the way of folders until something is removed. */
  #deferred: Change[] = []
  /** Folders in which names changed since they were synced. */
  readonly #changed = new Set<string>()
  /** Empty folders that the source has. */
  readonly #wanted = new Set<string>()

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  async run(steps: AsyncIterable<Change | ModeChange>): Promise<void> {
    await inParallel(this.#additions(steps), PARALLEL_WRITES, (step) => this.#put(step, true))
    await this.#removeAll()
    await inParallel(this.#deferred.splice(0), PARALLEL_WRITES, (step) => this.#put(step, false))
    await this.#parts.modes.rest(this.#parts.folders)
    await this.#syncFolders()
  }

  async *#additions(steps: AsyncIterable<Change | ModeChange>): AsyncGenerator<Change> {
    for await (const step of steps) {
      this.#parts.apply.signal.throwIfAborted()
      if (step.kind === 'remove') {
        this.#removals.push(step)
        if (this.#removals.length > MAX_HELD_STEPS) await this.#removeAll()
      } else if (step.kind === 'mode') await this.#parts.modes.take(step, this.#parts.folders)
      else yield step
    }
  }

  async #put(step: Change, mayDefer: boolean): Promise<void> {
    const entry = step.source
    if (entry === null) return
    const { apply } = this.#parts
    apply.signal.throwIfAborted()
    const refusal = await this.#write(step, entry).catch((error: unknown) => this.#refusalOf(error))
    if (refusal === null) apply.onoutcome({ kind: 'done', step })
    else if (refusal === 'clash' && mayDefer && apply.deletes) this.#deferred.push(step)
    else apply.onoutcome({ kind: 'refused', path: step.path, reason: refusal })
    if (this.#changed.size >= FOLDERS_PER_SYNC) await this.#syncFolders()
  }

  async #write(step: Change, entry: TreeEntry): Promise<Refusal | null> {
    const { folders, unfinished, apply } = this.#parts
    if (isUnfinished(step.path)) return 'reserved'
    const [folder, name] = split(step.path)
    return folders.use(folder, { makes: true }, async (above) => {
      const place = `${above}/${name}`
      if (step.kind === 'change' && step.target.kind !== entry.kind) await removeEntry(step.target, place)
      this.#changed.add(folder)
      if (step.kind === 'change' && step.isContentSame && entry.kind === 'file')
        await writeState(entry, place)
      else if (entry.kind === 'folder') await this.#writeFolder(entry, place)
      else {
        const placed = { entry, place, unfinished: await unfinished.next() }
        if (entry.kind === 'symlink') await writeLink(placed)
        else
          await writeFile(placed, apply.source.read(entry), (piece) => {
            apply.onbytes(piece.byteLength)
            apply.source.used?.(piece)
          })
      }
      return null
    })
  }

  async #writeFolder(entry: TreeEntry, place: string): Promise<void> {
    this.#wanted.add(entry.path)
    await writeFolder({ entry, place, unfinished: '' })
  }

  /** What one entry may do wrong. Anything else ends the mirror. */
  #refusalOf(error: unknown): Refusal {
    if (error instanceof NotAFolderError) return this.#isRemoved(error.path) ? 'clash' : 'behind-link'
    if (error instanceof TooLargeError) return 'too-large'
    if (isComiceError(error, 'DRIVE_UNREACHABLE')) return 'unavailable'
    if (isComiceError(error, 'DRIVE_DAMAGED')) return 'malformed'
    const refusal = REFUSALS[(error as NodeJS.ErrnoException).code ?? '']
    if (refusal === undefined) throw error
    return refusal
  }

  #isRemoved(path: string): boolean {
    return this.#removals.some((step) => step.path === path)
  }

  async #removeAll(): Promise<void> {
    const removals = this.#removals
    this.#removals = []
    const emptied = new Set<string>()
    await inParallel(removals, PARALLEL_WRITES, (step) => this.#remove(step, emptied))
    await this.#prune(emptied)
  }

  async #remove(step: Change, emptied: Set<string>): Promise<void> {
    const { folders, apply } = this.#parts
    const { target, path } = step
    if (target === null) return
    apply.signal.throwIfAborted()
    const [folder, name] = split(path)
    try {
      const isGone = await folders.use(folder, { makes: false }, (above) =>
        removeEntry(target, `${above}/${name}`),
      )
      if (target.kind === 'folder') folders.drop(path)
      if (!isGone) apply.onoutcome({ kind: 'refused', path, reason: 'clash' })
      else apply.onoutcome({ kind: 'done', step })
      emptied.add(folder)
      this.#changed.add(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') apply.onoutcome({ kind: 'done', step })
      else apply.onoutcome({ kind: 'refused', path, reason: this.#refusalOf(error) })
    }
  }

  /** Removes folders in which nothing is left, innermost first. */
  async #prune(emptied: Set<string>): Promise<void> {
    const { folders } = this.#parts
    const queue = [...emptied].sort((a, b) => b.length - a.length)
    for (const folder of queue) {
      for (let at = folder; at !== '' && !this.#wanted.has(at); at = split(at)[0]) {
        const [above, name] = split(at)
        const isRemoved = await folders
          .use(above, { makes: false }, (place) => rmdir(`${place}/${name}`))
          .then(
            () => true,
            () => false,
          )
        if (!isRemoved) break
        folders.drop(at)
        this.#changed.delete(at)
        this.#changed.add(above)
      }
    }
  }

  async #syncFolders(): Promise<void> {
    const changed = [...this.#changed]
    this.#changed.clear()
    if (process.platform === 'win32') return
    await inParallel(changed, PARALLEL_WRITES, async (folder) => {
      await this.#parts.folders.use(folder, { makes: false }, syncFolder).catch((error: unknown) => {
        // Removed since, with what was in it.
        if (!(error instanceof NotAFolderError) && (error as NodeJS.ErrnoException).code !== 'ENOENT')
          throw error
      })
    })
  }
}

async function syncFolder(place: string): Promise<void> {
  const folder = await open(place, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** What a system call says of one entry. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  // Somebody else removes what is being made.
  ENOENT: 'changing',
  EISDIR: 'clash',
  ENOTEMPTY: 'clash',
  EEXIST: 'clash',
  ENOTDIR: 'clash',
  ELOOP: 'behind-link',
  EACCES: 'no-access',
  EPERM: 'no-access',
  ENAMETOOLONG: 'too-long',
  EINVAL: 'reserved',
  EILSEQ: 'unreadable',
}

/** The folder of a path, and the name in it. */
function split(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf('/')
  return [path.slice(0, slash), path.slice(slash + 1)]
}
