import type { Peer } from '@comice/core'
import type { ToldRelease } from '../broker/broker-contract.ts'
import { MAX_TOLD_RELEASES } from '../constants.ts'
import { openAppDrive } from '../release/app-drive.ts'
import { readReleases } from '../release/read-releases.ts'
import type { Subject } from './subject.ts'

/** The releases of an app that are known here, the newest first; of a folder there are none. Nobody is asked. */
export async function releasesOf(peer: Peer, { key, version }: Subject): Promise<ToldRelease[]> {
  if (version === null) return []
  await using app = await openAppDrive(peer, key)
  const { releases } = await readReleases(app, { timeoutMs: 0 })
  const current = new Set(new Map(releases.map((release) => [release.channel, release])).values())
  return releases
    .slice(-MAX_TOLD_RELEASES)
    .reverse()
    .map((release) => {
      const { version: name, channel, length, fork, notes, releasedAt } = release
      return { version: name, channel, length, fork, notes, releasedAt, isCurrent: current.has(release) }
    })
}
