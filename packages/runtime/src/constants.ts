/** Every tunable of @comice/runtime, with its unit in its name and its reason beside it. */

/** Version of the protocol between an app and the node, told in the first frame of each side. */
export const BROKER_VERSION = 1

// ---- wire ----

/** Nesting of a value. Deeper ones are nobody's data and end in stack overflows. */
export const MAX_VALUE_DEPTH = 32

/** Numbers, texts, lists and objects of one value: an empty object is one byte here and about 60 in memory. */
export const MAX_VALUE_ITEMS = 65_536

/** Byte strings of this size or more are taken from the frame without copying; shorter ones would hold on to it. */
export const SHARED_BYTES = 4096

// ---- page ----

/** Version of the protocol between a page and its backend, told in the first message of each side. */
export const PAGE_VERSION = 1

/** Largest message between a page and its backend: what the broker carries in one piece. */
export const MAX_PAGE_MESSAGE_BYTES = 1024 * 1024

/** Calls of one page that its backend has in work, subscriptions among them. More are refused, not queued. */
export const MAX_PAGE_CALLS = 256

/** Arguments of one call. */
export const MAX_PAGE_ARGUMENTS = 16

/** Characters of a method's name. */
export const MAX_PAGE_METHOD_CHARS = 64

/** What a subscription's backend may send before the page has taken it: a screen of large records, or 10 ms of video. */
export const PAGE_WINDOW_BYTES = 256 * 1024

/** Counted for each item beside its bytes, so that many empty ones are bounded too. */
export const PAGE_ITEM_COST_BYTES = 64

/** What a page may have given to its socket unsent; beyond it calls are refused at once instead of filling the tab. */
export const MAX_PAGE_UNSENT_BYTES = 8 * MAX_PAGE_MESSAGE_BYTES

/** A page that lost its backend tries again after this long, then twice as long each time, up to the second. */
export const PAGE_RETRY_MIN_MS = 100
export const PAGE_RETRY_MAX_MS = 5_000

/** WebSocket close codes of the node that no new try could change. */
export const PAGE_CLOSE = {
  /** What was sent is not the protocol. */
  malformed: 4400,
  /** The token is not, or no longer, valid. */
  tokenRefused: 4401,
  /** Another version of the protocol. */
  otherVersion: 4426,
} as const
