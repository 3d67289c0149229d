/** Finds out what each file of a project holds: from the notes of the last stage, or by reading it. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readFile } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { CONTENT_BLOCK_BYTES, MAX_SNIFFED_BYTES, PARALLEL_READS, READ_ATTEMPTS } from '../constants.ts'
import { compile } from '../project/compile.ts'
import type { ProjectFile } from '../project/project.ts'
import { secretInContents } from '../project/secret.ts'
import type { Problem } from '../project/walk-folder.ts'
import type { StageCache } from './stage-cache.ts'
import type { StageTicker } from './stage-progress.ts'

/** A file, and what will stand in the drive. */
export interface DigestedFile {
  readonly path: string
  readonly executable: boolean
  /** Of what is staged, which for compiled files differs from what is on the disk. */
  readonly bytes: number
  /** SHA-256 of it, hexadecimal. */
  readonly hash: string
  /** As it was when it was read. */
  readonly file: ProjectFile
  /** When it was read, ms since 1970. */
  readonly readAt: number
}

export interface DigestOptions {
  readonly cache: StageCache
  readonly signal: AbortSignal | undefined
  readonly ticker: StageTicker
}

/** The files in their order, without those that must not be staged. */
export async function digestFiles(
  files: readonly ProjectFile[],
  { cache, signal, ticker }: DigestOptions,
): Promise<{ files: DigestedFile[]; refusals: Problem[] }> {
  const found: (DigestedFile | Problem)[] = []
  const queue = files.entries()
  const read = async () => {
    for (const [at, file] of queue) {
      signal?.throwIfAborted()
      found[at] = cache.find(file) ?? (await digest(file))
      ticker.read()
    }
  }
  await Promise.all(Array.from({ length: PARALLEL_READS }, read))
  return { files: found.filter((one) => 'hash' in one), refusals: found.filter((one) => 'reason' in one) }
}

async function digest(file: ProjectFile): Promise<DigestedFile | Problem> {
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
    const readAt = Date.now()
    const before = await lstat(file.source)
    const digested = await digestOnce(file, before)
    const after = await lstat(file.source)
    if (!isSameState(before, after)) continue
    if ('reason' in digested) return digested
    const { size, mtimeMs, ctimeMs, ino } = after
    return { ...digested, file: { ...file, size, mtimeMs, ctimeMs, inode: ino }, readAt }
  }
  return { path: file.path, reason: 'it changes while it is read' }
}

function isSameState(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs
}

type Digest = Pick<DigestedFile, 'path' | 'executable' | 'bytes' | 'hash'>

async function digestOnce(file: ProjectFile, { size }: Stats): Promise<Digest | Problem> {
  const { path, executable } = file
  const hash = createHash('sha256')
  let bytes = 0
  if (size > MAX_SNIFFED_BYTES) {
    // No program is so large; what it holds is not compiled, nor searched.
    for await (const chunk of readChunks(file.source)) {
      hash.update(chunk)
      bytes += chunk.byteLength
    }
    return { path, executable, bytes, hash: hash.digest('hex') }
  }
  const read = await readFile(file.source)
  const secret = file.isSniffed ? secretInContents(path, read) : null
  if (secret !== null) return { path, reason: `it contains ${secret}` }
  const contents = stagedContents(file, read)
  if ('reason' in contents) return contents
  return { path, executable, bytes: contents.byteLength, hash: hash.update(contents).digest('hex') }
}

/** What is staged of a file, in pieces of whole blocks; only a large one in several. */
export async function* readStaged(file: ProjectFile): AsyncGenerator<Uint8Array> {
  if (file.size > MAX_SNIFFED_BYTES) {
    yield* readChunks(file.source)
    return
  }
  const contents = stagedContents(file, await readFile(file.source))
  if (!('reason' in contents)) yield contents
}

function stagedContents(file: ProjectFile, read: Uint8Array): Uint8Array | Problem {
  if (file.typescript === null) return read
  const compiled = compile(file.path, read, file.typescript)
  if (compiled.kind === 'unchanged') return read
  if (compiled.kind === 'compiled') return compiled.contents
  // What another wrote and nothing may ever import is none of the author's concern.
  if (file.typescript === 'erase') return read
  return { path: file.path, reason: `line ${compiled.line}: ${compiled.reason}` }
}

function readChunks(source: string): AsyncIterable<Buffer> {
  return createReadStream(source, { highWaterMark: CONTENT_BLOCK_BYTES })
}
