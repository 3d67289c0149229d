/**
 * Makes an app's drive equal to its author's folder: what is new is added, what differs is changed, what is gone is
 * removed, and nothing else is written.
 *
 * The entries change by one append, so whoever reads the drive, and whoever starts again after a crash, sees the old
 * version or the new one. Contents are appended before that; while no entry names them, they are only space. A stage
 * that is killed leaves at most one portion of them (STAGE_PORTION_BYTES) that the next one does not find again.
 */
import type { AppDrive } from '../release/app-drive.ts'
import type { Problem } from '../project/walk-folder.ts'
import type { Project } from '../project/project.ts'
import { checkOurs } from '../release/append-release.ts'
import { PlatformErrors } from '../errors.ts'
import { MAX_LISTED_PROBLEMS } from '../constants.ts'
import { type BlobId, ContentIndex } from './content-index.ts'
import { ContentWriter } from './content-writer.ts'
import { digestFiles, type DigestedFile } from './digest-files.ts'
import { type DriveEntry, type EntriesByPath, entryKey, readEntries, writeNotes } from './drive-entries.ts'
import { createStageProgress, type StageProgress, type StageTicker } from './stage-progress.ts'
import { StageCache } from './stage-cache.ts'

export interface StageOptions {
  readonly app: AppDrive
  readonly project: Project
  /** Where is noted which files were read before. Only saves time: it may be lost at any moment. */
  readonly cacheFile: string
  /** Finds out what would be done, and does nothing. */
  readonly dryRun?: boolean
  /** The release line that Pear's `channel` key names. Default: as it is, or `dev`. */
  readonly channel?: string
  /** Stops before the entries change; its reason is thrown. */
  readonly signal?: AbortSignal
  readonly onprogress?: (progress: StageProgress) => void
}

/** One file of the drive that becomes another. */
export interface StageChange {
  readonly kind: 'add' | 'change' | 'remove'
  readonly path: string
  /** Bytes of the file, 0 when it is removed. */
  readonly bytes: number
  /** Bytes that it had, 0 when it is added. */
  readonly bytesBefore: number
  /** Only whether it may be executed differs. */
  readonly isModeOnly: boolean
}

