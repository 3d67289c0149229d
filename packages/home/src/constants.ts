/** Every tunable of home, with its unit in its name and its reason beside it. */

/** Devices of one home that are read, those that are out included: a person has a handful, and replaces them. */
export const MAX_HOME_DEVICES = 64

/** Blocks of one feed that are read: 100,000 small entries are 18 MB. */
export const MAX_FEED_BLOCKS = 100_000

/** Bytes of one feed that are read; they stay in memory. 100,000 small entries are 18 MB. */
export const MAX_FEED_BYTES = 32 * 1024 * 1024

/** How far a clock may be ahead of ours before what it stamped waits: a wrong time zone, not a wrong year. */
export const MAX_CLOCK_AHEAD_MS = 24 * 60 * 60_000

/** Anchors that are followed: how often one phrase is used to get a home back. */
export const MAX_ANCHORS = 64

/**
 * How long a recovered device waits for the next anchor at somebody who has the last one, before it takes its place. An
 * answer takes two round trips.
 */
export const ANCHOR_WAIT_MS = 4_000

/** Sealed content of one block: what MAX_SEALED_BODY_BYTES leaves without the tag and the record's version. */
export const MAX_ENTRIES_BYTES = 17 * 1024

/** Characters of a device's id that name it: with four, two devices of a person share theirs once in 10^5. */
export const MIN_ID_PREFIX_CHARS = 4
