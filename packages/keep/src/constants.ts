/** Every tunable of keep, with its unit in its name and its reason beside it. */

/** Bytes that a keep holds when nothing else is said: a disk of today has them to spare. */
export const DEFAULT_MAX_BYTES = 10 * 1024 ** 3

/**
 * Cores that a keep holds when nothing else is said, empty ones included: some thousand rooms. Measured with empty cores,
 * one takes 0.42 kB of the disk, and 29 kB of memory while it is open for a client: 28 MB and, all at once, 1.9 GB.
 */
export const DEFAULT_MAX_CORES = 65_536

/** Cores in one request. One of 256 is 10 kB, and a room of 256 members fits in two. */
export const MAX_REQUEST_CORES = 256

/** Bytes of a request: flags, referrer, priority, and 32 + up to 9 bytes for each core. */
export const MAX_REQUEST_BYTES = 64 + MAX_REQUEST_CORES * 41

/** New cores that one client may add while the keep runs: some hundred rooms. */
export const MAX_CLIENT_CORES = 16_384

/** How long the seeder may take to appear on the network. Over the public DHT a dial takes one to five seconds. */
export const CONNECT_TIMEOUT_MS = 15_000

/** How long a keep may take when nothing else is said. A seeder across a slow link gets 1 MB/s in it: 60 MB. */
export const KEEP_TIMEOUT_MS = 60_000

/** How long the seeder has to open its end of the channel. It does so in one round trip, or never. */
export const CHANNEL_TIMEOUT_MS = 5000

/**
 * How often the seeder's lengths are looked at while it does not hold everything. They come with replication, so a
 * look costs no traffic, and Hypercore has no event for one peer's length.
 */
export const LOOK_MS = 100

/** Changes of a source within this time lead to one look at its cores. */
export const CHANGE_THROTTLE_MS = 250

/** How long a seeder that refused, or that is full, is left alone before it is asked again. */
export const ASK_AGAIN_MS = 30_000

/**
 * How long the end of keeping waits for what is on its way: an acknowledgement and a few messages. A peer's services
 * have 5 s in all to close.
 */
export const DRAIN_TIMEOUT_MS = 2000

/** How long {@link Keep.close} waits for its database. */
export const CLOSE_TIMEOUT_MS = 5000

/** Priority of our cores at a foreign blind peer: normal. 2 is for those it trusts. */
export const REQUEST_PRIORITY = 1
