/** Every tunable of @comice/platform, with its unit in its name and its reason beside it. */

/** Release lines that faces offer; an author may name others. The last is what `run` takes when nothing else is said. */
export const CHANNELS = ['dev', 'next', 'stable'] as const

// permission

/** Origins in `permissions.net`. Whoever decides has to read them all. */
export const MAX_ORIGINS = 32

/** One of them: the longest host name of DNS, 253, with scheme and port, rounded up. */
export const MAX_ORIGIN_CHARS = 280

/** Topics in `permissions.topics`. */
export const MAX_TOPICS = 64

// checkout

/** Files of one version. Bounds the memory that a list of them takes; an app with its dependencies stays far below. */
export const MAX_CHECKOUT_FILES = 50_000

/** Bytes of one version's files: what fits a disk without a question. Data of an app belongs into its storage. */
export const MAX_CHECKOUT_BYTES = 2 * 1024 ** 3

/** A path in an app. Windows stops at 260 characters, macOS at 1,024 bytes. */
export const MAX_PATH_BYTES = 1024

/** Folders above a file: walking and removing a tree goes as deep. */
export const MAX_PATH_DEPTH = 64

/** Refused entries that a checkout lists by name; the rest is counted. */
export const MAX_LISTED_REFUSALS = 100

/** Characters of a refused name that are kept: it may be 4 kB of anything. */
export const MAX_REFUSED_NAME_CHARS = 120

/** Links from link to link, as Linux follows them at most 40 times and hyperdrive 16. */
export const MAX_LINK_HOPS = 16

/** Target of a link, as Linux allows it. */
export const MAX_LINK_TARGET_CHARS = 4096

/** Maps of deduplicated files that are asked for side by side: each costs a round trip. */
export const PARALLEL_MAPS = 256

/** Blocks of a drive's tree that are fetched as a whole. Above it, one entry after the other. */
export const MAX_EAGER_TREE_BLOCKS = 65_536

/** Files that are written side by side, so that their syncs can share a flush of the disk. */
export const PARALLEL_FILES = 32

/** Silence of all peers after which fetching gives up. A dial over the public DHT takes one to five seconds. */
export const FETCH_SILENCE_MS = 20_000

/** Progress is told at most so often. */
export const PROGRESS_INTERVAL_MS = 100

/** Free space that a checkout leaves: the profile's store stops to write at 16 MiB, and apps write too. */
export const CHECKOUT_RESERVE_BYTES = 64 * 1024 ** 2

// install

/** Looking for somebody who has an app, where the caller says nothing else. */
export const FIND_TIMEOUT_MS = 20_000

/** How often new peers are asked whether they have said how much they hold: Hypercore has no event for it. */
export const LOOK_MS = 25

/** How often the DHT is asked again while somebody waits for an app: a look takes one to three seconds there. */
export const LOOK_AGAIN_MS = 5_000

/** How often who is connected is asked again for an app that is followed, and that they did not have: a few bytes each. */
export const ASK_AGAIN_MS = 5 * 60_000

/** Characters of a key that name an app, so that a short word is a name that is not there, and never another's app. */
export const MIN_KEY_CHARS = 8

/** Why a version did not start, as it is remembered. The record's limit, 512, is in bytes. */
export const MAX_REASON_CHARS = 128

// update

/** Shortest look at a drive after its peers were asked: what it needs may be on a slow disk. */
export const MIN_LOOK_MS = 1_000

/** Pause after which a drive that changed is looked at: an author's stage and release come as a burst. */
export const UPDATE_QUIET_MS = 500

// release

/** The line that Pear's `release` key speaks of, and that is taken when none is named. */
export const STABLE_CHANNEL = 'stable'

/**
 * Records in an app's log of releases: one a day for eleven years. It bounds what a hostile author can make a reader
 * fetch, decode and verify: 4,096 signatures take about a third of a second.
 */
export const MAX_RELEASES = 4096

/**
 * A record as JSON: the largest record (about 6 KiB, most of it notes) in base64, with its braces. A larger value is
 * refused unread.
 */
export const MAX_RELEASE_ENTRY_BYTES = 12 * 1024

/** Waiting for blocks of a version's proof, or of the log of releases, where the caller says nothing else. */
export const RELEASE_TIMEOUT_MS = 10_000

// an author's folder

/** A package.json; npm's largest are below 100 KB. */
export const MAX_MANIFEST_BYTES = 1024 * 1024

/** The name of a package, as npm bounds it. */
export const MAX_PACKAGE_NAME_CHARS = 214

