/** Every tunable of @comice/platform, with its unit in its name and its reason beside it. */

/** Release lines that faces offer; an author may name others. The last is what `run` takes when nothing else is said. */
export const CHANNELS = ['dev', 'next', 'stable'] as const

// release

/** The line that Pear's `release` key speaks of, and that is taken when none is named. */
export const STABLE_CHANNEL = 'stable'

/**
 * Records in an app's log of releases: one a day for eleven years. It bounds what a hostile author can make a reader
 * fetch, decode and verify: 4,096 signatures take about a third of a second.
 */
export const MAX_RELEASES = 4096

/**
 * A record as JSON: the largest record (about 6 KiB, most of it notes) in base64, with its braces. A larger value is
 * refused unread.
 */
export const MAX_RELEASE_ENTRY_BYTES = 12 * 1024

/** Waiting for blocks of a version's proof, or of the log of releases, where the caller says nothing else. */
export const RELEASE_TIMEOUT_MS = 10_000
