/** The folders that are mirrored. */
import { randomFillSync } from 'node:crypto'
import { mkdir, open, writeFile } from 'node:fs/promises'
import path from 'node:path'

const PIECE_BYTES = 1024 * 1024
const FILES_PER_FOLDER = 100

export interface FolderShape {
  readonly name: string
  readonly files: number
  /** Of each file. */
  readonly bytes: number
}

/** Fills `dir` with random bytes, which nothing can shorten. */
export async function makeDriveFolder(dir: string, { files, bytes }: FolderShape): Promise<void> {
  for (let at = 0; at < files; at++) {
    const place = path.join(dir, fileName(at))
    if (at % FILES_PER_FOLDER === 0) await mkdir(path.dirname(place), { recursive: true })
    await writeRandom(place, bytes)
  }
}

/** Writes every hundredth file anew. */
export async function changeDriveFolder(dir: string, { files, bytes }: FolderShape): Promise<void> {
  for (let at = 0; at < files; at += 100) await writeRandom(path.join(dir, fileName(at)), bytes)
}

function fileName(at: number): string {
  return `folder-${Math.floor(at / FILES_PER_FOLDER)}/file-${at}.bin`
}

async function writeRandom(place: string, bytes: number): Promise<void> {
  const piece = Buffer.allocUnsafe(Math.min(bytes, PIECE_BYTES))
  if (bytes <= PIECE_BYTES) return writeFile(place, randomFillSync(piece))
  await using file = await open(place, 'w')
  for (let left = bytes; left > 0; left -= piece.byteLength) {
    await file.writeFile(randomFillSync(piece).subarray(0, left))
  }
}