/** Its version: what a release record takes (MAX_RELEASE_VERSION_BYTES of the formats); semver's letters are ASCII. */
export const MAX_PACKAGE_VERSION_CHARS = 64

/** What is refused or warned of is listed up to this many; the rest is a number. */
export const MAX_LISTED_PROBLEMS = 20

/** Files up to this size are searched for keys and tokens. Private keys are a few KB; bundles beyond are not read for it. */
export const MAX_SNIFFED_BYTES = 4 * 1024 * 1024

/** Symlinked folders within each other, after which it is a loop that realpath did not show. */
export const MAX_FOLDER_DEPTH = 64

// stage

/**
 * New contents are appended in portions of this size, each followed by a note of what is in it. So this is also what a
 * stage that was killed can leave in the drive without a file that uses it, and what it holds in memory.
 */
export const STAGE_PORTION_BYTES = 8 * 1024 * 1024

/** Block size of contents, as hyperblobs writes them. */
export const CONTENT_BLOCK_BYTES = 64 * 1024

/** Files that are read side by side: enough to keep the four threads of libuv and one core busy. */
export const PARALLEL_READS = 8

/**
 * A file that changed so shortly before it was read may have changed again within the same tick of its clock (2 s on
 * FAT), so it is read again the next time.
 */
export const SETTLED_MS = 2_500

/** How often a file is read again when it changed while it was read. */
export const READ_ATTEMPTS = 3

/** Progress of a stage is told at most so often. */
export const STAGE_PROGRESS_MS = 100

// author

/** A CHANGELOG.md; what is beyond is not read. */
export const MAX_CHANGELOG_BYTES = 1024 * 1024

/** Versions of a changelog that are told. */
export const MAX_CHANGELOG_VERSIONS = 1000

/** Notes of a release that are taken from the changelog: what a record takes (MAX_RELEASE_NOTES_BYTES of the formats). */
export const MAX_NOTES_BYTES = 4096
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

/**
 * How long the folder is looked at before a start, where no link in it can be an escape: 20,000 entries took 0.4 s and
 * more. Whether an app that keeps so many is over its limit, the watchdog says after the start.
 */
export const START_LOOK_MS = 50

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
// ---- window ----

/** A window's code: long enough to start a browser on a slow machine, short enough to be of no use later. */
export const WINDOW_CODE_MS = 30_000

/** Codes of one app's window that may be waiting at once; asking for more drops the oldest. */
export const MAX_WINDOW_CODES = 16

/** Tabs of one app that may hold a token at once; more drop the oldest. */
export const MAX_WINDOW_TOKENS = 64

/** Pages of one app that may be connected at once; more are told to try later. */
export const MAX_WINDOW_PAGES = 32

/** How long a page may take to show its token after its socket is open. It does so at once. */
export const PAGE_HELLO_MS = 5_000

/** How long a page waits for a backend that starts again before it is told to try later. */
export const PAGE_BACKEND_MS = 15_000

/** What the node holds for a page that reads slowly, beyond one message; then its backend waits. */
export const PAGE_UNSENT_BYTES = 1024 * 1024

/** Other ports that are tried when one is taken on either loopback address: free ones are the rule. */
export const MAX_PORT_TRIES = 20

/** Bound on what a page posts to exchange its code, which has 22 characters. */
export const MAX_WINDOW_CODE_BYTES = 64

/** Bound on the path of a request, in characters: a drive's longest path, escaped. */
export const MAX_PAGE_PATH_CHARS = 8 * 1024

/** Largest HTML or TypeScript file: it is read whole. Stripping 1 MB of TypeScript takes 0.6 s. */
export const MAX_PAGE_SOURCE_BYTES = 1024 * 1024

/** HTML and stripped TypeScript of one app that is kept in memory. */
export const PAGE_SOURCE_CACHE_BYTES = 16 * 1024 * 1024

/** How long TypeScript's stripping of one file may take: ten times the 0.6 s that the largest takes. */
export const STRIP_TIMEOUT_MS = 6_000

/** Memory of the thread that strips: it has 70 MB when idle, 110 after 1 MB of sources. */
export const STRIP_HEAP_MB = 256
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
export const STORAGE_POLL_MS = 5000

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

// ---- runs ----

/** Name of a folder that is made for one run, before its random part. */
export const TMP_STORE_PREFIX = 'comice-app-'

/** A run whose process did not come within this is given up: the user answers no questions any more by then. */
export const TICKET_MS = 30_000

/** From the wish to stop an app to the word of its starter that it is gone: APP_STOP_MS and a busy machine. */
export const RUN_END_MS = 15_000

/** How long a question to the user waits for its answer. */
export const QUESTION_MS = 10 * 60_000

