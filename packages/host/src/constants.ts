/** Every tunable of @comice/host, with its unit in its name and its reason beside it. */

/** Version of the local API. A client that finds another one says so instead of guessing. */
export const API_VERSION = 1

/** A node without clients and duties stops after this long. */
export const IDLE_STOP_MS = 60_000

/** How long orderly closing of everything may take before the process exits anyway. */
export const STOP_TIMEOUT_MS = 10_000

/** How long a client waits for a node that it started: 230 ms for Node itself, the rest for a slow disk. */
export const START_TIMEOUT_MS = 20_000

/** A keychain that is locked asks its owner, at a window of its own: as long more. */
export const KEYCHAIN_PROMPT_MS = 60_000

/** Addresses of earlier windows at which the node says that they are over; older ones only find nobody there. */
export const MAX_FORMER_WINDOWS = 4

/** Bound on the body of one call; a message is at most 16 KiB. */
export const MAX_CALL_BYTES = 256 * 1024

/** A subscription whose reader has this much waiting gets nothing new until it has read: tRPC has no back-pressure. */
export const MAX_WAITING_BYTES = 1024 * 1024

/** How often a waiting subscription looks whether its reader has caught up. */
export const DRAIN_POLL_MS = 50

/** Unix socket paths are limited to 104 bytes on macOS and 108 on Linux; longer ones move to the temp folder. */
export const MAX_SOCKET_PATH_BYTES = 100

/** Messages in one page of history, by default and at most. */
export const HISTORY_PAGE = 50
export const MAX_HISTORY_PAGE = 500

/** WebSocket close code of a refused token: final, the client must not retry with it. */
export const TOKEN_REFUSED_CLOSE = 4401

/** Major version of Node that the node runs on: the first whose permission model denies the network is 25. */
export const NODE_MAJOR = 26

/**
 * What the node is started with, unless its user says otherwise; other systems than glibc's do not look at it. glibc gives each
 * thread a heap of its own, up to 8 for each core, and what one has freed the others do not get: two of them. And once something large
 * was freed, it takes everything up to that size, 32 MiB at most, from its heaps, which keep what is freed: from 2 MiB on memory is the
 * kernel's, always. Below, asking it each time took a fifth of what a mirror takes of the processor; of what is free at the end of a heap
 * it gets all but 1 MiB.
 */
export const MEMORY_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '2097152',
  MALLOC_TRIM_THRESHOLD_: '1048576',
} as const

/** V8's young generation grows to 16 MiB, twice, for what a node makes: 10 to 15 MiB more for no less CPU. */
export const MEMORY_FLAGS = ['--max-semi-space-size=4'] as const

/** Free space below which doctor warns. */
export const LOW_DISK_BYTES = 512 * 1024 * 1024

/** How often a program that waits for a node looks whether it is there. */
export const ATTACH_POLL_MS = 50

/** How long a node may take to answer whether it is alive. */
export const PING_TIMEOUT_MS = 2000

/** Bound on what a page posts to exchange its code, which has 22 characters. */
export const MAX_SESSION_BODY_BYTES = 256

/** Messages with files that are listed at once. */
export const MAX_LISTED_FILES = 200

// Windows of a browser

/** A browser that ends sooner than this handed the window to one that runs already, or could not start. */
export const HANDED_OVER_MS = 3_000

/** Size of a new window, in px: two panes with room to read. */
export const WINDOW_WIDTH_PX = 1120
export const WINDOW_HEIGHT_PX = 760

// Icons of apps

/** Bounds on an icon: it is an author's, and is drawn in the node's own window. */
export const MAX_ICON_BYTES = 256 * 1024
export const MAX_ICON_PX = 1024

// Long work on a connection of its own

/** Entries of a list that go to a program in one frame: about 100 bytes each. */
export const MAX_ITEMS_PER_FRAME = 256

/** How long the first of them waits for others, ms: shorter than people see. */
export const ITEMS_WAIT_MS = 20

/** Contents that go to a program in one frame. */
export const MAX_SENT_PIECE_BYTES = 256 * 1024

/** A place in a call: a path on the disk and one in a drive, both at their longest. */
export const MAX_PLACE_CHARS = 8192

/** A mirror that stays and could not begin is tried again after this, ms: its folder may be on a disk to be mounted. */
export const LIVE_MIRROR_RETRY_MS = 30_000

/** Entries that an archive left out, as they are listed; all are counted. As many as a mirror lists. */
export const MAX_LISTED_REFUSALS = 1000

// Transfers by codes

/** Transfers that are over and still listed: a person looks for the last few. */
export const MAX_ENDED_TRANSFERS = 20

/** Characters of a transfer's id that name it; as many as a list shows. */
export const MIN_TRANSFER_ID_CHARS = 8

/** Names, and refusals, of a view that is made ten times a second; offers and results list all. */
export const MAX_VIEWED_NAMES = 20

/** How often a program that sends its stdin is written to, ms: only so is it seen that it has gone. */
export const TELL_ALIVE_MS = 2_000

/** How long a file manager may take to say that it does not show a folder, ms. */
export const SHOW_FOLDER_MS = 3000

// Drives in the window

