/** Which release a rollback goes back to, and what a release says when its author says nothing. */
import { MAX_NOTES_BYTES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { newestRelease } from '../release/read-releases.ts'
import type { Release } from '../release/release.ts'

/**
 * The release to go back to on a channel: the newest of version `to`, or the one before the current. Going back again
 * goes further back, because a release that repeats an older one stands where that one stood.
 *
 * @throws RELEASE_UNKNOWN
 */
export function rollbackTarget(
  releases: readonly Release[],
  { channel, to }: { channel: string; to: string | undefined },
): Release {
  const line = releases.filter((release) => release.channel === channel)
  const current = newestRelease(line, channel)
  if (to !== undefined) {
    const named = line.findLast(({ version }) => version === to)
    if (named === undefined) throw PlatformErrors.RELEASE_UNKNOWN({ wanted: `version ${to}`, channel })
    return named
  }
  const first = line.findIndex((release) => current !== null && isSameVersion(release, current))
  const before = line[first - 1]
  if (before === undefined) throw PlatformErrors.RELEASE_UNKNOWN({ wanted: 'earlier version', channel })
  return before
}

function isSameVersion(a: Release, b: Release): boolean {
  return a.fork === b.fork && a.length === b.length
}

/** As much of a text as the notes of a release take. */
export function notesFrom(text: string | null): string {
  if (text === null) return ''
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= MAX_NOTES_BYTES) return text
  const end = ' …'
  const cut = bytes.subarray(0, MAX_NOTES_BYTES - Buffer.byteLength(end)).toString('utf8')
  // A character that the cut went through decodes to one that takes more bytes.
  return cut.replace(/\uFFFD+$/u, '') + end
}