/** Before the path of a folder, when its key is made. */
export const FOLDER_KEY_LABEL = 'comice/app-folder/1\0'

/** What stands for a release line where an app runs from a folder. */
export const LOCAL_CHANNEL = 'local'

/** Messages that wait for a subscriber before it counts as gone. */
export const MESSAGES_BEHIND = 1024

/** A checkpoint is a few settings, not a database. */
export const MAX_CHECKPOINT_BYTES = 64 * 1024

/** Kinds of files that are offered to choose from. */
export const MAX_PICK_EXTENSIONS = 64

/** Files of one choice, and that an app has not read yet; of more the oldest are forgotten. */
export const MAX_PICKED_FILES = 256

/** How long a choice waits for whoever holds the app's process, who asks the user: it is told of right after the start. */
export const HOLDER_WAIT_MS = 5_000

/** Files and folders that a user gives to one run. */
export const MAX_GIVEN_PATHS = 64

/** How long an HTTP response may take to begin and to be read. */
export const FETCH_TIMEOUT_MS = 120_000

/** Redirects that are followed, as in browsers' practice; headers, and characters of an address or a header. */
export const MAX_REDIRECTS = 5
export const MAX_HEADERS = 64
export const MAX_URL_CHARS = 8192

/** Responses whose body was not read yet. */
export const MAX_RESPONSES = 32

/** Views of one base. */
export const MAX_VIEWS = 64

/** A block of a writer of an app's base: the largest operation, and room for its links and its trace. */
export const MAX_BASE_BLOCK_BYTES = MAX_WIRE_BLOCK_BYTES + 128 * 1024

/**
 * Nodes of each view's tree, 8 keys each, that are here before a base goes forward to a state that others signed: small
 * views are written without peers from then on, and going forward to large ones stays quick.
 */
export const MAX_BASE_FETCHED_NODES = 1_024

/** How often an indexer of an app's base acknowledges, so that the order is fixed. Autobase's own is 10 s. */
export const BASE_ACK_INTERVAL_MS = 5000

/** Releases that an app is told of: with the longest notes, 4 KiB each, less than half of what one answer may have. */
export const MAX_TOLD_RELEASES = 100

/** Memory of one worker. With the most that there may be, an app has 1.25 GiB in all its processes. */
export const WORKER_MEMORY_BYTES = 256 * 2 ** 20

/** From a worker's SIGTERM to its SIGKILL: what the runtime gives to a teardown, and a busy machine. */
export const WORKER_STOP_MS = 6_000

/** Arguments of a worker. */
export const MAX_WORKER_ARGS = 64

/** Events kept for a process of an app that does not listen yet. A person follows links one at a time. */
export const MAX_KEPT_EVENTS = 64

/** The rate of calls is kept in slices of this: short enough that waiting is not felt. */
export const SLICE_MS = 50

// ---- window apps ----

/** How long pages that are told of the end of their app may take to answer. */
export const PAGE_TOLD_MS = 1_000

/** How long the end of an app waits for pages that were told to come back: they do within 0.1 s, on an idle machine. */
export const PAGE_BACK_MS = 3_000

/** How long a window app goes on when its last page is gone: a reload, or a browser that starts again. */
export const WINDOW_GRACE_MS = 5_000

/** A backend that crashed is started again if it had run for this long; sooner, it would crash for ever. */
export const BACKEND_STEADY_MS = 10_000

/** Crashes of a backend within {@link BACKEND_CRASHES_MS} after which it is started again; one more ends the app. */
export const MAX_BACKEND_CRASHES = 5
export const BACKEND_CRASHES_MS = 10 * 60_000

/** Restarts that an app may ask for within {@link APP_RESTARTS_MS}: updates come by the hour, a loop each half second. */
export const MAX_APP_RESTARTS = 5
export const APP_RESTARTS_MS = 60_000

/** How long a backend whose pipe to the node has ended may take to end by itself. */
export const BACKEND_UNREACHABLE_MS = 2_000

/** How long the output of a process is read when it has ended: what it printed is in the pipe, 64 KiB at most. */
export const APP_LOG_REST_MS = 1_000

/** What is kept of a backend's output, in each of two files. */
export const MAX_APP_LOG_BYTES = 512 * 1024

/** What is shown of an app's own description: a sentence, not a page. */
export const MAX_SUMMARY_CHARS = 200
// ---- dev ----

/** How long nothing may happen in an author's folder before a run starts again: editors save several files at once. */
export const DEV_SETTLE_MS = 100
/** Characters of an app's name that are shown: a name that fills a line is no name. */
export const MAX_SHOWN_NAME_CHARS = 64
