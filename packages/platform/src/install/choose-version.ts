/**
 * Which version of a drive to run: a release of its author where there are releases, else what Pear's layout says,
 * else the newest. Nothing is chosen that does not verify.
 */
import { type AppVersion, isEqualBytes, type Link } from '@comice/protocol'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { RELEASE_TIMEOUT_MS, STABLE_CHANNEL } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { AppDrive } from '../release/app-drive.ts'
import { PEAR_RELEASE_KEY } from '../release/append-release.ts'
import { newestRelease, type ReleaseLog, readReleases } from '../release/read-releases.ts'
import type { Release } from '../release/release.ts'
import { contentsCore, type VersionVerdict, verifyVersion } from '../release/verify-version.ts'

/** A version that was chosen, before it is on the disk. */
export type ChosenVersion = Omit<AppVersion, 'chosenAt'>

export interface Choice {
  readonly version: ChosenVersion
  /** All that hold. */
  readonly releases: readonly Release[]
  /** Whether its author says that it is whole: a release of ours, or Pear's `release` key. */
  readonly isReleased: boolean
}

export interface ChooseOptions {
  /** The release line. */
  readonly channel: string
  /** One version of it instead: a length, and what a link says of it. */
  readonly exact?: Pick<Link, 'fork' | 'length' | 'hash'> | null
  /** Releases that were verified before. */
  readonly known?: readonly Release[]
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Chooses from what this store knows of the drive, and fetches the proof.
 * @throws APP_NOT_RELEASED, APP_VERSION_REFUSED; `null` when nobody sends what it takes to say
 */
export async function chooseVersion(app: AppDrive, options: ChooseOptions): Promise<Choice | null> {
  const { channel, exact = null, timeoutMs = RELEASE_TIMEOUT_MS, known = [] } = options
  const log = await readReleases(app, { timeoutMs, known, ...signalOf(options) })
  if (log.problem?.code === 'UNAVAILABLE') return null
  assertLogHolds(log)
  const { releases } = log
  const release = exact === null ? newestRelease(releases, channel) : releaseAt(releases, exact.length)
  if (release === null && exact === null && releases.length > 0) throw notReleased(channel, releases)
  if (release !== null) {
    const version = await chooseReleased(app, release, timeoutMs)
    if (version === null) return null
    assertLinkHolds(version, exact)
    return { version, releases, isReleased: true }
  }
  return chooseUnreleased(app, { exact, channel, timeoutMs, releases })
}

/** A length that was asked for, that Pear's layout names, or the newest. */
async function chooseUnreleased(
  app: AppDrive,
  { exact, channel, ...options }: PlainOptions & Required<Pick<ChooseOptions, 'exact' | 'channel'>>,
): Promise<Choice | null> {
  const named = exact?.length ?? (await pearRelease(app, { channel, timeoutMs: options.timeoutMs }))
  const version = await plainVersion(app, { ...options, length: named ?? app.drive.core.length })
  if (version === null) return null
  assertLinkHolds(version, exact)
  return { version, releases: options.releases, isReleased: named !== null }
}

async function chooseReleased(
  app: AppDrive,
  release: Release,
  timeoutMs: number,
): Promise<ChosenVersion | null> {
  const verdict = await verifyVersion(app, release, { timeoutMs })
  if (verdict.kind === 'unavailable') return null
  assertVerified(verdict)
  return fromRelease(release)
}

interface PlainOptions {
  readonly timeoutMs: number
  readonly releases: readonly Release[]
}

function signalOf({ signal }: ChooseOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

/** The error for a version that is not what it claims to be; its `cause` is the kind of the verdict. */
export function refusedVersion(verdict: Refused): Error {
  return PlatformErrors.APP_VERSION_REFUSED({ reason: verdictWords(verdict), cause: verdict.kind })
}

type Refused = Exclude<VersionVerdict, { kind: 'verified' }>

function verdictWords(verdict: Refused): string {
  const part = verdict.part === 'entries' ? 'tree of files' : 'contents'
  switch (verdict.kind) {
    case 'truncated':
      return `its author cut the ${part} back to ${verdict.found.length} blocks, before the version's ${verdict.expected.length}`
    case 'forked':
      return `its author cut the ${part} back and wrote something else in its place`
    case 'equivocated':
      return `the ${part} is not what its author signed for this release`
    case 'unavailable':
      return `nobody sent the proof of its ${part}`
  }
}

function assertLogHolds({ problem }: ReleaseLog): void {
  // A log that is full still says which is the newest.
  if (problem === null || problem.code === 'TOO_MANY') return
  const reason = `its log of releases is broken at number ${problem.seq} (${problem.code})`
  throw PlatformErrors.APP_VERSION_REFUSED({ reason, cause: problem.code })
}

function assertVerified(verdict: VersionVerdict): void {
  if (verdict.kind !== 'verified') throw refusedVersion(verdict)
}

function assertLinkHolds(
  version: Pick<AppVersion, 'fork' | 'length' | 'treeHash'>,
  exact: Pick<Link, 'fork' | 'hash'> | null,
): void {
  if (exact === null) return
  if (exact.hash !== null && !isEqualBytes(exact.hash, version.treeHash)) {
    throw PlatformErrors.APP_VERSION_REFUSED({
      reason: 'its tree hash is not the one in the link',
      cause: 'link',
    })
  }
  if (exact.fork !== null && exact.fork !== version.fork) {
    throw PlatformErrors.APP_VERSION_REFUSED({
      reason: `the link names fork ${exact.fork} of the drive, which is at fork ${version.fork}`,
      cause: 'link',
    })
  }
}

/** The newest of them: a rollback names the same length again. */
function releaseAt(releases: readonly Release[], length: number | null): Release | null {
  return releases.findLast((release) => release.length === length) ?? null
}

function fromRelease(release: Release): ChosenVersion {
  const { fork, length, treeHash, blobsLength, blobsTreeHash, version, identityKey } = release
  return {
    ...{ fork, length, treeHash, blobsLength, blobsTreeHash, version },
    authorKey: identityKey,
    isAttested: true,
  }
}

function notReleased(channel: string, releases: readonly Release[]): Error {
  const channels = [...new Set(releases.map((release) => release.channel))].join(', ')
  return PlatformErrors.APP_NOT_RELEASED({ what: `nothing on the channel ${channel}, only on ${channels}` })
}

/** What Pear's `release` key says on `stable`, where it names a length that exists; else null. */
async function pearRelease(
  app: AppDrive,
  { channel, timeoutMs }: { channel: string; timeoutMs: number },
): Promise<number | null> {
  if (channel !== STABLE_CHANNEL) return null
  const core = (app.drive.core as Hypercore).session({ wait: timeoutMs > 0, timeout: timeoutMs })
  try {
    const bee = new Hyperbee<string, unknown>(core, { keyEncoding: 'utf-8', valueEncoding: 'json' })
    const released = (await bee.get(PEAR_RELEASE_KEY, { update: false }))?.value
    const isLength = Number.isSafeInteger(released) && Number(released) > 1 && Number(released) <= core.length
    return isLength ? Number(released) : null
  } catch {
    return null // Not here in time, or no JSON.
  } finally {
    await core.close()
  }
}

/** A version that no release names: both hashes are computed from what the drive's key signed. */
async function plainVersion(
  app: AppDrive,
  { length, timeoutMs, releases }: PlainOptions & { length: number },
): Promise<ChosenVersion | null> {
  const core = app.drive.core as Hypercore
  // Block 0 is the header of the tree.
  if (length < 2 || length > core.length) {
    throw PlatformErrors.APP_NOT_RELEASED({
      what: `there is no length ${length}, its drive has ${core.length}`,
    })
  }
  const contents = await contentsCore(app, timeoutMs)
  if (contents === null) return null
  if (contents.length === 0) await heardWithin(contents, timeoutMs)
  const treeHash = await hashAt(core, length, timeoutMs)
  const blobsLength = contents.length
  const blobsTreeHash =
    blobsLength === 0 ? new Uint8Array(32) : await hashAt(contents, blobsLength, timeoutMs)
  if (treeHash === null || blobsTreeHash === null) return null
  // Whoever signed releases of this drive named its key, and only that key's owner can write it.
  const authorKey = releases.at(-1)?.identityKey ?? app.key
  return {
    ...{ fork: core.fork, length, treeHash, blobsLength, blobsTreeHash },
    ...{ version: '', authorKey, isAttested: false },
  }
}

async function heardWithin(core: Hypercore, timeoutMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, timeoutMs)
  try {
    await Promise.race([core.update({ wait: true }), promise])
  } finally {
    clearTimeout(timer)
  }
}

async function hashAt(core: Hypercore, length: number, timeoutMs: number): Promise<Uint8Array | null> {
  const session = core.session({ wait: timeoutMs > 0, timeout: timeoutMs })
  try {
    return await session.treeHash(length)
  } catch {
    return null // The block that proves it did not come.
  } finally {
    await session.close()
  }
}
