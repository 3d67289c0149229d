/**
 * The icon of an app, from its verified checkout: a PNG, `icon.png` or what `pear.icon` names. It is an author's, and
 * shown in the node's own window: so one format, whose size stands in its first bytes, and nothing that could be a
 * program or unfold into gigabytes.
 */
import { open, realpath } from 'node:fs/promises'
import path from 'node:path'
import { MAX_ICON_BYTES, MAX_ICON_PX } from '../constants.ts'

/** Null when there is none that can be shown. */
export async function readAppIcon(dir: string, wanted: unknown): Promise<Buffer | null> {
  const name = typeof wanted === 'string' ? wanted : 'icon.png'
  const root = await realpath(dir).catch(() => null)
  if (root === null || name.includes('\0')) return null
  const file = await realpath(path.join(root, name)).catch(() => null)
  if (file === null || !file.startsWith(root + path.sep)) return null
  const bytes = await readBounded(file)
  return bytes !== null && isSmallPng(bytes) ? bytes : null
}

async function readBounded(file: string): Promise<Buffer | null> {
  await using handle = await open(file, 'r')
  const stats = await handle.stat()
  if (!stats.isFile() || stats.size > MAX_ICON_BYTES) return null
  return await handle.readFile()
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Its first part is IHDR: length, name, width, height (https://www.w3.org/TR/png-3/#11IHDR). */
function isSmallPng(bytes: Buffer): boolean {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(PNG) || bytes.toString('latin1', 12, 16) !== 'IHDR')
    return false
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  return width > 0 && height > 0 && width <= MAX_ICON_PX && height <= MAX_ICON_PX
}
