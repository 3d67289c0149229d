/** Makes the files of a plan in a folder of its own; nothing outside of it is touched. */
import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, copyFile, type FileHandle, link, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type Hypercore from 'hypercore'
import { PARALLEL_FILES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { Checkout, CheckoutFile } from './checkout.ts'
import { isIntact } from './checkout-record.ts'
import type { PlannedFile } from './drive-plan.ts'
import { foldersAbove } from '@comice/drives/parts'

export interface WriteRequest {
  /** Empty folder. */
  readonly dir: string
  readonly files: readonly PlannedFile[]
  /** The core with the contents. */
  readonly core: Hypercore
  /** Blob ids mean the same there. */
  readonly previous: Checkout | null
  /** Called when a block was written, with its size, and when a file is whole, with what it was. */
  readonly onbytes: (bytes: number) => void
  readonly onfile: () => void
}

/** Reused files by blob, of which a copy is on the disk already. */
type KnownFiles = ReadonlyMap<string, { dir: string; file: CheckoutFile }>

/**
 * Writes, or links from the previous version, all files. They are synced; their folders are not yet. Synced at the end:
 * the first sync then carries most of the others to the disk, and 500 files take a third of the time (decision 102).
 */
export async function writeFiles(request: WriteRequest): Promise<CheckoutFile[]> {
  await makeFolders(request)
  const known = knownFiles(request.previous)
  const written: Written[] = []
  await inParallel(request.files.entries(), async ([at, planned]) => {
    written[at] = await writeFile(planned, { request, known })
    request.onfile()
  })
  const unsealed = written.flatMap(({ file, isSealed }) => (isSealed ? [] : [file]))
  await inParallel(unsealed.values(), (file) => seal(join(request.dir, file.path), file))
  return written.map(({ file }) => file)
}

interface Written {
  readonly file: CheckoutFile
  /** Whether it has its mode, and is synced. */
  readonly isSealed: boolean
}

/** {@link PARALLEL_FILES} at a time. */
async function inParallel<T>(queue: IteratorObject<T>, job: (item: T) => Promise<void>): Promise<void> {
  // A failure stops the others at their next file, and is thrown when all have stopped.
  let failed = false
  const work = async (): Promise<void> => {
    for (const item of queue) {
      if (failed) return
      await job(item)
    }
  }
  const workers = Array.from({ length: PARALLEL_FILES }, () =>
    work().catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  const ends = await Promise.allSettled(workers)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** All folders of a plan, outermost first. */
export function foldersOf(files: readonly { path: string }[]): string[] {
  return [...new Set(files.flatMap(({ path }) => foldersAbove(path)))]
}

async function makeFolders({ dir, files }: WriteRequest): Promise<void> {
  for (const folder of foldersOf(files)) await mkdir(join(dir, folder), { recursive: true, mode: 0o700 })
}

function knownFiles(previous: Checkout | null): KnownFiles {
  const known = new Map<string, { dir: string; file: CheckoutFile }>()
  for (const file of previous?.files ?? []) {
    if (file.blob !== '') known.set(file.blob, { dir: previous?.dir ?? '', file })
  }
  return known
}

async function writeFile(
  planned: PlannedFile,
  { request, known }: { request: WriteRequest; known: KnownFiles },
): Promise<Written> {
  const { path, bytes, blob, blocks, executable } = planned
  const to = join(request.dir, path)
  const found = known.get(blob)
  if (found?.file.bytes === bytes && (await isIntact(found.dir, found.file))) {
    await takeOver(join(found.dir, found.file.path), to, found.file.executable === executable)
    if (found.file.executable !== executable) await chmod(to, modeOf(planned))
    request.onbytes(bytes)
    return { file: { path, bytes, hash: found.file.hash, executable, blob, blocks }, isSealed: true }
  }
  const hash = await writeContents(planned, { to, request })
  return { file: { path, bytes, hash, executable, blob, blocks }, isSealed: false }
}

/** The same file under a second name where the file system can do that, else a copy. */
async function takeOver(from: string, to: string, mayLink: boolean): Promise<void> {
  if (mayLink) {
    try {
      await link(from, to)
      return
    } catch (error) {
      // No links here, or too many of this file: each needs its copy.
      if (
        !/^(?:EPERM|EXDEV|EMLINK|ENOTSUP|ENOSYS|EACCES)$/u.test((error as NodeJS.ErrnoException).code ?? '')
      )
        throw error
    }
  }
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  const file = await open(to, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeContents(
  planned: PlannedFile,
  { to, request }: { to: string; request: WriteRequest },
): Promise<string> {
  const hash = createHash('sha256')
  // Exclusive: a link or file that is already there is never written through.
  const file = await open(to, 'wx', 0o600)
  try {
    await copyBlocks(planned, { file, hash, request })
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

async function seal(path: string, { executable }: CheckoutFile): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.chmod(modeOf({ executable }))
    await file.sync()
  } finally {
    await file.close()
  }
}

async function copyBlocks(
  { path, bytes, pieces }: PlannedFile,
  { file, hash, request }: { file: FileHandle; hash: Hash; request: WriteRequest },
): Promise<void> {
  let written = 0
  for (const [from, to] of pieces) {
    for (let index = from; index < to; index++) {
      const block = await request.core.get(index)
      if (block === null) throw damaged(path, 'a block is missing')
      written += block.byteLength
      // Before the write: what an entry did not declare is outside of what was measured against quota and disk.
      if (written > bytes) throw damaged(path, 'it is longer than its entry says')
      await file.writeFile(block)
      hash.update(block)
      request.onbytes(block.byteLength)
    }
  }
  if (written < bytes) throw damaged(path, 'it is shorter than its entry says')
}

function modeOf({ executable }: { executable: boolean }): number {
  return executable ? 0o555 : 0o444
}

function damaged(path: string, reason: string): Error {
  return PlatformErrors.DRIVE_DAMAGED({ reason: `${path}: ${reason}` })
}
