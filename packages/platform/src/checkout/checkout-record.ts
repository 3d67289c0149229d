/**
 * What a checkout consists of, as `<fork>.<length>.json` beside its folder: for taking over unchanged files, for
 * checking them, and for knowing which blocks are still needed. It is on the disk before the folder appears.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Checkout, type CheckoutFile, type CheckoutVersion, versionName } from './checkout.ts'

const FORMAT = 1

/** The checkout of a version, or null when there is none, or none that can be used. */
export async function readCheckout(
  versionsDir: string,
  version: Pick<CheckoutVersion, 'fork' | 'length'>,
): Promise<Checkout | null> {
  const dir = join(versionsDir, versionName(version))
  try {
    if (!(await lstat(dir)).isDirectory()) return null
    const record: unknown = JSON.parse(await readFile(`${dir}.json`, 'utf8'))
    if (!isRecord(record) || record.fork !== version.fork || record.length !== version.length) return null
    const { format: _, ...checkout } = record
    return { ...checkout, dir }
  } catch (error) {
    // No such folder, or a file that is no record: both mean that the version has to be made (again).
    if (error instanceof SyntaxError || isMissing(error)) return null
    throw error
  }
}

type CheckoutRecord = Omit<Checkout, 'dir'> & { readonly format: typeof FORMAT }

function isRecord(value: unknown): value is CheckoutRecord {
  if (typeof value !== 'object' || value === null) return false
  const record = value as Partial<CheckoutRecord>
  return record.format === FORMAT && Array.isArray(record.files)
}

/** Writes the record of a folder that is about to be renamed to `checkout.dir`; durable when it resolves. */
export async function writeCheckoutRecord(checkout: Checkout): Promise<void> {
  const { dir, ...rest } = checkout
  const record: CheckoutRecord = { format: FORMAT, ...rest }
  const path = `${dir}.json`
  const file = await open(`${path}.unfinished`, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(record))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.unfinished`, path)
}

/** Paths of files of a checkout that are missing, or are not what was written. */
export async function damagedFiles(checkout: Checkout): Promise<string[]> {
  const damaged: string[] = []
  for (const file of checkout.files) {
    if (!(await isIntact(checkout.dir, file))) damaged.push(file.path)
  }
  return damaged
}

/** Whether a file is there, plain, and has the contents that were written. */
export async function isIntact(dir: string, { path, bytes, hash }: CheckoutFile): Promise<boolean> {
  const at = join(dir, path)
  try {
    const found = await lstat(at)
    return found.isFile() && found.size === bytes && (await hashFile(at)) === hash
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}
