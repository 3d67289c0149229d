/** The folders that are mirrored. */
import { randomFillSync } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { appendFile, cp, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'

const PIECE_BYTES = 1024 * 1024
const FILES_PER_FOLDER = 100
const CHANGED_PLACES = 16
const SOURCE_FOLDERS = ['apps', 'bench', 'docs', 'examples', 'packages', 'scripts', 'templates', 'tests']
/** What is made from sources, and by this bench. */
const NOT_SOURCES = new Set(['node_modules', 'dist', 'test-results', '.turbo', 'coverage'])

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

/** Writes one percent anew: every hundredth file, or so much of the only one, in {@link CHANGED_PLACES}. */
export async function changeDriveFolder(dir: string, { files, bytes }: FolderShape): Promise<void> {
  if (files === 1) return changeFile(path.join(dir, fileName(0)), bytes)
  for (let at = 0; at < files; at += 100) await writeRandom(path.join(dir, fileName(at)), bytes)
}

/** Puts a line before all that the only file holds. */
export async function shiftDriveFolder(dir: string): Promise<void> {
  const place = path.join(dir, fileName(0))
  const longer = `${place}.longer`
  await writeFile(longer, 'a line\n')
  await pipeline(createReadStream(place), createWriteStream(longer, { flags: 'a' }))
  await rename(longer, place)
}

async function changeFile(place: string, bytes: number): Promise<void> {
  const stretch = Buffer.allocUnsafe(Math.ceil(bytes / 100 / CHANGED_PLACES))
  await using file = await open(place, 'r+')
  for (let at = 0; at < CHANGED_PLACES; at++) {
    await file.write(
      randomFillSync(stretch),
      0,
      stretch.byteLength,
      Math.floor((bytes / CHANGED_PLACES) * at),
    )
  }
}

/** Copies the sources of this repository: about 1,900 files, 6 MiB. */
export async function copySourceTree(dir: string): Promise<void> {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const isSource = (place: string) => !place.split(path.sep).some((name) => NOT_SOURCES.has(name))
  for (const folder of SOURCE_FOLDERS) {
    await cp(path.join(root, folder), path.join(dir, folder), {
      recursive: true,
      filter: (from) => isSource(path.relative(root, from)),
    })
  }
}

/** Appends a line to every hundredth file. */
export async function changeSourceTree(dir: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
  for (const file of files.sort().filter((_, at) => at % 100 === 0))
    await appendFile(file, `// ${Date.now()}\n`)
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
