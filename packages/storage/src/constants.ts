/** The newest profile layout this version reads and writes; a profile with a higher number is refused untouched. */
export const PROFILE_FORMAT_VERSION = 3

/** The layout of a profile without a lock, which the first versions read. */
export const PLAIN_FORMAT_VERSION = 1

/** The layout in which secrets are encrypted. */
export const SEALED_FORMAT_VERSION = 2

/** The layout in which the key of the secrets is in the system's keychain. */
export const KEYCHAIN_FORMAT_VERSION = 3

/** Under which the keychain shows our entries. */
export const KEYCHAIN_SERVICE = 'comice'

/** Of what the keychain's module says: a line of a terminal or two. */
export const MAX_KEYCHAIN_REASON_CHARS = 200

/** Passes of Argon2id over its memory: sodium's "moderate", half a second of one core. */
export const KDF_PASSES = 3

/** Memory of Argon2id: sodium's "moderate". More locks out small machines. */
export const KDF_MEMORY_BYTES = 256 * 1024 * 1024

/** A file that asks for more passes was not made by us. */
export const MAX_KDF_PASSES = 16

/** Memory that opening somebody's backup may take at most. */
export const MAX_KDF_MEMORY_BYTES = 1024 * 1024 * 1024

/** Shortest passphrase: Argon2id makes each guess dear, and does not make up for a word of a dictionary. */
export const MIN_PASSPHRASE_CHARS = 8

/** Longest passphrase. */
export const MAX_PASSPHRASE_BYTES = 1024

/** What is behind a passphrase: a key, or a phrase and a few words about it. */
export const MAX_BOX_BYTES = 64 * 1024

/** Name of the profile that is used when none is given. */
export const DEFAULT_PROFILE_NAME = 'default'

/** Longest profile name: it becomes a directory name, and leaves room for a socket path below it. */
export const MAX_PROFILE_NAME_LENGTH = 64

/** How long `openProfile` waits for a live owner by default: enough for a node that is just closing. */
export const LOCK_WAIT_MS = 2_000

/** Pause between two tries for the lock. */
export const LOCK_POLL_MS = 25

/** Opening the store replays at most one write-ahead log (64 MiB, well under a second on a disk of 2015). */
export const STORE_OPEN_TIMEOUT_MS = 30_000

/** Closing flushes at most one memtable and waits for running compactions to notice. */
export const CLOSE_TIMEOUT_MS = 10_000

/** A secret is a key, a seed or a token, never a document. */
export const MAX_SECRET_BYTES = 64 * 1024

/** Longest name of a secret or a collection; both become parts of a file name or a derived key. */
export const MAX_RECORD_NAME_LENGTH = 64

/** Longest collection key in UTF-8 bytes: Hyperbee compares keys while walking, so they stay short. */
export const MAX_COLLECTION_KEY_BYTES = 1_024

/** Largest collection value: a collection holds records; bulk belongs into a core of its own. */
export const MAX_COLLECTION_VALUE_BYTES = 1024 * 1024

/**
 * What RocksDB collects in memory before it writes a table, for each of its two column families, and again while it does.
 * Its own 64 MiB cost a mirror 80 MiB more of memory and no less CPU; 12 MiB cost 3 MiB more, 8 MiB as much less and a twentieth more CPU.
 */
export const STORE_WRITE_BUFFER_BYTES = 10 * 1024 * 1024

/**
 * Files of blocks that RocksDB may copy each time that it merges tables, to drop blocks that were cleared: as many as it has written
 * since it merged the last time.
 */
export const REWRITTEN_BLOB_FILES = 4

/**
 * A store that has fewer when it is opened counts as one of so many, 2.5 GiB: it may become one while it is open, and RocksDB takes a
 * share of the files that there are, set once.
 */
export const FEWEST_COUNTED_BLOB_FILES = 256

/** Free space under which writes are refused while RocksDB itself still has room to finish what it began. */
export const DISK_RESERVE_BYTES = 16 * 1024 * 1024

/** Bytes that may be written before the free space is asked for again. */
export const FREE_SPACE_CHECK_BYTES = 4 * 1024 * 1024

/** Age at which a free-space reading is asked for again: other programs fill disks too. */
export const FREE_SPACE_CHECK_MS = 1_000

/** Blocks in one batch of an Autobase's writer: a batch is held in memory until it is whole. */
export const MAX_BATCH_BLOCKS = 1024

/** Links of one block. An honest one has at most one for each writer. */
export const MAX_BLOCK_HEADS = 512

/** View blocks in one trace; Autobase 7.28 writes at most this many (`MAX_TRACE_PER_VIEW`). */
export const MAX_TRACE_BLOCKS = 256

/** Wakeup hints held at once, and as many that came too early. Each is a writer. */
export const MAX_WAKEUP_HINTS = 1024

/** Hints in an announcement that may have left out others: blind-peer 3.8 names this many at most. */
export const FULL_ANNOUNCEMENT_HINTS = 32

/** Writers' cores that are opened at once to see whether they have grown. */
export const WRITERS_LOOKED_AT_ONCE = 16

/** How long a seeder may take to tell the length of one core that it holds. */
export const LOOK_TIMEOUT_MS = 5_000

/** How long what a fast-forward took out of the views is waited for, when nothing of it comes back: applying takes some 10 ms. */
export const REAPPLY_WAIT_MS = 5_000

/** How long a base may stay behind what is signed before it goes there: the blocks of a slow neighbour come in less. */
export const STALL_MS = 5_000

/** The longest pause between two tries of that: Autobase's own after a failed fast-forward. */
export const MAX_STALL_MS = 300_000

/** Between two looks at whether it was applied, when the base says nothing. */
export const REAPPLY_LOOK_MS = 100

/** Keys of one node of a Hyperbee: it splits a node that gets more. */
export const MAX_NODE_KEYS = 8

/** Levels of a Hyperbee, of which nodes have at least four keys: 2^53 entries take less than thirty. Drives of others have 32, in `drives`. */
export const MAX_TREE_LEVELS = 64

/** Nodes of a view's tree that a fast-forward fetches at once; each has up to 17 blocks of some 300 bytes. */
export const FETCHED_NODES_AT_ONCE = 32

/** How long a handover waits for one block of the system view, within `apply`, which stands still meanwhile. */
export const HANDOVER_BLOCK_TIMEOUT_MS = 2_000

/** What Autobase 7.28 puts into the system view for a block of a writer, at most. */
export const SYSTEM_BLOCKS_OF_A_BLOCK = 2

/** Writers that a peer is told of who may not know of a handover: as many as it keeps hints of. */
export const MAX_TOLD_WRITERS = 1024

/** Entries that one flush of a system view may have: one for each writer that its batch names, and a few. */
export const MAX_FLUSH_ENTRIES = 4_096

/** Nodes of the tree before it that these are put into: a path for each, in a tree of any size that bases have. */
export const MAX_FLUSH_NODES = 16_384

/** Asked for at first of a writer of whom nothing was read yet: what says who is in, of a base that was just made. */
export const FIRST_PREFETCH_BLOCKS = 16

/** How long somebody who is new to a base waits to hear how long its views are, before it reads all that its first writer said. */
export const FIRST_LOOK_MS = 2_000

/** Blocks of the system view that Autobase 7.28 has to be behind before it goes forward (`DEFAULT_MIN_FF`). */
export const FORWARD_BLOCKS = 16
