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

// an author's folder

/** A package.json; npm's largest are below 100 KB. */
export const MAX_MANIFEST_BYTES = 1024 * 1024

/** The name of a package, as npm bounds it. */
export const MAX_PACKAGE_NAME_CHARS = 214

/** What is refused or warned of is listed up to this many; the rest is a number. */
export const MAX_LISTED_PROBLEMS = 20

/** Files up to this size are searched for keys and tokens. Private keys are a few KB; bundles beyond are not read for it. */
export const MAX_SNIFFED_BYTES = 4 * 1024 * 1024

/** Symlinked folders within each other, after which it is a loop that realpath did not show. */
export const MAX_FOLDER_DEPTH = 64
