/**
 * Writes what is received into a receiving folder. What was written and acknowledged survives a kill; what stands in a
 * checkpoint survives a power cut too.
 */
import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isEqualBytes } from '@comice/protocol'
import { CHECKPOINT_BYTES, CHECKPOINT_ENTRIES, CHECKPOINT_MS, PARALLEL_WRITES } from '../constants.ts'
import { inParallel } from '../contents/map-ahead.ts'
import { writeFolder } from '../folder/write-entry.ts'
import type { NameRules, Refusal } from '../names/safe-path.ts'
import type { BatchRecord, SentEntry } from './batch-encoding.ts'
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts'
import { type ContentWriter, NO_PREFIX, type PlacedName, type WriterProgress } from './content-writer.ts'
import { EntryGuard, MisbehavedError, NO_ENTRIES, RefusalList } from './entry-guard.ts'
import { GrowingFile, writeWhole } from './growing-file.ts'
import type { Position, SendOffer } from './offer.ts'
import { type ExistingRule, placeNames } from './place-names.ts'
import { openReceivingFolder, type ReceivingFolder, rewind } from './receiving-folder.ts'
import { splitPath } from './split-path.ts'
import { UnsyncedFiles } from './sync-files.ts'
import { type WholeFile, wholeFileAt } from './whole-file.ts'
import { refusalOf } from './write-refusal.ts'

export interface TreeWriterOptions {
  readonly offer: SendOffer
  /** Absolute. */
  readonly into: string
  /** Of the receiving folder. */
  readonly folderName: string
  readonly names: NameRules
  readonly existing: ExistingRule
}

export async function openTreeWriter(options: TreeWriterOptions): Promise<ContentWriter> {
  const folder = await openReceivingFolder(options.into, options.folderName)
  const { checkpoint } = folder
  const guard = new EntryGuard(options.offer, options.names, checkpoint?.guard ?? NO_ENTRIES)
  if (checkpoint !== null) await rewind(folder, guard)
  const partial =
    checkpoint?.partial == null ? null : await GrowingFile.reopen(folder.folders, checkpoint.partial)
  if (partial === null && checkpoint?.partial != null)
    await rm(join(folder.tree, checkpoint.partial.path), { force: true })
  return new TreeWriter({ options, folder, guard, partial })
}

interface WriterParts {
  readonly options: TreeWriterOptions
  readonly folder: ReceivingFolder
  readonly guard: EntryGuard
  readonly partial: GrowingFile | null
}

class TreeWriter implements ContentWriter {
  readonly #options: TreeWriterOptions
  readonly #folder: ReceivingFolder
  readonly #guard: EntryGuard
  readonly #unsynced: UnsyncedFiles
  readonly #refusals: RefusalList
  /** Begun on another connection, until the sender goes on with it or not. */
  #partial: GrowingFile | null
  /** The entry whose contents come. */
  #current: { readonly entry: SentEntry; readonly file: GrowingFile | null; received: number } | null = null
  /** The guard's state before the current entry. */
  #before: Checkpoint['guard']
  #files: number
  #bytes: number
  #saved: { entries: number; bytes: number; at: number }
  #saving: Promise<void> | null = null
  #saveFailure: Error | null = null
  /** A batch was not dealt with to its end: what is known no longer says what is there. */
  #isBroken = false

  constructor({ options, folder, guard, partial }: WriterParts) {
    const { checkpoint } = folder
    this.#options = options
    this.#folder = folder
    this.#guard = guard
    this.#partial = partial
    this.#before = guard.state
    this.#unsynced = new UnsyncedFiles(folder.tree, folder.folders)
    this.#refusals = new RefusalList(checkpoint?.refused, checkpoint?.refusedCount)
    this.#files = checkpoint?.files ?? 0
    this.#bytes = checkpoint?.bytes ?? 0
    this.#saved = { entries: guard.state.entries, bytes: this.#bytes, at: performance.now() }
  }

