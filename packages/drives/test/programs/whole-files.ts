/** Files that tell whether they are whole. */
import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const SMALL_FILES = 40
const BIG_BYTES = 3_000_000

/** The files of a version: a third of the small ones changes from one to the next, and one is large. */
export function filesOf(version: number): Map<string, Buffer> {
  const files = new Map([['big.bin', wholeFile('big.bin', version, BIG_BYTES)]])
  for (let at = 0; at < SMALL_FILES; at++) {
    const path = `folder-${at % 5}/f${at}`
    files.set(path, wholeFile(path, version - ((version + at) % 3), 100 + at * 300))
  }
  return files
}

function wholeFile(path: string, version: number, bytes: number): Buffer {
  const line = createHash('sha256').update(`${path} ${version}`).digest('hex')
  const head = `${JSON.stringify({ path, version, bytes })}\n`
  return Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, line)])
}

export async function writeVersion(dir: string, version: number): Promise<void> {
  for (const [path, contents] of filesOf(version)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), contents)
  }
}

/** The paths in a folder that are not whole files of some version, those of unfinished ones left out. */
export async function brokenFiles(dir: string): Promise<string[]> {
  const broken: string[] = []
  for (const path of await readdir(dir, { recursive: true }).catch(() => [])) {
    if (path.startsWith('.comice-unfinished') || !(await lstat(join(dir, path))).isFile()) continue
    const contents = await readFile(join(dir, path))
    if (!isWhole(path, contents)) broken.push(`${path} (${contents.byteLength} bytes)`)
  }
  return broken
}

function isWhole(path: string, contents: Buffer): boolean {
  try {
    const head = String(contents.subarray(0, contents.indexOf('\n')))
    const found = JSON.parse(head) as { path: string; version: number; bytes: number }
    return found.path === path && contents.equals(wholeFile(path, found.version, found.bytes))
  } catch {
    return false
  }
}

/** Whether a folder is exactly a version. */
export async function isVersion(dir: string, version: number): Promise<boolean> {
  const wanted = filesOf(version)
  const found = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  )
  if (found.length !== wanted.size) return false
  for (const [path, contents] of wanted) {
    if (!contents.equals(await readFile(join(dir, path)).catch(() => Buffer.alloc(0)))) return false
  }
  return true
}
