/**
 * What a producer of any speed gives, kept until it is whole: whoever appends to a drive holds the lock of its tree, and
 * nobody is to wait for somebody else's keyboard. Few bytes stay in memory; more go to a file in the profile that has no
 * name any more when it is written, so that nothing of it is left after a crash.
 */
import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { CONTENT_BLOCK_BYTES, SPOOLED_IN_MEMORY_BYTES } from '../constants.ts'
import { DriveErrors } from '../errors.ts'

export interface Spool extends AsyncDisposable {
  /** All that was given, once. */
  read(): AsyncIterable<Uint8Array>
}

/** Resolves when `contents` has ended. @throws what `contents` throws, MIRROR_NO_SPACE */
export async function spool(profileDir: string, contents: AsyncIterable<Uint8Array>): Promise<Spool> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  let file: FileHandle | null = null
  try {
    for await (const piece of contents) {
      // A producer may use its buffer again.
      pieces.push(Uint8Array.from(piece))
      bytes += piece.byteLength
      if (bytes <= SPOOLED_IN_MEMORY_BYTES) continue
      file ??= await openSpoolFile(profileDir)
      await writeAll(file, pieces.splice(0))
    }
  } catch (error) {
    await file?.close()
    throw error
  }
  return {
    read: () => readAll(file, pieces),
    [Symbol.asyncDispose]: async () => file?.close(),
  }
}

/** What a process left that ended while the system would not let an open file go. */
export async function removeSpools(profileDir: string): Promise<void> {
  await rm(spoolFolder(profileDir), { recursive: true, force: true })
}

function spoolFolder(profileDir: string): string {
  return path.join(profileDir, 'spool')
}

async function openSpoolFile(profileDir: string): Promise<FileHandle> {
  const folder = spoolFolder(profileDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const place = path.join(folder, randomUUID())
  const file = await open(place, 'wx+', 0o600)
  // Where an open file keeps its name it goes when the profile is opened next.
  await rm(place).catch(() => undefined)
  return file
}

async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  try {
    for (const piece of pieces) await file.writeFile(piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw DriveErrors.MIRROR_NO_SPACE({ files: 0 }, { cause: error })
  }
}

async function* readAll(file: FileHandle | null, pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  if (file === null) return yield* pieces
  for (let position = 0; ;) {
    const block = Buffer.allocUnsafe(CONTENT_BLOCK_BYTES)
    const { bytesRead } = await file.read(block, 0, block.byteLength, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield block.subarray(0, bytesRead)
  }
}
