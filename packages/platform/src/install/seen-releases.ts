import type { AppEntry } from '@comice/protocol'
import type { Release } from '../release/release.ts'

/** What an app's record remembers of the log of releases, so that a log that changed is known as such. */
export function seenReleases(releases: readonly Release[]): Pick<AppEntry, 'releases' | 'newestRelease'> {
  return { releases: releases.length, newestRelease: releases.at(-1)?.recordHash ?? null }
}
