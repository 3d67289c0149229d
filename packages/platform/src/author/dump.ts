/**
 * A version of an app as a folder of plain files: to read it, or to go on from it. What is written was verified like
 * any checkout; entries with hostile names are left out one by one, and listed.
 */
import { chmod, mkdir, readdir, rename } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Peer } from '@comice/core'
import type { Link } from '@comice/protocol'
import type { CheckoutProgress, RefusedEntry } from '../checkout/checkout.ts'
import { planCheckout } from '../checkout/drive-plan.ts'
import { materialise } from '../checkout/materialise.ts'
import { removeTree, unfinishedName } from '../checkout/remove-tree.ts'
import { foldersOf } from '../checkout/write-files.ts'
import { MAX_CHECKOUT_BYTES, MAX_CHECKOUT_FILES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { ChosenVersion } from '../install/choose-version.ts'
import { searchPeers } from '../install/search.ts'
import type { AppDrive } from '../release/app-drive.ts'

export interface DumpOptions {
  /** Made when it does not exist; must be empty otherwise. */
  readonly dir: string
  /** Lists, and writes nothing. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
  readonly onprogress?: (progress: CheckoutProgress) => void
}

export interface DumpResult {
  readonly dir: string
  readonly fork: number
  readonly length: number
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  readonly bytes: number
  readonly refused: readonly RefusedEntry[]
  readonly refusedCount: number
  readonly dryRun: boolean
}

export interface DumpSource {
  readonly peer: Peer
  readonly app: AppDrive
  readonly version: Pick<ChosenVersion, 'fork' | 'length' | 'blobsLength'>
  /** Only the file or folder of this path of the drive; null for all. */
  readonly path: string | null
}

/** @throws DUMP_TARGET, DUMP_NOTHING, and what materialise throws */
export async function dump(source: DumpSource, options: DumpOptions): Promise<DumpResult> {
  const dir = resolve(options.dir)
  const { version } = source
  if (options.dryRun === true) {
    const found = await list(source)
    return { dir, ...resultOf(version, found), dryRun: true }
  }
  await assertFree(dir)
  const work = unfinishedName(dir)
  await mkdir(dirname(dir), { recursive: true })
  await mkdir(work, { mode: 0o700 })
  await using search = searchPeers(source.peer, source.app)
  try {
    const { signal, onprogress } = options
    const checkout = await materialise(
      { drive: source.app.drive, version },
      {
        versionsDir: work,
        asked: () => search.asked(),
        ...(signal === undefined ? {} : { signal }),
        ...(onprogress === undefined ? {} : { onprogress }),
      },
    )
    const files = below(source, checkout.files)
    await makeWritable(checkout.dir, checkout.files)
    await assertFree(dir)
    await rename(partOf(source, checkout.dir), dir)
    return { dir, ...resultOf(version, { ...checkout, files }), dryRun: false }
  } finally {
    await removeTree(work)
  }
}

async function list({ app, version, path }: DumpSource): Promise<Found> {
  const snapshot = app.drive.checkout(version.length)
  try {
    const blobs = await app.drive.getBlobs()
    const limits = { maxFiles: MAX_CHECKOUT_FILES, maxBytes: MAX_CHECKOUT_BYTES }
    const plan = await planCheckout({ snapshot, blobs, version, limits, onentry: () => undefined })
    return { ...plan, files: below({ path }, plan.files) }
  } finally {
    await snapshot.close()
  }
}

interface Found {
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  readonly refused: readonly RefusedEntry[]
  readonly refusedCount: number
}

function resultOf(
  { fork, length }: { fork: number; length: number },
  { files, refused, refusedCount }: Found,
) {
  const listed = files.map(({ path, bytes }) => ({ path, bytes }))
  const bytes = listed.reduce((sum, file) => sum + file.bytes, 0)
  return { fork, length, files: listed, bytes, refused, refusedCount }
}

/** @throws DUMP_NOTHING */
function below<File extends { path: string }>(
  { path }: Pick<DumpSource, 'path'>,
  files: readonly File[],
): File[] {
  const prefix = path === null ? '/' : `${path}/`
  const found = files.filter((file) => file.path.startsWith(prefix))
  if (found.length === 0) throw PlatformErrors.DUMP_NOTHING({ path: path ?? '/' })
  return found
}

function partOf({ path }: DumpSource, dir: string): string {
  // Found among paths that refusePath has passed, so it stays below the folder.
  return path === null ? dir : join(dir, path)
}

/** @throws DUMP_TARGET */
async function assertFree(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw PlatformErrors.DUMP_TARGET({ dir, reason: code ?? 'it cannot be read' }, { cause: error })
  })
  if (names.length > 0) throw PlatformErrors.DUMP_TARGET({ dir, reason: 'it is not empty' })
}

/** Checkouts are read-only; what is dumped is the user's. */
async function makeWritable(
  dir: string,
  files: readonly { path: string; executable: boolean }[],
): Promise<void> {
  await chmod(dir, 0o755)
  for (const folder of foldersOf(files)) await chmod(join(dir, folder), 0o755)
  for (const { path, executable } of files) await chmod(join(dir, path), executable ? 0o755 : 0o644)
}

/** The path that a link names, decoded; null for the whole drive. Total: what does not decode names nothing. */
export function pathOfLink({ pathname }: Pick<Link, 'pathname'>): string | null {
  const trimmed = pathname.replace(/\/+$/u, '')
  if (trimmed === '') return null
  try {
    return decodeURIComponent(trimmed)
  } catch {
    return trimmed
  }
}