/** Entries of a folder that a page gets first: more than a screen has room for. */
export const FIRST_FOLDER_BATCH = 256

/** Entries of each part after it: about half a megabyte. */
export const FOLDER_BATCH = 4096

/** Entries of one folder that a page gets: 26 MB of JSON. It holds and sorts them all. */
export const MAX_FOLDER_ENTRIES = 200_000

/** How often a page is told how far seeded drives are, ms. */
export const FOLLOW_SEED_MS = 2_000

/** Versions of a drive that are looked through for the history of a file, and listed for that of the drive. */
export const MAX_FILE_VERSIONS = 200

/** Changes of one version that a page lists. */
export const MAX_SHOWN_CHANGES = 200

/** An upload that brings nothing for this long has ended, ms: until it does, others that write to the drive wait. */
export const UPLOAD_SILENCE_MS = 60_000

/** Left free on the disk by what pages send: the store on it must never meet a full one. */
export const OUTBOX_RESERVE_BYTES = 64 * 1024 * 1024

/** Between two looks at how much is free, bytes. */
export const OUTBOX_SPACE_CHECK_BYTES = 8 * 1024 * 1024

/** Characters of a member's id that are taken for it. */
export const MIN_MEMBER_PREFIX_CHARS = 4

/** Entries of the audit log that are given at once: all of its two files. */
export const MAX_AUDIT_ENTRIES = 100_000

/** Between two tries to have a forward listen again, when the machine was away. It is looked for in between. */
export const FORWARD_RETRY_MS = 3000

/** The same when it was refused, or its address is another program's: what somebody has to change by hand. */
export const FORWARD_REFUSED_RETRY_MS = 60_000

/** Forwards that the node goes on with: each is a port. */
export const MAX_KEPT_FORWARDS = 1000

/** A clock that is further from those of others is told of: a minute is what grants and invites are counted in. */
export const CLOCK_OFFSET_MS = 60_000

/** How long `doctor` looks for another machine. */
export const DOCTOR_REACH_MS = 15_000

/** A round trip that people notice when they type. */
export const SLOW_PING_MS = 300

/** How often a screen of machines is looked at anew while it is open, ms: counters move, and names come from other programs. */
export const MACHINES_LOOKED_AT_MS = 1_500

// Rooms

/** From this format on rooms have roles, epochs, and marks on messages. */
export const ROOM_SECOND_FORMAT = 2

/** From this format on people can be muted, and messages reported. There is none after it yet. */
export const ROOM_THIRD_FORMAT = 3

/** Longest time for which somebody is muted: ten years. Longer is without an end. */
export const MAX_MUTED_MS = 10 * 365 * 24 * 60 * 60 * 1000

/** Newest messages of a room among which those that were not read are counted: more is "many" to anybody. */
export const MAX_COUNTED_UNREAD = 500

/** How long a search waits for what is not in the index yet, ms. It says how much was searched. */
export const SEARCH_WAIT_MS = 2_000

/** Characters of what is searched for. */
export const MAX_SEARCH_CHARS = 256

// Devices

/** How long a device that was just linked is given to hear that it belongs to the home: it meets the other one in 1 to 3 s. */
export const HOME_WAIT_MS = 20_000

/** Layout of what is noted of rooms that are not open: a note of another one counts as none, and the room is opened. */
export const ROOM_NOTE_VERSION = 3

/** How long a node that stops reads its rooms for their notes: 10 ms each, and one whose blocks are not here never comes. */
export const ROOM_NOTES_TIMEOUT_MS = 3_000

/** Rooms that are read for their notes side by side: one that waits for blocks of others holds up a few at most. */
export const ROOMS_NOTED_AT_ONCE = 4

// What a person's devices share

/** How long nothing must change before read markers and drafts are written: a pause in reading or typing. */
export const NOTE_PAUSE_MS = 2_000

/** How long they wait at most while somebody reads or types without a pause. */
export const NOTE_MAX_MS = 60_000

/**
 * Writes of read markers and drafts at once, and how long one takes to come back. A device's feed in a home has 100,000 blocks:
 * used without a pause, day and night, this alone fills it in eleven months; eight hours a day, in three years.
 */
export const WRITES_AT_ONCE = 30
export const WRITE_REFILL_MS = 5 * 60_000

/** Rooms that are followed of those that one device has listed: more than a person has, and less than a flood. */
export const MAX_ROOMS_PER_DEVICE = 256

/** Names for people: what a person knows, and a bound on what a stolen device can add. */
export const MAX_CONTACTS = 1_000

/** Characters of an id that stand for it where there is no name. */
export const SHORT_ID_CHARS = 8

// Exported rooms

/** Bytes of an exported room that are sent at once: enough that a frame costs little. */
export const EXPORT_PIECE_BYTES = 64 * 1024

/** How long the address of an export is good, ms, and once: the page follows it at once. */
export const EXPORT_LINK_MS = 60_000

/** Addresses of exports that wait to be followed, of all pages. */
export const MAX_EXPORT_LINKS = 32

/**
 * How long a room may take to say who has which role, before nobody there may do anything here. It takes some ms when all of it is
 * here; when a block is missing, somebody who lost a role would keep what it gave for as long as that is waited for.
 */
export const ROLES_WAIT_MS = 1_000
