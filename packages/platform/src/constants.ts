/** Every tunable of @comice/platform, with its unit in its name and its reason beside it. */

/** Release lines that faces offer; an author may name others. The last is what `run` takes when nothing else is said. */
export const CHANNELS = ['dev', 'next', 'stable'] as const

// ---- broker ----

/** What an app may cost its node when nothing else is said: a person's machine does not feel it. */
export const DEFAULT_QUOTA = {
  /** Handles and streams of one process: a chat with 100 rooms has some 300. */
  maxStreams: 1024,
  /** Connections to peers; each costs about 60 kB. */
  maxConnections: 64,
  /** Topics and peers that are looked for. */
  maxTopics: 64,
  /** Processes: the app and its workers. */
  maxProcesses: 4,
  /** Bytes of the app's storage, files and cores together. */
  maxDiskBytes: 4 * 1024 ** 3,
  /** Calls in one second; more wait. */
  callsPerSecond: 20_000,
} as const

/** Answers that may be as large as a block are made this many at a time, so that they take 16 MiB at most. */
export const LARGE_ANSWERS = 16

/** How often the storage of an app is measured while peers may fill it. */
export const DISK_POLL_MS = 5000

/** How long an app has for its teardown before it is ended. */
export const TEARDOWN_TIMEOUT_MS = 5000

/** Characters of a name of a core, or of a namespace. */
export const MAX_NAME_CHARS = 256

/** Namespaces inside one another. */
export const MAX_NAMESPACES = 16

/** Largest block that is read in one piece: @comice/runtime's MAX_BLOCK_BYTES, to which frames have room. */
export const MAX_WIRE_BLOCK_BYTES = 1024 * 1024

/** Blocks of one append. The frame bounds their bytes; this bounds the tree nodes that are made at once. */
export const MAX_APPEND_BLOCKS = 16_384

/** Answers up to this size are not counted as large: 256 of them, the most that wait, take 16 MiB. */
export const SMALL_ANSWER_BYTES = 64 * 1024

/** Changes of one batch of a bee. */
export const MAX_BATCH_CHANGES = 16_384

/** What an entry of a bee, or of a drive, takes beside key and value: links to other blocks, the tree. */
export const BEE_ENTRY_BYTES = 256

/** Characters of a path in a drive. */
export const MAX_PATH_CHARS = 4096

/** How long a foreign core that was just opened counts as one that peers are being found for. */
export const AWAIT_PEERS_MS = 3000
