/**
 * Whether the blocks that this store has, or gets, are the version that a release names: for both cores of the drive,
 * because the signature of one says nothing of the other.
 *
 * Hypercore answers `treeHash(length)` from the roots of the tree at that length. They are on the disk when block
 * `length - 1` is, also of a sparse or longer copy: the proof of that block holds exactly these roots, to its left.
 * So one block of each core is all that is fetched here. Blocks that are read later are verified against the same
 * signed tree by Hypercore itself.
 */
import { isEqualBytes } from '@comice/protocol'
import type Hypercore from 'hypercore'
import { RELEASE_TIMEOUT_MS } from '../constants.ts'
import type { AppDrive } from './app-drive.ts'
import type { Release } from './release.ts'

/** Which core of the drive: that of the entries (names), or that of the contents. */
export type DrivePart = 'entries' | 'contents'

/**
 * - `verified`: the version is what the author released, byte for byte.
 * - `truncated`: the author cut the core back to before it, and it no longer exists.
 * - `forked`: the author cut the core and wrote something else in its place.
 * - `equivocated`: without a cut, the core holds something else than was released, or two histories are signed.
 * - `unavailable`: it was not to be had in time. The only one that is worth another try.
 */
export type VersionVerdict =
  | { readonly kind: 'verified' }
  | {
      readonly kind: 'truncated' | 'forked' | 'equivocated' | 'unavailable'
      readonly part: DrivePart
      /** What the release says. */
      readonly expected: { readonly length: number; readonly fork: number | null }
      /** What the core is now, as far as we know. */
      readonly found: { readonly length: number; readonly fork: number }
    }

export interface VerifyVersionOptions {
  /** Deadline, ms, for each of the two cores. Default 10,000; 0 judges by what is here. */
  readonly timeoutMs?: number
}

/** What a release says of both cores. */
export type ReleasedVersion = Pick<Release, 'fork' | 'length' | 'treeHash' | 'blobsLength' | 'blobsTreeHash'>

/** Total; see {@link VersionVerdict}. */
export async function verifyVersion(
  app: AppDrive,
  release: ReleasedVersion,
  { timeoutMs = RELEASE_TIMEOUT_MS }: VerifyVersionOptions = {},
): Promise<VersionVerdict> {
  const { fork, length, treeHash, blobsLength, blobsTreeHash } = release
  const entries = { part: 'entries', fork, length, treeHash } as const
  const verdict = await judge(app, app.drive.core as Hypercore, { ...entries, timeoutMs })
  if (verdict.kind !== 'verified' || blobsLength === 0) return verdict

  const contents = { part: 'contents', fork: null, length: blobsLength, treeHash: blobsTreeHash } as const
  const core = await contentsCore(app, timeoutMs)
  if (core === null) return refuse('unavailable', contents, { length: 0, fork: 0 })
  return judge(app, core, { ...contents, timeoutMs })
}

interface Claim {
  readonly part: DrivePart
  /** Null where the release does not say. */
  readonly fork: number | null
  readonly length: number
  readonly treeHash: Uint8Array
}

async function judge(
  app: AppDrive,
  core: Hypercore,
  claim: Claim & { timeoutMs: number },
): Promise<VersionVerdict> {
  const hash = isTruncated(core, claim) ? null : await treeHashOf(core, claim)
  const found = { length: core.length, fork: core.fork }
  if (app.isConflicted) return refuse('equivocated', claim, found)
  if (isTruncated(core, claim)) return refuse('truncated', claim, found)
  if (hash === null) return refuse('unavailable', claim, found)
  if (isEqualBytes(hash, claim.treeHash)) return { kind: 'verified' }
  return refuse(core.fork > (claim.fork ?? 0) ? 'forked' : 'equivocated', claim, found)
}

function isTruncated(core: Hypercore, { length, fork }: Claim): boolean {
  return core.length < length && core.fork > (fork ?? 0)
}

function refuse(
  kind: Exclude<VersionVerdict['kind'], 'verified'>,
  { part, length, fork }: Claim,
  found: { length: number; fork: number },
): VersionVerdict {
  return { kind, part, expected: { length, fork }, found }
}

/** Null when it is not to be had in time. */
async function treeHashOf(
  core: Hypercore,
  { length, timeoutMs }: { length: number; timeoutMs: number },
): Promise<Uint8Array | null> {
  const until = performance.now() + timeoutMs
  for (;;) {
    if (length === 0 || core.closing !== null) return null
    const session = core.session({ wait: timeoutMs !== 0, timeout: timeoutMs })
    try {
      return await session.treeHash(length)
    } catch (error) {
      // The block did not come; or it is not waited for, and the roots are missing; or while it was waited for, the
      // author cut the core, which ends every wait, also for blocks that stay.
      if (!isCut(error) || performance.now() > until) return null
    } finally {
      await session.close()
    }
  }
}

function isCut(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'SNAPSHOT_NOT_AVAILABLE'
}

/** The core of the contents; null when the header that names it is not to be had in time, or names none. */
export async function contentsCore(app: AppDrive, timeoutMs: number): Promise<Hypercore | null> {
  const { drive } = app
  try {
    const header = await drive.db.getHeader({ wait: timeoutMs !== 0, timeout: timeoutMs })
    if (header === null && drive.blobs === null) return null
    return (await drive.getBlobs()).core
  } catch {
    return null
  }
}
