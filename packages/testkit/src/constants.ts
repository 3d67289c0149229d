/** Nodes of a test DHT. With 3 a lookup sometimes timed out; with 5 none did. */
export const DHT_NODES = 5

/**
 * How long a wait lasts when the caller names no deadline. Long, because a loaded machine with two cores takes ten times
 * as long as an idle one; well under the three minutes of a test, so that the reason is printed and not "timed out".
 */
export const WAIT_TIMEOUT_MS = 40_000

/** How often {@link waitFor} looks. */
export const WAIT_INTERVAL_MS = 20

/** Two peers of one process on a loopback DHT connect in 20–400 ms; much more means they never will. */
export const CONNECT_TIMEOUT_MS = 40_000

/** Closing a swarm says goodbye to the DHT; past this it is destroyed without one. */
export const CLOSE_TIMEOUT_MS = 5_000

/** How long a process has between SIGTERM and SIGKILL. */
export const STOP_TIMEOUT_MS = 10_000

/** How long a command of the set-up (`ip`, `nsenter`) may take. */
export const COMMAND_TIMEOUT_MS = 10_000

/** Output kept of a spawned process, per stream. The oldest lines go first; an error says how many went. */
export const KEPT_OUTPUT_BYTES = 4 * 1024 * 1024

/** The longest line a spawned process may print; what is beyond is cut off. */
export const MAX_LINE_BYTES = 1024 * 1024

/** How much of a process's stderr stands in an error about it. */
export const SHOWN_STDERR_BYTES = 4 * 1024

/** Bytes that one direction of a wire holds before the writer has to wait. */
export const WIRE_WINDOW_BYTES = 64 * 1024

/** Where a test clock starts: 2026-01-01T00:00:00Z. */
export const CLOCK_START_MS = 1_767_225_600_000

/** The seed of random tests where COMICE_TEST_SEED is not set. */
export const DEFAULT_SEED = 20_261_120

/** Datagrams that one direction of an underlay's path holds while they are delayed; more are lost, as in a full router. */
export const UNDERLAY_QUEUE_PACKETS = 1_024

/** Hosts on one link: they share a /24, and each costs a process. */
export const MAX_HOSTS = 200
