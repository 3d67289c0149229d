import type { Peer } from '@comice/core'
import type { ToldRelease } from '../broker/broker-contract.ts'
import { MAX_TOLD_RELEASES } from '../constants.ts'
import { openAppDrive } from '../release/app-drive.ts'
import { readReleases } from '../release/read-releases.ts'
import type { Release } from '../release/release.ts'
import type { Subject } from './subject.ts'

/**
 * Reads the releases of an app that are known here, the newest first; of a folder there are none. Nobody is asked. An app
 * may ask as often as it likes, and its author may have made thousands: all who ask at once get one answer, and what was
 * verified before is not verified again.
 */
export function createReleaseReader(peer: Peer, { key, version }: Subject): () => Promise<ToldRelease[]> {
  let known: readonly Release[] = []
  let reading: Promise<ToldRelease[]> | null = null
  const read = async () => {
    await using app = await openAppDrive(peer, key)
    const { releases, problem } = await readReleases(app, { known, timeoutMs: 0 })
    known = problem?.code === 'LOG_REWRITTEN' ? [] : releases
    return toldOf(releases)
  }
  return () => {
    if (version === null) return Promise.resolve([])
    reading ??= read().finally(() => (reading = null))
    return reading
  }
}

function toldOf(releases: readonly Release[]): ToldRelease[] {
  const current = new Set(new Map(releases.map((release) => [release.channel, release])).values())
  return releases
    .slice(-MAX_TOLD_RELEASES)
    .reverse()
    .map((release) => {
      const { version: name, channel, length, fork, notes, releasedAt } = release
      return { version: name, channel, length, fork, notes, releasedAt, isCurrent: current.has(release) }
    })
}
