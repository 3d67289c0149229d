/** The author's side: writes a release into the drive. */
import type { Identity } from '@comice/core'
import { type AppRelease, isComiceError, releaseRecord, releaseSignable } from '@comice/protocol'
import { MAX_RELEASES, STABLE_CHANNEL } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { AppDrive } from './app-drive.ts'
import { readReleases } from './read-releases.ts'
import { releaseKey, releaseValue } from './release-entry.ts'
import type { Release } from './release.ts'
import { recordHash } from './verify-release.ts'
import type { ReleasedVersion } from './verify-version.ts'

export interface AppendReleaseOptions {
  readonly channel: string
  /** For people. */
  readonly version: string
  /** Default: none. */
  readonly notes?: string
  /** What is released. Default: the drive as it is now. */
  readonly of?: ReleasedVersion
  /** Time of the release, ms since 1970. */
  readonly now: number
}

const CHANNEL = /^[a-z0-9][a-z0-9-]*$/u

/** Key of Pear's layout: the length of the released version, a number. */
export const PEAR_RELEASE_KEY = 'release'

/**
 * Appends a release to the log of an app of our own. The record and, on `stable`, Pear's `release` key are written by
 * one append: both are there, or none. Two calls at once come one after the other.
 *
 * @throws APP_NOT_OURS, APP_ROLLED_BACK, RELEASE_EMPTY, RELEASE_INVALID, RELEASE_LOG_BROKEN, RELEASES_FULL
 */
export async function appendRelease(
  app: AppDrive,
  identity: Identity,
  options: AppendReleaseOptions,
): Promise<Release> {
  await checkOurs(app)
  if (!CHANNEL.test(options.channel)) {
    throw PlatformErrors.RELEASE_INVALID({
      reason: 'a channel is made of lower-case letters, digits and dashes',
    })
  }
  const { db } = app.drive
  const batch = db.batch({ update: false })
  try {
    // From here nobody else writes: the log and the length stay as they are read.
    await batch.lock()
    const { releases, problem } = await readReleases(app, { timeoutMs: 0 })
    if (problem?.code === 'TOO_MANY') throw PlatformErrors.RELEASES_FULL({ limit: MAX_RELEASES })
    if (problem !== null) throw PlatformErrors.RELEASE_LOG_BROKEN({ ...problem })
    const of = options.of ?? (await presentVersion(app))
    const { release, record } = sign(app, identity, { ...options, of, last: releases.at(-1) ?? null })
    await batch.put(releaseKey(release.seq), releaseValue(record) as never)
    if (release.channel === STABLE_CHANNEL) await batch.put(PEAR_RELEASE_KEY, release.length as never)
    await batch.flush()
    return { ...release, recordHash: recordHash(record) }
  } catch (error) {
    await batch.close()
    throw error
  }
}

/**
 * The app can be written here, and no connected peer knows more of it than we do.
 * @throws APP_NOT_OURS, APP_ROLLED_BACK
 */
export async function checkOurs(app: AppDrive): Promise<void> {
  const { drive } = app
  if (!drive.writable) throw PlatformErrors.APP_NOT_OURS({ app: app.id })
  const { core } = await drive.getBlobs()
  for (const { length, peers } of [drive.core, core]) {
    const expected = Math.max(0, ...peers.map(({ remoteLength }) => remoteLength))
    if (expected > length) throw PlatformErrors.APP_ROLLED_BACK({ expected, found: length })
  }
}

/** Both cores as they are now. @throws RELEASE_EMPTY */
export async function presentVersion(app: AppDrive): Promise<ReleasedVersion> {
  const { core } = app.drive
  const contents = (await app.drive.getBlobs()).core
  const [length, blobsLength] = [core.length, contents.length]
  // Block 0 of the entries is the header of the tree.
  if (length < 2) throw PlatformErrors.RELEASE_EMPTY({ app: app.id })
  return {
    fork: core.fork,
    length,
    treeHash: await core.treeHash(length),
    blobsLength,
    blobsTreeHash: blobsLength === 0 ? new Uint8Array(32) : await contents.treeHash(blobsLength),
  }
}

interface Signing extends AppendReleaseOptions {
  readonly of: ReleasedVersion
  readonly last: Release | null
}

function sign(
  app: AppDrive,
  identity: Identity,
  { of, last, channel, version, notes = '', now }: Signing,
): { release: AppRelease; record: Uint8Array } {
  const { fork, length, treeHash, blobsLength, blobsTreeHash } = of
  const release: AppRelease = {
    seq: (last?.seq ?? -1) + 1,
    channel,
    version,
    fork,
    length,
    treeHash,
    blobsLength,
    blobsTreeHash,
    notes,
    releasedAt: now,
    previous: last?.recordHash ?? null,
    identityKey: identity.publicKey,
    deviceKey: identity.device.publicKey,
  }
  try {
    const signature = identity.sign(releaseSignable(app.key, release))
    return {
      release,
      record: releaseRecord.encode({ release, attestation: identity.device.attestation, signature }),
    }
  } catch (error) {
    // Its texts name the field and its limit; nothing of it is secret.
    if (!isComiceError(error)) throw error
    throw PlatformErrors.RELEASE_INVALID({ reason: error.message }, { cause: error })
  }
}
