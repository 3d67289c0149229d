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
