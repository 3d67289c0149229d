/** Every tunable of @comice/remote, with its unit in its name and its reason beside it. */

// ---- the grammar of sessions: changing one is a change of the protocol ----

/** A frame's head: kind, lane, and the length of what follows. */
export const FRAME_HEAD_BYTES = 4

/** Bytes of a lane in one frame, so that the frame with its head fits into one message of a stream of core. */
export const MAX_LANE_BYTES = 65_532

/** What frames that are of no lane hold at most: an error with its hint. */
export const MAX_CONTROL_BYTES = 4096

/**
 * Bytes of a lane that may be on their way without having been taken. One window per round trip: 20 MB/s at 50 ms. It is
 * also what a reader that stops costs its end.
 */
export const LANE_WINDOW_BYTES = 1024 * 1024

/** What a stream is opened with: a command of 128 KiB with its variables, and the fields around it. */
export const MAX_OPEN_BYTES = 140 * 1024

/** The answer to that: an error with its hint, or the id of a session. */
export const MAX_ANSWER_BYTES = 8 * 1024

// ---- the machine ----

/** How long a peer may take to say what it wants on a stream that it has opened. */
export const OPEN_TIMEOUT_MS = 10_000

/** How long a caller waits for the machine's answer: a command has to be found, a port to be dialled. */
export const ANSWER_TIMEOUT_MS = 30_000

/** Streams of one connection on which nothing was accepted yet. */
export const MAX_OPENINGS = 128

/** Sessions of one device with a process: beyond it somebody has a loop. */
export const MAX_PROCESSES_PER_DEVICE = 64

/** Sessions of one device in all: forwarded connections of a browser, and of a load test. */
export const MAX_SESSIONS_PER_DEVICE = 2048

/** Between a polite end of a process group and the other one. A revoked grant ends what it opened within a second. */
export const KILL_GRACE_MS = 500

/** How long a session that is over waits for the other end to have taken the rest and to say so. */
export const GOODBYE_TIMEOUT_MS = 5000

// ---- the caller ----

/** How long a machine is looked for. On the public DHT that takes one to five seconds. */
export const CONNECT_TIMEOUT_MS = 20_000

/** How long a connection stays after the last session, so that the next command does not look for it again. */
export const LINK_LINGER_MS = 10 * 60_000

// ---- the audit log ----

/** When a file of the audit log gives way to the next; the one before it is kept. Some 15,000 sessions. */
export const MAX_AUDIT_FILE_BYTES = 4 * 1024 * 1024

/** Refusals of one device that are written down one by one in a minute; the others are counted. */
export const MAX_AUDITED_REFUSALS = 60
export const AUDIT_REFUSAL_WINDOW_MS = 60_000

/** Commands and targets are cut at this in the log and in lists, in UTF-16 units. */
export const MAX_AUDIT_TEXT_CHARS = 200

/** Machines in the address book. */
export const MAX_PEERS = 10_000
