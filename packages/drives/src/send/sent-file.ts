/** Reads files of a list: what is sent is the state that was offered, or it is refused. */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { PIECES_AHEAD, SETTLED_MS } from '../constants.ts'
import { mapAhead } from '../contents/map-ahead.ts'
import { PlainFile } from '../folder/plain-file.ts'
import type { Refusal } from '../names/safe-path.ts'
import { PIECE_BYTES } from './batch-writer.ts'
import type { ListedEntry } from './send-list.ts'

export interface SentFile {
  readonly handle: FileHandle
  /** When it was opened. */
  readonly stats: Stats
}

/** The file, open, when it is what the list says. */
export async function openListed(entry: ListedEntry, place: string): Promise<SentFile | Refusal> {
  const handle = await orRefusal(open(place, TO_READ))
  if (typeof handle === 'string') return handle
  const stats = await settled(() => handle.stat())
  const refusal = refusalOf(entry, stats)
  if (refusal === null) return { handle, stats }
  await handle.close()
  return refusal
}

/** All of a small file, when it is what the list says. */
export async function readListed(entry: ListedEntry, place: string): Promise<Uint8Array | Refusal> {
  const opened = await orRefusal(PlainFile.open(place, TO_READ))
  if (typeof opened === 'string') return opened
  using file = opened
  const stats = await settled(() => file.stats)
  const refusal = refusalOf(entry, stats)
  if (refusal !== null) return refusal
  const contents = Buffer.allocUnsafe(entry.bytes)
  const bytes = await file.fill(contents)
  return bytes === entry.bytes && isSameState(file.stats, stats) ? contents : 'changing'
}

/** Whether nobody wrote to it since it was opened. */
export async function isUnchanged({ handle, stats }: SentFile): Promise<boolean> {
  return isSameState(await handle.stat(), stats)
}

function refusalOf({ bytes, mtimeMs, inode }: ListedEntry, stats: Stats): Refusal | null {
  if (!stats.isFile()) return 'not-a-file'
  return stats.size === bytes && stats.mtimeMs === mtimeMs && stats.ino === inode ? null : 'changing'
}

function isSameState(a: Stats, b: Stats): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs
}

/**
 * Pieces that fit in a batch, in order; fewer bytes than asked for when the file is shorter. A piece is good until the
 * next one is asked for.
 */
export async function* readPieces(
  handle: FileHandle,
  { from, end }: { from: number; end: number },
): AsyncGenerator<Uint8Array> {
  const memory = Array.from({ length: PIECES_AHEAD + 1 }, () =>
    Buffer.allocUnsafeSlow(Math.max(0, Math.min(PIECE_BYTES, end - from))),
  )
  const read = (at: number): Promise<Uint8Array> => {
    const piece = memory[((at - from) / PIECE_BYTES) % memory.length] ?? Buffer.alloc(0)
    return readInto(piece.subarray(0, end - at), handle, at)
  }
  for await (const piece of mapAhead(offsets(from, end), PIECES_AHEAD, read)) {
    if (piece.byteLength === 0) return
    yield piece
  }
}

function* offsets(from: number, end: number): Generator<number> {
  for (let at = from; at < end; at += PIECE_BYTES) yield at
}

async function readInto(piece: Buffer, handle: FileHandle, at: number): Promise<Uint8Array> {
  let filled = 0
  while (filled < piece.byteLength) {
    const { bytesRead } = await handle.read(piece, filled, piece.byteLength - filled, at + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return piece.subarray(0, filled)
}

const TO_READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

async function orRefusal<T>(opening: Promise<T>): Promise<T | Refusal> {
  try {
    return await opening
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM') return 'no-access'
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENXIO') return 'changing'
    throw error
  }
}

/** The kernel's clock of files moves in steps: a change in the step of the last one would leave no trace. */
async function settled(look: () => Promise<Stats> | Stats): Promise<Stats> {
  const stats = await look()
  const age = Date.now() - stats.mtimeMs
  if (age < 0 || age >= SETTLED_MS) return stats
  await pause(SETTLED_MS - age)
  return look()
}
