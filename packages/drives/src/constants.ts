/** Every time and limit of this package, its unit in its name and its reason beside it. */

// names

/** A path in a drive that becomes one on a disk. Linux stops at 4,096 bytes with the folder that it stands in. */
export const MAX_PATH_BYTES = 4000

/** One name in a path, as nearly every file system has it. */
export const MAX_NAME_BYTES = 255

/** What follows the last dot of a name stays when the name is cut short, up to this; longer, it says nothing of the kind. */
export const MAX_KEPT_EXTENSION_BYTES = 32

/** Folders above a file: walking and removing a tree goes as deep, and keeps a folder open for each. */
export const MAX_PATH_DEPTH = 128

/** Target of a symlink, as Linux allows it. */
export const MAX_LINK_TARGET_CHARS = 4096

/** What is shown of a name that was refused. */
export const MAX_SHOWN_NAME_CHARS = 120

/** Refusals that a result lists; all are counted. */
export const MAX_LISTED_REFUSALS = 1000

/** A drive's name in a profile: a word of this many characters is still typed. */
export const MAX_DRIVE_NAME_CHARS = 64

/** A tag is a short word beside a drive's name. */
export const MAX_TAG_CHARS = 64

/** Checksum in a drive's link: 5 bytes let one mistyped link in 10^12 through. */
export const LINK_CHECKSUM_BYTES = 5

// trees

/** Levels of a drive's tree. Hyperbee's nodes have at least four keys, so 32 levels hold more than anybody can write. */
export const MAX_TREE_DEPTH = 32

/** Files whose state is asked for at the same time while a folder is walked: more than the threads of Node's pool. */
export const PARALLEL_STATS = 64

/** Blocks of a deduplicated blob's map (hyperblobs reads 64); each maps up to 8,192 blocks. */
export const MAX_BLOCK_MAP_BLOCKS = 64

/**
 * Bytes of maps that are decoded on one way through a tree, which anybody may have written: the maps of files of 1 TiB, of
 * 64 KiB a block. In a hostile one two bytes are a block, and decoding a MiB takes 67 ms, so all of them nine seconds.
 */
export const MAX_WALKED_MAP_BYTES = 128 * 1024 * 1024

/** Blocks of a file that one block of a map names, as hyperblobs writes it, and all of them. */
export const MAPPED_PER_BLOCK = 8192
export const MAX_MAPPED_BLOCKS = MAX_BLOCK_MAP_BLOCKS * MAPPED_PER_BLOCK

/** One block of a map, bytes: two numbers of at most nine for each, 48 of memory when they are read. */
export const MAX_MAP_BLOCK_BYTES = 18 * MAPPED_PER_BLOCK + 10

/** Blocks of a tree that are fetched ahead as one range; a longer history is fetched as it is walked. */
export const MAX_PREFETCHED_TREE_BLOCKS = 2_000_000

/** Entries of a folder that are read before the rest of it is leapt over, when only its name is wanted. */
export const MIN_LEAP_ENTRIES = 32

/** Entries that are read from the store at once while a tree is walked, about 300 bytes each. */
export const TREE_WINDOW_BLOCKS = 128

/**
 * Such windows in memory, bytes: about 20,000 entries. The nodes between entries lie anywhere in a tree that was made at once, so
 * that with 16 windows each was read nine times while 10,000 entries were walked.
 */
export const MAX_TREE_WINDOWS_BYTES = 16 * 1024 * 1024

/** What a block takes in memory beside its bytes. */
export const TREE_BLOCK_OVERHEAD_BYTES = 400

/** How often one is read when its entries come while it is walked. */
export const MAX_WINDOW_READS = 4

/** Blocks before a version in which every key has to be found: more than the keys of a few nodes of a tree. */
export const PROVING_BLOCKS = 64

// contents

/** Block size of small files, as hyperblobs writes them. */
export const CONTENT_BLOCK_BYTES = 64 * 1024

/** What one read of a file gives at most: each is a job for a thread of the pool. */
export const READ_BYTES = 256 * 1024

/**
 * Blocks of larger files end where their contents say: 60 KiB on average, so that as many are in a chunk of a range as there
 * are of 64 KiB, and a change in one place is two or three of them. Four of the longest fill the largest chunk.
 */
export const MIN_CUT_BYTES = 16 * 1024
export const USUAL_CUT_BYTES = 48 * 1024
export const MAX_CUT_BYTES = 128 * 1024

/** Contents that are cut at once: what is left at its end, at most MAX_CUT_BYTES, is moved in memory. */
export const CUT_WINDOW_BYTES = 1024 * 1024

/** Blocks whose hashes are read from the store at once. */
export const HASHES_AT_ONCE = 1024

