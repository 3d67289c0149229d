/** Every tunable of @comice/platform, with its unit in its name and its reason beside it. */

/** Release lines that faces offer; an author may name others. The last is what `run` takes when nothing else is said. */
export const CHANNELS = ['dev', 'next', 'stable'] as const

// sandbox

/** Memory of an app, all its processes together. A bare Node takes 45 MiB, a large page of data a hundred. */
export const APP_MEMORY_BYTES = 512 * 2 ** 20

/** Bytes of an app's files folder. */
export const APP_DISK_BYTES = 2 ** 30

/** Size of the private /tmp: it is memory that counts for no process. Temporary files belong into TMPDIR. */
export const APP_TMP_BYTES = 16 * 2 ** 20

/** The part of an app's memory that V8 may use for old objects; the rest is for young ones, Buffers and Node itself. */
export const OLD_SPACE_SHARE = 0.6

/** The same for each of the three spaces of young objects; V8's own choice would be 32 MiB each, however little there is. */
export const SEMI_SPACE_SHARE = 1 / 32

/** Above the watched limit, so that an app which grows slowly is ended with a name instead of being refused memory. */
export const DATA_SLACK_BYTES = 64 * 2 ** 20

/** An abort while an app held at least this part of its memory is V8's way to say that there is none left. */
export const ABORT_IS_MEMORY_SHARE = 0.5

/** Touching 1 GiB took 1.2 s at best where this was measured: between two looks an app grows by 200 MiB at most. */
export const MEMORY_POLL_MS = 250

/** One `ps` of all processes costs 20 ms where there is no /proc. */
export const MEMORY_POLL_PS_MS = 1_000

/** A look reads every entry of the folder. */
export const DISK_POLL_MS = 500

/** Looking may take a tenth of the time: the next look waits this many times as long as the last one took. */
export const DISK_POLL_FACTOR = 9

/** What an entry counts beside its blocks, so that a million empty files are not nothing. */
export const DISK_ENTRY_BYTES = 512

/** Starting Node once, or once inside a sandbox, takes 0.1 s; on a loaded machine 20 times that was seen. */
export const PROBE_TIMEOUT_MS = 20_000

// run

/** An app that is alive after this time has started, whether it said hello to its broker or not. */
export const APP_STARTED_MS = 5_000

/** From SIGTERM to SIGKILL; longer than the runtime gives an app's teardown. */
export const APP_STOP_MS = 10_000
