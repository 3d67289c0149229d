/** Every tunable of @comice/runtime, with its unit in its name and its reason beside it. */

/** Version of the protocol between an app and the node, told in the first frame of each side. */
export const BROKER_VERSION = 1

// ---- wire ----

/** Largest block, value or chunk that crosses in one piece. Hypercore's own largest is 15 MiB; 64 KiB is usual. */
export const MAX_BLOCK_BYTES = 1024 * 1024

/** Largest frame: one block, and room for what stands around it. */
export const MAX_FRAME_BYTES = MAX_BLOCK_BYTES + 64 * 1024

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

/** Methods by which a page gives a file to its backend. An app cannot expose names that begin with a dot. */
export const GIVE_METHOD = '.give'
export const GIVE_PIECE_METHOD = '.give-piece'

/** A piece of a file on its way to the backend: half of what a message may have. */
export const GIVE_PIECE_BYTES = 512 * 1024

/** Files that are on their way to one backend at once. */
export const MAX_RECEIVED_FILES = 16

/** Characters of a file's name that are kept, the last ones: of four bytes each, they fit the 255 that a name may have. */
export const MAX_FILE_NAME_CHARS = 60

/** Pages that connected and are not served yet. The node admits no more of them at once. */
export const MAX_PAGE_CHANNELS = 64

/** WebSocket close codes of the node that no new try could change. */
export const PAGE_CLOSE = {
  /** What was sent is not the protocol. */
  malformed: 4400,
  /** The token is not, or no longer, valid. */
  tokenRefused: 4401,
  /** Another version of the protocol. */
  otherVersion: 4426,
  /** The app has ended, and does not start again by itself. */
  ended: 4410,
} as const
/** Requests that one side may have unanswered. The caller waits beyond it; who does not wait is cut off. */
export const MAX_REQUESTS = 256

/** Streams that one side may have opened and not closed. Each handle is one. */
export const MAX_STREAMS = 4096

/** What the sender of a stream may have under way before the reader has read. */
export const STREAM_WINDOW_BYTES = 256 * 1024

/** Counted for each frame of a stream beside its bytes, so that many empty ones are bounded too. */
export const FRAME_COST_BYTES = 64

/** Longest chunk of a byte stream: small enough that streams take turns on the pipe. */
export const STREAM_CHUNK_BYTES = 64 * 1024

/** Characters of a method's name. */
export const MAX_METHOD_CHARS = 64

/** How long a side waits for the other's first frame. */
export const HELLO_TIMEOUT_MS = 10_000

/** Beyond this much unsent, a node takes no more calls from the app until the app has read. */
export const MAX_UNSENT_BYTES = 4 * 1024 * 1024

// ---- session ----

/** The file descriptor on which a process of an app finds its pipe to the node. */
export const BROKER_FD = 3

/** The variable in which the node tells an app what it is, as JSON: so that it is known without waiting. */
export const APP_VARIABLE = 'COMICE_APP'

/** How long all teardown functions have together. */
export const TEARDOWN_TIMEOUT_MS = 5000

/** Values kept for a reader of updates or links that is behind; older ones are dropped. */
export const MAX_KEPT_VALUES = 64

/** Ids are 32 bits on the wire; after the last one the first free one follows. */
export const MAX_ID = 2 ** 32 - 1

/** The longest that a timer can wait: an app that exposes an API stays, and does nothing by this timer. */
export const STAY_MS = 2 ** 31 - 1