/** Pieces that a file may be in: each takes about 60 bytes of memory while it is read. */
export const MAX_MAP_PIECES = 65_536

/**
 * New contents are appended in portions of this size, one of which is stored while the next is collected: what a mirror holds in
 * memory, twice, and loses when it is killed.
 */
export const PORTION_BYTES = 2 * 1024 * 1024

/** Files up to this size are read whole, several at a time; larger ones as a stream. */
export const SMALL_FILE_BYTES = 256 * 1024

/** What comes from a producer of any speed is kept in memory up to this size, and then in a file. */
export const SPOOLED_IN_MEMORY_BYTES = 1024 * 1024

/** Small files that are read ahead: enough for the threads of Node's pool, few enough for memory (64 × 256 KiB). */
export const READ_AHEAD_FILES = 64

/** Files that are written at the same time: an fsync waits for the disk, and several share one journal commit. */
export const PARALLEL_WRITES = 16

/** Entries that become visible by one append. Hyperbee holds a batch in memory, about 1.5 kB for each. */
export const MAX_BATCH_ENTRIES = 20_000

/**
 * Entries of an archive that is taken in. They become one version of a drive, so a batch in memory holds them all: 1.5 kB
 * for each.
 */
export const MAX_ARCHIVE_ENTRIES = 250_000

/** Blocks that are asked for ahead of the file that is being written, bytes. They go to disk, not to memory. */
export const FETCH_AHEAD_BYTES = 64 * 1024 * 1024

/** Pieces in which these files are. */
export const FETCH_AHEAD_PIECES = 65_536

/** Files in one request ahead: their blocks are adjacent when they were appended together, so it is one range. */
export const FETCH_AHEAD_FILES = 512

/** Blocks of one file that are read from the store at the same time. */
export const PARALLEL_BLOCKS = 8

/** How often a file that changes while it is read is read again. */
export const READ_ATTEMPTS = 3

/**
 * A file is read when its last change is older than this, ms. The kernel's clock of files moves in steps of up to 10 ms,
 * so a later change in the same step would leave no trace in size and time.
 */
export const SETTLED_MS = 25

/** Free space that a mirror leaves on a disk, bytes: logs, and a database that has to compact to be opened. */
export const DISK_RESERVE_BYTES = 8 * 1024 * 1024

// mirrors

/**
 * Entries of a plan that are held in memory, about 300 bytes each, and the pieces that their files are in; a longer plan is
 * made again when it is carried out.
 */
export const MAX_HELD_STEPS = 50_000

/** More than this share of the target is removed only when the user has said so. */
export const MAX_UNASKED_DELETIONS = 0.1

/** Fewer deletions than this need no second word: a tenth of nine files is none. */
export const MIN_ASKED_DELETIONS = 10

/** How often progress is told, ms. */
export const PROGRESS_MS = 100

/** Rates are those of this last while, ms: long enough to be read, short enough to follow. */
export const RATE_WINDOW_MS = 5_000

/** A live mirror looks when nothing has happened for this long, ms: an editor writes a file in several steps. */
export const LIVE_SETTLE_MS = 100

/** However much happens, a live mirror looks at least this often, ms. */
export const LIVE_MAX_WAIT_MS = 2_000

/** A live mirror that failed tries again after this, ms, growing to the second. */
export const LIVE_RETRY_MS = 1_000
export const LIVE_MAX_RETRY_MS = 60_000

/** The folder in a mirror's target where files are before they are whole. Never mirrored itself. */
export const UNFINISHED_FOLDER = '.comice-unfinished'

/** What a killed mirror of another process left there is removed when it is as old as this, ms. */
export const UNFINISHED_MAX_AGE_MS = 24 * 60 * 60 * 1000

// peers

/** Waiting for a peer that has a drive, ms, when nothing of it is here. */
export const REACH_TIMEOUT_MS = 10_000

/** Waiting for a newer version when one is here already, ms. */
export const REFRESH_TIMEOUT_MS = 2_000

/** Silence of all peers after which fetching gives up, ms. */
export const SILENCE_MS = 20_000

// reading

/** Blocks of a core that a verification has in hand at the same time. */
export const PARALLEL_CHECKS = 16

/** Versions that a history lists at most. */
export const MAX_LISTED_VERSIONS = 10_000

/** Folders of a target that are kept open while nothing is written in them. */
export const MAX_IDLE_FOLDERS = 64

/** Folders whose names are made durable together. */
export const FOLDERS_PER_SYNC = 256

/** A file of at least this size is written only when the disk has room for it: asking costs a system call. */
export const MEASURED_FILE_BYTES = 4 * 1024 * 1024

