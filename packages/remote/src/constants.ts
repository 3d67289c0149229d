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

/** What a direction of a pipe ends with: how many bytes it had, as uint64, and their BLAKE2b-512. */
export const PIPE_TOTAL_BYTES = 8 + 64

/** An entry of a tree that is copied: a path, a target of a link, and what is beside them. */
export const MAX_COPY_ENTRY_BYTES = 8 * 1024 + 256

/** What is said about one: its number, an offset and a hash. */
export const MAX_COPY_CONTROL_BYTES = 128

/** BLAKE2b-512 of a file. */
export const COPY_HASH_BYTES = 64

/** Entries that were told and of which nothing was said yet. Many: a round trip passes before the first one is answered. */
export const MAX_COPY_AHEAD = 1024

/** What a stream is opened with: a command of 128 KiB with its variables, and the fields around it. */
export const MAX_OPEN_BYTES = 140 * 1024

/** The answer to that: an error with its hint, or the id of a session. */
export const MAX_ANSWER_BYTES = 8 * 1024

// ---- the machine ----

/** How long a peer may take to say what it wants on a stream that it has opened. */
export const OPEN_TIMEOUT_MS = 10_000

/** How long a caller waits for the machine's answer: a command has to be found, a port to be dialled. */
export const ANSWER_TIMEOUT_MS = 30_000

/** Streams of one connection on which nothing was asked for yet. A caller has no more sessions than these on their way: the others wait. */
export const MAX_OPENINGS = 128

/** Sessions of one device with a process: beyond it somebody has a loop. */
export const MAX_PROCESSES_PER_DEVICE = 64

/** Sessions of one device in all: forwarded connections of a browser, and of a load test. */
export const MAX_SESSIONS_PER_DEVICE = 2048

/** Between a polite end of a process group and the other one. A revoked grant ends what it opened within a second. */
export const KILL_GRACE_MS = 500

/** How often it is looked whether a process group is gone in that time. */
export const GROUP_POLL_MS = 20

/** How long a session that is over waits for the other end to take some of the rest, and to say that it has all. */
export const GOODBYE_TIMEOUT_MS = 5000

/** Addresses that a machine listens at for one device. */
export const MAX_LISTENERS = 64

/** Connections by all of these at once: as many as the other end takes streams. */
export const MAX_LISTEN_CONNECTIONS = 1024

/** Those of them that wait for the device to take them, one round trip each. */
export const MAX_LISTEN_WAITING = 128

/** What a machine says of itself: a line of text, with its length. */
export const MAX_ABOUT_BYTES = 128

/** How long something that is forwarded to may take to answer; Linux alone would wait two minutes. */
export const DIAL_TARGET_TIMEOUT_MS = 10_000

/** How long a SOCKS client may take to say where it wants to. */
export const SOCKS_TIMEOUT_MS = 10_000

/** How long a shell waits for its device to come back: a train's tunnel, a lunch. */
export const SHELL_KEEP_MS = 60 * 60_000

/** What a terminal's buffer holds, and how often it is looked whether there is room in it: 1 MB/s of a paste. */
export const TERMINAL_WRITE_BYTES = 4096
export const TERMINAL_POLL_MS = 4

/** The newest output of a shell that is kept for a device that comes back: some fifty screens. */
export const SCROLLBACK_BYTES = 256 * 1024

// ---- the caller ----

/** How long a machine is looked for. On the public DHT that takes one to five seconds. */
export const CONNECT_TIMEOUT_MS = 20_000

/** How often a stream is opened anew when its connection gives way to a better one: one for each kind of network. */
export const MAX_REOPENINGS = 3

/** How long a connection stays after the last session, so that the next command does not look for it again. */
export const LINK_LINGER_MS = 10 * 60_000

// ---- pipes ----

/** How long the end that gave a code is looked for: walk over, type it. */
export const PIPE_LOOK_TIMEOUT_MS = 60_000

/** Between two looks for it. */
export const PIPE_LOOK_AGAIN_MS = 2000

/** How long others with the same number may still answer when one of them has other words. */
export const PIPE_GRACE_MS = 5000

// ---- copying ----

/** What is read of a file at once. */
export const COPY_BLOCK_BYTES = 256 * 1024

/** Names of what was not copied that are kept; all are counted. */
export const MAX_COPY_REFUSALS = 1000

/** What a copy remembers of its folders, so that they get the time they had when everything is in them: 60,000 of usual paths. */
export const MAX_COPY_FOLDER_BYTES = 16 * 1024 * 1024

/** How long an end that is told why has to take it: well within the second in which a revoked grant has ended all. */
export const COPY_FAIL_GRACE_MS = 500

/** How often it is told how far a copy is. */
export const COPY_PROGRESS_MS = 100

// ---- the audit log ----

/** When a file of the audit log gives way to the next; the one before it is kept. Some 15,000 sessions. */
export const MAX_AUDIT_FILE_BYTES = 4 * 1024 * 1024

/** Refusals of one device that are written down one by one in a minute; the others are counted. */
export const MAX_AUDITED_REFUSALS = 60
export const AUDIT_REFUSAL_WINDOW_MS = 60_000

/** Devices that are counted for that at once; they have a grant, so they are few. */
export const MAX_AUDITED_DEVICES = 1024

/** Commands and targets are cut at this in the log and in lists, in UTF-16 units. */
export const MAX_AUDIT_TEXT_CHARS = 200

/** Machines in the address book. */
export const MAX_PEERS = 10_000

/**
 * How long a session waits for TCP beside the connection: making it takes 20 ms between neighbours, and seconds where a firewall
 * forbids it. Once it is there, no session waits.
 */
export const PATH_PATIENCE_MS = 500

/** Frames from this on are made in memory of their own, which is given back when they have gone. */
export const LARGE_FRAME_BYTES = 16 * 1024
