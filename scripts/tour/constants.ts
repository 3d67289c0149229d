/** Every tunable of the tour, with its unit in its name and its reason beside it. */

/** What one says is at the other's within this on a busy machine; usually within 50 ms. */
export const SEEN_TIMEOUT_MS = 20_000

/** How long a seeder may take to hold a room of a few messages. */
export const KEPT_TIMEOUT_MS = 30_000

/** A seeder is up in a second; the rest is for a busy machine. */
export const SEEDER_START_TIMEOUT_MS = 20_000

/** How long a process may take to end in order before SIGKILL; a node gives itself 10 s. */
export const END_TIMEOUT_MS = 12_000

/** How often a process is looked at that was told to end. */
export const END_POLL_MS = 10

/** A few files are staged at once; the rest is for a busy machine. */
export const STAGED_TIMEOUT_MS = 20_000