/** Silences that a mirror lives through: each costs the files that waited, so that one entry does not stop the rest. */
export const MAX_SILENCES = 3

/** Between two looks at a core that no peer had yet, ms: `update` itself waits while there are peers. */
export const REACH_POLL_MS = 50

/** What the first block of every tree names: `Header` of hyperbee. */
export const BEE_PROTOCOL = 'hyperbee'

/** For fetching one damaged block from peers that are connected, ms. */
export const REPAIR_TIMEOUT_MS = 10_000

/** Ranges of blocks that are collected before they are put together: a megabyte of memory. */
export const MAX_LOOSE_RANGES = 10_000

/** Links from link to link, as hyperdrive follows them. */
export const MAX_LINK_HOPS = 16

/** Blocks of a drive that are on their way from a peer at the same time, bytes: more than a near link holds. */
export const IN_FLIGHT_BYTES = 4 * 1024 * 1024

/** Hypercore's own least, and most, of blocks in flight. */
export const MIN_IN_FLIGHT_BLOCKS = 16
export const MAX_IN_FLIGHT_BLOCKS = 512

// ranges

/** What one chunk of a range holds about: its proof of 500 bytes is nothing beside it, and four of them are in memory soon. */
export const BULK_CHUNK_BYTES = 256 * 1024

/** A chunk with blocks above the average of their core; a larger block goes the plain way. */
export const MAX_BULK_CHUNK_BYTES = 2 * BULK_CHUNK_BYTES

/** A power of two. Small blocks: their hashes take the time then. */
export const MAX_BULK_CHUNK_BLOCKS = 1024

/** Nodes from a block to a root: no core has 2^52 blocks. */
export const MAX_BULK_PATH_NODES = 52

/** What stands before a chunk: its path, and the sizes of its blocks. */
export const MAX_BULK_HEAD_BYTES = 9 * MAX_BULK_CHUNK_BLOCKS + 41 * MAX_BULK_PATH_NODES + 16

/** Blocks from this size on are written to the stream one by one, and so arrive in memory of their own. */
export const BULK_WHOLE_BLOCK_BYTES = 16 * 1024

/** A key, and a number. */
export const MAX_BULK_CORE_BYTES = 41

/** Three numbers of up to nine bytes. */
export const MAX_BULK_REQUEST_BYTES = 27

/** Lanes that a holder has open: each holds a chunk, and what waits to be sent. */
export const MAX_BULK_LANES = 64
export const MAX_BULK_LANES_PER_PEER = 4

/**
 * A reader that asks for nothing for this long, or does not take a chunk in it, loses its lane, ms: others may want it. Longer
 * than readers wait, and than a busy disk holds one up; a lane is opened anew when there is something to ask for.
 */
export const BULK_IDLE_MS = 60_000

/** What a reader asks a holder for at once, bytes and blocks: powers of two, so that chunks are not cut. */
export const BULK_PORTION_BYTES = 2 * 1024 * 1024
export const MAX_BULK_PORTION_BLOCKS = 4096

/** Portions that are asked for at one holder: the next is on its way when one has come. */
export const BULK_PORTIONS_AHEAD = 2

/** A range with fewer bytes and blocks is there before a lane is open. */
export const MIN_BULK_BYTES = 256 * 1024
export const MIN_BULK_BLOCKS = 64

/** What a block costs in memory beside its bytes, with its nodes: blocks without bytes are many, too. */
export const BULK_BLOCK_OVERHEAD_BYTES = 512

/** Verified blocks that are stored by one write, bytes, and how long a smaller one waits for more, ms. */
export const BULK_WRITE_BYTES = 1024 * 1024
export const BULK_WRITE_WAIT_MS = 10

/** Verified blocks that wait to be stored, bytes: then nothing more is read from holders. */
export const MAX_BULK_UNWRITTEN_BYTES = 4 * 1024 * 1024

/** Blocks that are kept for their reader, bytes: then nothing more is read from holders while it takes them. */
export const MAX_BULK_FRESH_BYTES = 4 * 1024 * 1024

/** A reader that takes no block for this long is not waited for, ms: it syncs a file, or has all that it needs. */
export const BULK_FRESH_WAIT_MS = 100

/** How long blocks wait for a lane before they are asked for the plain way, ms. */
export const BULK_OPEN_MS = 1500

/** A holder that gives no chunk for this long is not waited for, ms: 256 kB at 25 kB/s. */
export const BULK_STALL_MS = 10_000

/** A holder that gives less than a portion in this time is not waited for, ms: 2 MiB at 25 kB/s. */
export const BULK_PORTION_MS = 90_000

