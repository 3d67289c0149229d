/** A built page in memory. Requests choose among what was there at start, so no path of theirs reaches the disk. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export interface StaticFile {
  readonly type: string
  readonly body: Buffer
}

/** Files by URL path, such as `/assets/index.js`. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Reads every regular file below `dir`; what is a link or of an unknown type is left out. */
export async function loadStaticFiles(dir: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>()
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const type = TYPES[path.extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const file = path.join(entry.parentPath, entry.name)
    const urlPath = `/${path.relative(dir, file).split(path.sep).join('/')}`
    files.set(urlPath, { type, body: await readFile(file) })
  }
  return files
}
