/** Reads files of a folder for a drive: what is stored is the state that its entry says. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { markWhole } from '@comice/protocol'
import { READ_ATTEMPTS, READ_BYTES, SETTLED_MS, SMALL_FILE_BYTES } from '../constants.ts'
import { PlainFile } from '../folder/plain-file.ts'
import type { Refusal } from '../names/safe-path.ts'
import type { FolderContents } from '../tree/folder-tree.ts'
import type { TreeEntry } from '../tree/tree.ts'

/** A file that can be stored: whole in memory when it is small, else still to be read. */
export interface ReadFile {
  readonly entry: TreeEntry
  /** Null: it is large, see {@link readLarge}. */
  readonly contents: Uint8Array | null
}

/** Reads a small file, or looks at a large one; the entry that comes back is the state that was read. */
export async function readFile(entry: TreeEntry): Promise<ReadFile | Refusal> {
  const { source } = entry.contents as FolderContents
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
    const opened = await orRefusal(PlainFile.open(source, TO_READ))
    if (typeof opened === 'string') return opened
    using file = opened
    const before = await settled(file)
    const found = withState(entry, source, before)
    if (before.size > SMALL_FILE_BYTES) return { entry: found, contents: null }
    // In memory that is theirs alone.
    const contents = markWhole(Buffer.allocUnsafeSlow(before.size))
    const bytes = await file.fill(contents)
    if (bytes === before.size && isSameState(before, file.stats)) return { entry: found, contents }
  }
  return 'changing'
}

/**
 * Reads a large file piece by piece, each into the memory of the one before it; throws {@link FileChangedError} when it is
 * not what its entry says.
 */
export async function* readLarge(entry: TreeEntry): AsyncGenerator<Uint8Array> {
  const { source, stats } = entry.contents as FolderContents
  const file = await orRefusal(open(source, TO_READ))
  // It was there when its turn came to be read.
  if (typeof file === 'string') throw new FileChangedError()
  try {
    const memory = Buffer.allocUnsafeSlow(READ_BYTES)
    let bytes = 0
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, memory.byteLength)
      if (bytesRead === 0) break
      bytes += bytesRead
      if (bytes > entry.bytes) throw new FileChangedError()
      yield memory.subarray(0, bytesRead)
    }
    if (bytes !== entry.bytes || !isSameState(stats, await file.stat())) throw new FileChangedError()
  } finally {
    await file.close()
  }
}

/** A file was written to while it was read. Never leaves this package: it becomes a refusal. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError'
}

const TO_READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

async function orRefusal<T>(opening: Promise<T>): Promise<T | Refusal> {
  try {
    return await opening
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM') return 'no-access'
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR' || code === 'ENXIO') return 'changing'
    throw error
  }
}

/** The state of a file that was not changed in this step of the kernel's clock. */
async function settled(file: PlainFile): Promise<Stats> {
  const { stats } = file
  const age = Date.now() - stats.mtimeMs
  if (age < 0 || age >= SETTLED_MS) return stats
  await pause(SETTLED_MS - age)
  return file.stats
}

function isSameState(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs
}

function withState(entry: TreeEntry, source: string, stats: Stats): TreeEntry {
  const { size, mode, mtimeMs } = stats
  const contents: FolderContents = { source, stats }
  const executable = (mode & 0o100) !== 0
  return { ...entry, bytes: size, mode: mode & 0o777, executable, mtimeMs: Math.round(mtimeMs), contents }
}