export interface StageResult {
  /** In order of their paths. */
  readonly changes: readonly StageChange[]
  /** Files that stay as they are. */
  readonly unchanged: number
  /** All files of the version. */
  readonly files: number
  readonly bytes: number
  /** Contents that the drive did not have, in bytes: what is appended, and what peers fetch. */
  readonly newBytes: number
  /** Blocks of the drive's core afterwards: the version. */
  readonly length: number
  readonly fork: number
  readonly dryRun: boolean
  readonly refusals: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/**
 * @throws STAGE_REFUSED (a dry run returns the refusals instead), STAGE_CHANGED, APP_NOT_OURS, APP_ROLLED_BACK, or the
 * reason of `signal`
 */
export async function stage(options: StageOptions): Promise<StageResult> {
  const { app, dryRun = false } = options
  await checkOurs(app)
  if (dryRun) return work(options, null)
  const batch = app.drive.db.batch({ update: false })
  try {
    // Held until the end: two stages at once come one after the other.
    await batch.lock()
    return await work(options, batch)
  } finally {
    // Without effect after a flush.
    await batch.close()
  }
}

/** The part of a batch of the drive's tree that is used here. */
export interface EntryBatch {
  readonly length: number
  put(key: string, value: unknown): Promise<void>
  del(key: string): Promise<void>
  flush(): Promise<void>
}

async function work(options: StageOptions, batch: EntryBatch | null): Promise<StageResult> {
  const { app, project, signal } = options
  const ticker = createStageProgress(project.files.length, options.onprogress)
  const entries = await readEntries(app.drive)
  const cache = await StageCache.open(options.cacheFile, app)
  const digested = await digestFiles(project.files, { cache, signal, ticker })
  const refusals = [...project.refusals, ...digested.refusals]
  if (batch !== null) refuse(refusals)

  const index = new ContentIndex({ app, entries, cache })
  const plan = await makePlan(digested.files, { entries, index })
  const facts = { ...countsOf(plan, digested.files), refusals, warnings: project.warnings }
  if (batch !== null) await carryOut({ plan, options, batch, cache, ticker })
  signal?.throwIfAborted()
  const { length, fork } = app.drive.core
  return { ...facts, length, fork, dryRun: batch === null }
}

function refuse(refusals: readonly Problem[]): void {
  const [first] = refusals
  if (first === undefined) return
  throw PlatformErrors.STAGE_REFUSED({
    files: refusals.slice(0, MAX_LISTED_PROBLEMS).map(({ path, reason }) => `${path}: ${reason}`),
    more: Math.max(0, refusals.length - MAX_LISTED_PROBLEMS),
  })
}

interface Plan {
  readonly changes: readonly StageChange[]
  readonly removed: readonly string[]
  /** Files whose entry is written. */
  readonly written: readonly PlannedFile[]
  readonly unchanged: readonly PlannedFile[]
}

interface PlannedFile {
  readonly file: DigestedFile
  /** Contents that the drive has already, or null. */
  readonly blob: BlobId | null
  readonly change: StageChange | null
}

async function makePlan(
  files: readonly DigestedFile[],
  { entries, index }: { entries: EntriesByPath; index: ContentIndex },
): Promise<Plan> {
  const planned = []
  for (const file of files)
    planned.push(await planFile(file, { entry: entries.get(file.path) ?? null, index }))
  const kept = new Set(files.map(({ path }) => path))
  const gone = [...entries.values()].filter(({ path }) => !kept.has(path))
  const removals = gone.map(({ path, bytes }): StageChange => {
    return { kind: 'remove', path, bytes: 0, bytesBefore: bytes, isModeOnly: false }
  })
  const written = planned.filter(({ change }) => change !== null)
  const changes = [...written.flatMap(({ change }) => change ?? []), ...removals]
  return {
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    removed: gone.map(({ path }) => path),
    written,
    unchanged: planned.filter(({ change }) => change === null),
  }
}

async function planFile(
  file: DigestedFile,
  { entry, index }: { entry: DriveEntry | null; index: ContentIndex },
): Promise<PlannedFile> {
  const { path, bytes, executable } = file
  if (entry === null) {
    const change = { kind: 'add', path, bytes, bytesBefore: 0, isModeOnly: false } as const
    return { file, blob: await index.find(file), change }
  }
  const isSame = await index.holds(entry, file)
  if (isSame && entry.executable === executable) return { file, blob: entry.blob, change: null }
  const change = { kind: 'change', path, bytes, bytesBefore: entry.bytes, isModeOnly: isSame } as const
  return { file, blob: isSame ? entry.blob : await index.find(file), change }
}

function countsOf({ changes, written, unchanged }: Plan, files: readonly DigestedFile[]) {
  const fresh = new Map(
    written.filter(({ blob }) => blob === null).map(({ file }) => [file.hash, file.bytes]),
  )
  return {
    changes,
    unchanged: unchanged.length,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    newBytes: [...fresh.values()].reduce((sum, bytes) => sum + bytes, 0),
  }
}

interface Work {
  readonly plan: Plan
  readonly options: StageOptions
  readonly batch: EntryBatch
  readonly cache: StageCache
  readonly ticker: StageTicker
}

async function carryOut({ plan, options, batch, cache, ticker }: Work): Promise<void> {
  const { app, project, signal } = options
  const contents = await app.drive.getBlobs()
  const writer = new ContentWriter(contents.core, { cache, signal, ticker })
  const blobsByPath = new Map<string, BlobId>()
  const isBegun = ({ file }: PlannedFile) => Number(file.hash === cache.begun?.hash)
  // What was begun goes on only as long as nothing else is appended.
  for (const { file, blob } of [...plan.written].sort((a, b) => isBegun(b) - isBegun(a))) {
    blobsByPath.set(file.path, blob ?? (await writer.write(file)))
  }
  await writer.flush()
  signal?.throwIfAborted()

  for (const path of plan.removed) await batch.del(entryKey(path))
  for (const { file } of plan.written) {
    const blob = blobsByPath.get(file.path) ?? null
    const { executable } = file
    await batch.put(entryKey(file.path), { executable, linkname: null, blob, metadata: null })
  }
  await writeNotes(app.drive, batch, { manifest: project.manifest.json, channel: options.channel })
  if (batch.length > 0) await batch.flush()
  for (const { file, blob } of [...plan.unchanged, ...plan.written]) {
    const known = blob ?? blobsByPath.get(file.path)
    if (known !== undefined) cache.note(file, known)
  }
  await cache.save(plan)
}