  get progress(): WriterProgress {
    const partial = (this.#current?.file ?? this.#partial)?.bytes ?? 0
    return {
      entries: this.#before.entries,
      files: this.#files,
      bytes: this.#bytes + partial,
      refused: this.#refusals.listed,
      refusedCount: this.#refusals.count,
    }
  }

  position(): { at: Position; prefix: Uint8Array } {
    const at = { index: this.#before.entries, offset: this.#partial?.bytes ?? 0 }
    return { at, prefix: this.#partial?.hashSoFar() ?? NO_PREFIX }
  }

  async write(records: readonly BatchRecord[]): Promise<boolean> {
    this.#isBroken = true
    const isFinished = await this.#writeAll(records)
    this.#isBroken = false
    this.#maySave()
    if (isFinished) await this.#finish()
    return isFinished
  }

  async #writeAll(records: readonly BatchRecord[]): Promise<boolean> {
    let whole: WholeFile[] = []
    let isFinished = false
    const flush = async () => {
      await inParallel(whole, PARALLEL_WRITES, (file) => this.#writeWhole(file))
      whole = []
    }
    for (let at = 0; at < records.length; at++) {
      const found = this.#current === null && this.#partial === null ? wholeFileAt(records, at) : null
      if (found !== null) {
        if (this.#enter(found.entry) === null) whole.push(found)
        this.#over()
        at += found.records - 1
        continue
      }
      await flush()
      isFinished = await this.#write(records[at])
    }
    await flush()
    return isFinished
  }

  async place(): Promise<readonly PlacedName[]> {
    const { into, existing } = this.#options
    await this.#folder.folders[Symbol.asyncDispose]()
    const placed = await placeNames(this.#folder.tree, { into, rule: existing })
    await this.discard()
    return placed
  }

  async discard(): Promise<void> {
    this.#isBroken = true
    await this[Symbol.asyncDispose]()
    await rm(this.#folder.place, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#saving?.catch(() => undefined)
    // What the next connection need not bring again. A disk that is full keeps the checkpoint before.
    if (!this.#isBroken) await this.#save().catch(() => undefined)
    this.#isBroken = true
    await this.#current?.file?.close()
    await this.#partial?.close()
    ;[this.#current, this.#partial] = [null, null]
    await this.#folder.folders[Symbol.asyncDispose]()
  }

  /** Checkpoints in the background; called when no entry is half taken in. */
  #maySave(): void {
    if (this.#saveFailure !== null) throw this.#saveFailure
    const now = performance.now()
    const entries = this.#before.entries - this.#saved.entries
    const bytes = this.progress.bytes - this.#saved.bytes
    if (entries === 0 && bytes === 0) return
    const isDue =
      entries >= CHECKPOINT_ENTRIES || bytes >= CHECKPOINT_BYTES || now - this.#saved.at >= CHECKPOINT_MS
    if (!isDue || this.#saving !== null) return
    this.#saving = this.#save().then(
      () => void (this.#saving = null),
      (error: unknown) => {
        this.#saving = null
        this.#saveFailure = error instanceof Error ? error : new Error(String(error))
      },
    )
  }

  async #save(): Promise<void> {
    const file = this.#current?.file ?? this.#partial
    const { files, refused, refusedCount } = this.progress
    const partial = file === null ? null : { path: file.path, bytes: file.bytes }
    const checkpoint: Checkpoint = {
      guard: this.#before,
      partial,
      files,
      bytes: this.#bytes,
      refused: [...refused],
      refusedCount,
    }
    this.#saved = { entries: this.#before.entries, bytes: this.progress.bytes, at: performance.now() }
    await Promise.all([this.#unsynced.sync(), file?.sync()])
    await writeCheckpoint(this.#folder.checkpointFile, checkpoint)
  }

  async #finish(): Promise<void> {
    await this.#saving
    if (this.#saveFailure !== null) throw this.#saveFailure
    await this.#save()
  }

  async #write(record: BatchRecord | undefined): Promise<boolean> {
    switch (record?.kind) {
      case undefined:
        return false
      case 'entry':
        await this.#begin(record.entry)
        return false
      case 'data':
        await this.#data(record.bytes)
        return false
      case 'end':
        await this.#end(record.hash)
        return false
      case 'skip':
        await this.#skip(record.reason)
        return false
      case 'finish':
        if (this.#current !== null) throw new MisbehavedError('an end in the middle of a file')
        this.#guard.assertFinished()
        await this.#partial?.remove()
        this.#partial = null
        return true
    }
  }

  /** Takes an entry in. What is refused is listed. */
  #enter(entry: SentEntry): Refusal | null {
    if (this.#current !== null) throw new MisbehavedError('a file in the middle of another')
    const refusal = this.#guard.enter(entry)
    if (refusal !== null) this.#refusals.add(entry.path, refusal)
    return refusal
  }

  #over(): void {
    this.#current = null
    this.#before = this.#guard.state
  }

  async #begin(entry: SentEntry): Promise<void> {
    const refusal = this.#enter(entry)
    const isFile = entry.kind === 'file'
    let file = await this.#resume(entry, refusal)
    try {
      if (refusal === null && isFile) file ??= await GrowingFile.create(this.#folder.folders, entry.path)
      else if (refusal === null) await this.#writeOther(entry)
    } catch (error) {
      this.#refusals.add(entry.path, refusalOf(error))
    }
    this.#current = { entry, file, received: entry.offset }
    if (!isFile) this.#over()
  }

  /** The file that another connection began, when the sender goes on with it; else it is removed. */
  async #resume(entry: SentEntry, refusal: Refusal | null): Promise<GrowingFile | null> {
    const partial = this.#partial
    this.#partial = null
    const goesOn = partial?.path === entry.path && partial.bytes === entry.offset
    if (goesOn && refusal === null && entry.kind === 'file') return partial
    await partial?.remove()
    if (entry.offset !== 0) throw new MisbehavedError('a part of a file without its beginning')
    return null
  }

  async #writeOther(entry: SentEntry): Promise<void> {
    const [folder, name] = splitPath(entry.path)
    await this.#folder.folders.use(folder, { makes: true }, async (above) => {
      const place = `${above}/${name}`
      if (entry.kind === 'symlink') await symlink(entry.target, place)
      else await writeFolder({ entry: treeEntryOf(entry), place, unfinished: '' })
    })
    this.#unsynced.add(entry.path, entry.kind)
  }

  async #data(bytes: Uint8Array): Promise<void> {
    if (this.#current === null) throw new MisbehavedError('contents of no file')
    const { entry, file } = this.#current
    this.#current.received += bytes.byteLength
    if (this.#current.received > entry.bytes && !this.#options.offer.isStream)
      throw new MisbehavedError('a longer file than it offered')
    await file?.write(bytes)
  }

  async #end(hash: Uint8Array): Promise<void> {
    if (this.#current === null) throw new MisbehavedError('an end of no file')
    const { entry, file } = this.#current
    if (file !== null) {
      if (file.bytes !== entry.bytes && !this.#options.offer.isStream)
        throw new MisbehavedError('a shorter file than it offered')
      if (!isEqualBytes(file.hashSoFar(), hash)) throw new MisbehavedError('a file whose hash is another')
      await file.finish(entry)
      this.#count(entry, file.bytes)
    }
    this.#over()
  }

  async #skip(reason: Refusal): Promise<void> {
    if (this.#current === null) throw new MisbehavedError('a refusal of no file')
    const { entry, file } = this.#current
    await file?.remove()
    if (file !== null) this.#refusals.add(entry.path, reason)
    this.#over()
  }

  async #writeWhole({ entry, contents }: WholeFile): Promise<void> {
    try {
      await writeWhole(this.#folder.folders, entry, contents)
      this.#count(entry, entry.bytes)
    } catch (error) {
      this.#refusals.add(entry.path, refusalOf(error))
    }
  }

  #count(entry: SentEntry, bytes: number): void {
    this.#files++
    this.#bytes += bytes
    this.#unsynced.add(entry.path, 'file')
  }
}

function treeEntryOf(entry: SentEntry): Parameters<typeof writeFolder>[0]['entry'] {
  const { path, kind, bytes, mode, mtimeMs } = entry
  const state = { executable: true, target: null, isIgnored: false, contents: null }
  return { path, kind, bytes, mode: mode & 0o777, mtimeMs, ...state }
}
