/**
 * What the last stage read, so that the next does not read it again: a file beside the app's versions.
 *
 * It is believed only where it must be right. A file counts as unchanged when its place, inode, size and both its times
 * are the same, and it had settled when it was read (a tool can set a file's modification time, but not its change
 * time). What the drive holds is believed as long as the drive's core is the one that was noted, by its tree hash.
 * Anything else, such as a damaged or older file, is as if there were none.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SETTLED_MS } from '../constants.ts'
import type { ProjectFile } from '../project/project.ts'
import type { AppDrive } from '../release/app-drive.ts'
import { type BlobId, blobName } from './content-index.ts'
import type { DigestedFile } from './digest-files.ts'

/** Raised whenever the same file could be staged as something else: by another compiler, or other rules. */
const VERSION = 1

interface Stored {
  readonly version: number
  readonly app: string
  /** The core of contents that the blobs are in, when this was written. */
  readonly contents: { readonly fork: number; readonly length: number; readonly treeHash: string }
  readonly files: readonly DigestedFile[]
  readonly blobs: readonly Content[]
  /** Contents whose beginning may stand at the end of the core. */
  readonly begun: Begun | null
}

/** Contents that are being appended, and where they begin. */
export interface Begun {
  readonly hash: string
  readonly blockOffset: number
  readonly byteOffset: number
}

export interface Content {
  readonly hash: string
  readonly blob: BlobId
}

export class StageCache {
  readonly #path: string
  readonly #app: AppDrive
  readonly #filesByPath: Map<string, DigestedFile>
  readonly #contentsByBlob: Map<string, Content>
  #begun: Begun | null
  #isChanged = false

  private constructor(path: string, app: AppDrive, stored: Pick<Stored, 'files' | 'blobs' | 'begun'>) {
    this.#path = path
    this.#app = app
    this.#begun = stored.begun
    this.#filesByPath = new Map(stored.files.map((file) => [file.path, file]))
    this.#contentsByBlob = new Map(stored.blobs.map((content) => [blobName(content.blob), content]))
  }

  /** Opens the notes in `path` about `app`. Total. */
  static async open(path: string, app: AppDrive): Promise<StageCache> {
    const stored = await readStored(path)
    if (stored?.app !== app.id) return new StageCache(path, app, { files: [], blobs: [], begun: null })
    const { files, contents } = stored
    const isKnown = await isHistoryOf(app, contents)
    return new StageCache(path, app, isKnown ? stored : { files, blobs: [], begun: null })
  }

  /** What the file holds, if it is certain that it was not written since it was read. */
  find(file: ProjectFile): DigestedFile | null {
    const known = this.#filesByPath.get(file.path)
    if (known === undefined || !isUnchanged(known, file)) return null
    return { ...known, executable: file.executable, file }
  }

  /** Contents that the drive has, whether a file uses them or not. */
  contents(): Iterable<Content> {
    return this.#contentsByBlob.values()
  }

  /** What a stage that was interrupted had begun to append, or null. */
  get begun(): Begun | null {
    return this.#begun
  }

  begin(begun: Begun | null): void {
    this.#begun = begun
    this.#isChanged = true
  }

  keep(hash: string, blob: BlobId): void {
    this.#contentsByBlob.set(blobName(blob), { hash, blob })
    this.#isChanged = true
  }

  note(digested: DigestedFile, blob: BlobId): void {
    const known = this.#filesByPath.get(digested.path)
    if (known?.readAt !== digested.readAt || known.executable !== digested.executable) this.#isChanged = true
    this.#filesByPath.set(digested.path, digested)
    if (!this.#contentsByBlob.has(blobName(blob))) this.keep(digested.hash, blob)
  }

  /** With a plan, forgets the files that were removed. A disk that is full costs time at the next stage, nothing else. */
  async save(plan?: { readonly removed: readonly string[] }): Promise<void> {
    for (const path of plan?.removed ?? []) if (this.#filesByPath.delete(path)) this.#isChanged = true
    if (!this.#isChanged) return
    const { core } = await this.#app.drive.getBlobs()
    const treeHash = core.length === 0 ? '' : Buffer.from(await core.treeHash(core.length)).toString('hex')
    const stored: Stored = {
      version: VERSION,
      app: this.#app.id,
      contents: { fork: core.fork, length: core.length, treeHash },
      files: [...this.#filesByPath.values()],
      blobs: [...this.#contentsByBlob.values()],
      begun: this.#begun,
    }
    await writeWhole(this.#path, JSON.stringify(stored)).catch(() => undefined)
    this.#isChanged = false
  }
}

function isUnchanged(known: DigestedFile, now: ProjectFile): boolean {
  const { file, readAt } = known
  return (
    file.source === now.source &&
    file.inode === now.inode &&
    file.size === now.size &&
    file.mtimeMs === now.mtimeMs &&
    file.ctimeMs === now.ctimeMs &&
    file.typescript === now.typescript &&
    (file.isSniffed || !now.isSniffed) &&
    readAt - file.ctimeMs > SETTLED_MS &&
    readAt - file.mtimeMs > SETTLED_MS
  )
}

async function readStored(path: string): Promise<Stored | null> {
  try {
    const stored = JSON.parse(await readFile(path, 'utf8')) as Stored
    // Written by this program into the owner's profile; a torn write is no JSON.
    return stored.version === VERSION ? stored : null
  } catch {
    return null
  }
}

async function isHistoryOf(
  { drive }: AppDrive,
  { fork, length, treeHash }: Stored['contents'],
): Promise<boolean> {
  const { core } = await drive.getBlobs()
  if (core.fork !== fork || core.length < length) return false
  if (length === 0) return true
  return Buffer.from(await core.treeHash(length)).toString('hex') === treeHash
}

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.unfinished`
  try {
    await writeFile(unfinished, text, { mode: 0o600 })
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