/** How often a lane to one device is opened, for one reading: a path may break. */
export const MAX_BULK_TRIES = 3

// send and receive

/** How long a code is good when nobody says otherwise, ms. */
export const SEND_EXPIRES_MS = 60 * 60 * 1000

/** Receivers that one code may serve at most. Each may have a window in memory. */
export const MAX_RECEIVERS = 16

/** Names that one send may have at its top: the offer lists them all, 300 kB at most. */
export const MAX_OFFERED_NAMES = 1000

/** Bytes of contents that are on their way and not yet written: 50 ms × 160 MB/s, and what a sender holds for each receiver. */
export const SEND_WINDOW_BYTES = 8 * 1024 * 1024

/** Contents go in pieces of about this size: larger ones give no more speed, and below the 1 MiB that core counts as big. */
export const SEND_BATCH_BYTES = 256 * 1024

/** A piece with what stands around its contents; a larger frame ends the connection. */
export const MAX_SEND_FRAME_BYTES = 384 * 1024

/** Records of one piece: a file takes at least 50 bytes of it. */
export const MAX_BATCH_RECORDS = 16_384

/** The receiver tells how much it has written each time it is this much more. */
export const ACK_BYTES = SEND_WINDOW_BYTES / 16

/** How long the other end of a new connection may take for its first message, ms. */
export const HELLO_TIMEOUT_MS = 10_000

/**
 * Silence of a transfer after which its connection is given up and a new one is looked for, ms. A dead connection is
 * noticed by its own keep-alives within 20 s; this is for an end that lives and does nothing, such as one whose output
 * nobody reads, or that hashes a very large file to go on.
 */
export const SEND_STALL_MS = 10 * 60 * 1000

/** How long a receiver looks for the sender of a code, ms. */
export const SEND_LOOK_TIMEOUT_MS = 60_000

/** After a wrong code, how long other senders with the same number may still prove to be meant, ms. */
export const WRONG_CODE_GRACE_MS = 400

/** How long an accepted transfer waits for the other end to come back, ms. */
export const SEND_AWAY_MS = 24 * 60 * 60 * 1000

/** How often a receiver that lost its sender looks again, ms, growing to the second. */
export const SEND_LOOK_AGAIN_MS = 1000
export const MAX_SEND_LOOK_AGAIN_MS = 10_000

/** How long asking for a faster path may hold up the start of a transfer, ms. */
export const FAST_LANE_WAIT_MS = 3000

/** How long an end that stops in the middle waits for the other one to hear it, ms. */
export const FAREWELL_MS = 1000

/** How long a receiver that has everything waits for the sender to know, ms. */
export const RECEIPT_WAIT_MS = 5000

/** A receiver's place is made durable when this much came since the last time: what a power cut costs at most. */
export const CHECKPOINT_BYTES = 64 * 1024 * 1024
export const CHECKPOINT_ENTRIES = 2000
export const CHECKPOINT_MS = 2000

/** A transfer of fewer bytes is over before a faster path is found. */
export const MIN_FAST_BYTES = 4 * 1024 * 1024

/** Files whose contents are made durable at the same time: ext4 takes one journal commit for many. */
export const PARALLEL_SYNCS = 32

/** From so many files on their disk is made durable as a whole: starting a program costs as much as 20 of them. */
export const MIN_DISK_SYNC_FILES = 128

/** How long that may take before each file is synced, ms: somebody else may be writing gigabytes. */
export const SYNC_DISK_MS = 10_000

/** Where a receiver keeps a transfer until all of it is there: a hidden folder in the target, with the transfer's id behind. */
export const RECEIVING_FOLDER = '.comice-receiving-'

/** Record of a transfer: a thousand paths of 4 kB, and their names. */
export const MAX_TRANSFER_RECORD_BYTES = 8 * 1024 * 1024

/** Longest delay that setTimeout takes, ms. */
export const MAX_DELAY_MS = 2 ** 31 - 1

/** Wrong guesses that a code survives, at each end. */
export const MAX_WRONG_CODES = 5

/** How long a receiver that has everything looks for a sender that was gone at the end, to tell it, ms. */
export const TELL_TIMEOUT_MS = 10 * 60 * 1000

/** Faster paths of one transfer that may break before the connection's own channel is used instead. */
export const MAX_BROKEN_FAST_LANES = 3

/** Record of a checkpoint: two paths, and the refusals. */
export const MAX_CHECKPOINT_BYTES = 1024 * 1024

/** Files up to this size go whole into a batch, several read at the same time. */
export const WHOLE_FILE_BYTES = 64 * 1024

/** Pieces of a larger file that are read ahead of the one that is sent. */
export const PIECES_AHEAD = 3
