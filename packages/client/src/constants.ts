/** Every tunable of @comice/client, with its unit in its name and its reason beside it. */

/** First and longest wait before a page connects to its node again. */
export const RECONNECT_MIN_MS = 200
export const RECONNECT_MAX_MS = 5000

/** WebSocket close code of a refused token; final. The node's constant, repeated to keep its code out of pages. */
export const TOKEN_REFUSED_CLOSE = 4401

/** Messages of the snapshots that a room is followed by, at least: a burst of that many costs no further call. */
export const SNAPSHOT_MESSAGES = 50

/** Most messages that the node gives at once; the node's constant, repeated to keep its code out of pages. */
export const MAX_PAGE_MESSAGES = 500

/** How long somebody must not have typed before a draft is told to the node: it may tell other devices. */
export const DRAFT_PAUSE_MS = 500

/** Messages of an older page, fetched when a snapshot does not reach back far enough. */
export const OLDER_PAGE_MESSAGES = 200

/** How long the node may take to answer an upgrade: it opens nothing for that, so this is a busy machine. */
export const UPGRADE_TIMEOUT_MS = 10_000

/** Contents that go to the node in one frame. */
export const MAX_SENT_PIECE_BYTES = 256 * 1024

/** Longer than the node's answer to an upgrade, which has no body. */
export const MAX_ANSWER_BYTES = 1024
