/**
 * What happens to an app's record, as pure steps. At every moment `current` is a version that is whole on the disk
 * and verified; `good` is the last one that started; `next` waits for the next start.
 */
import type { AppEntry, AppVersion } from '@comice/protocol'
import { isSameVersion, type VersionId } from '../install/app-records.ts'

/** A version was fetched: it runs from the next start on. Unchanged when it runs already, or the app is pinned. */
export function offerNext(entry: AppEntry, version: AppVersion): AppEntry {
  if (entry.isPinned) return entry
  // Back to what runs: whatever was fetched since is not wanted any more.
  return { ...entry, next: isSameVersion(entry.current, version) ? null : version }
}

/** The app starts: `next`, if there is one, becomes `current`. */
export function takeNext(entry: AppEntry): AppEntry {
  return entry.next === null || entry.isPinned ? entry : { ...entry, current: entry.next, next: null }
}

/** The user does not want to run `current` yet, for what it asks: the good one runs, and it waits as `next`. */
export function declineCurrent(entry: AppEntry): AppEntry {
  if (entry.good === null || isSameVersion(entry.good, entry.current)) return entry
  return { ...entry, current: entry.good, next: entry.current }
}

/** A version started. */
export function noteStarted(entry: AppEntry, version: VersionId): AppEntry {
  const isNews = isSameVersion(entry.current, version) && !isSameVersion(entry.good, version)
  return isNews ? { ...entry, good: entry.current } : entry
}

/** A version did not start: back to the good one, if there is another. */
export function noteFailed(entry: AppEntry, version: VersionId): AppEntry {
  const next = isSameVersion(entry.next, version) ? null : entry.next
  if (!isSameVersion(entry.current, version) || !canFallBack(entry)) return { ...entry, next }
  return { ...entry, current: entry.good ?? entry.current, next }
}

/** Whether there is a version to go back to. */
export function canFallBack({ good, current }: AppEntry): boolean {
  return good !== null && !isSameVersion(good, current)
}

/** The versions whose folders and blocks are needed. */
export function neededVersions({ current, good, next }: AppEntry): AppVersion[] {
  return [current, good, next].filter((version) => version !== null)
}
