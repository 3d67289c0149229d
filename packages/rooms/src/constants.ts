/** Every tunable of rooms, with its unit in its name and its reason beside it. */

/**
 * Rooms of a profile beyond which none is opened because another device of the person lists it: a stolen one may list rooms
 * without end, and each that is open takes 0.6 MB.
 */
export const MAX_LISTED_ROOMS = 1_000

/** Messages that {@link Room.say} writes at once: apply and one fsync are shared, and a batch stays below 1 s. */
export const MAX_SAY_BATCH = 256

/** One block of a writer: the largest operation (32 KiB), heads and traces, with room to spare. */
export const MAX_BLOCK_BYTES = 128 * 1024

/** Members of one room: past this the linearizer and the list of heads in each block get slow. */
export const MAX_ROOM_MEMBERS = 256

/** Invites of one room that are remembered, revoked ones too, so that a member cannot fill the view with them. */
export const MAX_ROOM_INVITES = 1024

/**
 * Invites of one member that are remembered, in the second format: sixteen members have to mean harm before nobody else can invite.
 * Who has so many makes room with one that is revoked, spent or expired.
 */
export const MAX_MEMBER_INVITES = 64

/** Devices of one person that were ever let into a room: years of new telephones, and not a way to fill the room. */
export const MAX_MEMBER_DEVICES = 32

/** Devices that wait because the same member let them wait; four members have to mean harm before nobody else can wait. */
export const MAX_MEMBER_PENDING = 64

/**
 * New keys of one member that nothing called for, from one departure to the next. Who lacks the key of an epoch makes one such; when
 * one member makes useless ones, each of the others needs as many at most.
 */
export const MAX_MEMBER_EPOCHS = 64

/** Epochs of one person that are not to be used, and are kept for those who used them unknowingly. Further ones are refused. */
export const MAX_MEMBER_KEPT_EPOCHS = 64

/**
 * Keys sealed to devices in one epoch: to each device that a full room can have. When they are used up, the next device gets
 * the key of a new epoch.
 */
export const MAX_EPOCH_SEALS = 8_192

/** Members of a room for two. */
export const DIRECT_ROOM_MEMBERS = 2

/** Devices that wait at the same time to be let into one room. */
export const MAX_PENDING_DEVICES = 256

/** Messages that one room may have pinned: all are read at once. */
export const MAX_ROOM_PINS = 64

/**
 * Reports of one member that nobody has dismissed yet, and of a room: each takes up to 9 KB, and sixteen members have to mean harm
 * before nobody else can report.
 */
export const MAX_MEMBER_REPORTS = 16
export const MAX_ROOM_REPORTS = 256

/** What a report says, sealed: the longest reason with what it is about, and its tag, take 1,093 bytes. */
export const MAX_REPORT_BOX_BYTES = 1_280

/**
 * Operations of one person, written after they were removed, of which messages are kept to be looked at, and epochs for those
 * who used them unknowingly. All are counted.
 */
export const MAX_HELD_BACK_MESSAGES = 64

/** Newest epochs of a room that are looked at for one that is sealed to this device, before the newest is. */
export const MAX_SEALS_LOOKED_AT = 32

/**
 * Entries of handovers of signing that a room remembers, two for each of which something came. One takes somebody for ever; this many
 * take eight cores of owners with modified clients, and then nobody can hand over any more.
 */
export const MAX_HANDOVER_ENTRIES = 512

/** System views that one core may leave by a handover: each is somebody who went for ever. */
export const MAX_CORE_HANDOVERS = 32

/** How long somebody who wants to sign waits until it came to be, before it asks again from the newest state. */
export const TAKE_OVER_WAIT_MS = 5_000

/** Times that it asks: whoever still signs moves that state. */
export const TAKE_OVER_ATTEMPTS = 5

/** Between two times that a device of an owner takes over by itself, when the first failed: each writes up to ten operations. */
export const TAKE_OVER_RETRY_MS = 10 * 60_000

/** Between two tries to go where others are, when nobody who has it is there. */
export const FOLLOW_RETRY_MS = 5_000

/** After a look at what a room needs that failed, because a block was not here; twice as long after each further one. */
export const LOOK_RETRY_MS = 500

/** And at most: whoever has the block may come in a moment, or in a week. */
export const LOOK_RETRY_MAX_MS = 30_000

/** Seeders that one room may name. */
export const MAX_ROOM_SEEDERS = 16

/**
 * Quiet time before the indexer acknowledges what others wrote, which moves the signed length that newcomers start
 * from. One null block for each burst, none while idle (measured; Autobase's default of 10 s only makes it late).
 */
export const ACK_INTERVAL_MS = 1_000

/** How long joining may take when nothing else is said: finding a member, being admitted, reading the room's name. */
export const JOIN_TIMEOUT_MS = 60_000

/** The same in tests: a test machine may be busy, and the second format lets people in in two steps. */
export const TEST_JOIN_TIMEOUT_MS = 60_000

/** How long history waits for blocks that only others have. */
export const HISTORY_TIMEOUT_MS = 10_000

/** Messages on a page when nothing else is said: a screen and a scroll. */
export const DEFAULT_PAGE_MESSAGES = 50

/**
 * One line of an archive: a text of 16 KiB takes 96 KiB of JSON at most, and the reactions of a full room 120 KiB for each emoji.
 */
export const MAX_ARCHIVE_LINE_BYTES = 1024 * 1024

/** Messages of one archive: where each came to be is kept while it is imported, in about 300 bytes each. */
export const MAX_ARCHIVE_MESSAGES = 250_000

/** Files and reactions of one message that are told below its text: as many as it can have from here. */
export const MAX_TOLD_PARTS = 16

/** When an imported message was said, at most: the last moment that four digits of a year can say; a message may claim any. */
export const MAX_ORIGIN_TIME_MS = 253_402_300_799_999

/** Messages on a page at most. */
export const MAX_PAGE_MESSAGES = 500

/** Newest messages that are compared after an update to tell new ones from those that only moved. */
export const WATCH_WINDOW_MESSAGES = 256

/** Events kept for a watcher that does not read; past it, they become one `reload`. */
export const MAX_WATCH_EVENTS = 1024

/** Join requests that one room handles at a time; each costs two signature checks and one append. */
export const MAX_PENDING_JOINS = 32

/** A join request: device record, proofs and name. */
export const MAX_JOIN_REQUEST_BYTES = 2 * 1024

/** Characters of a room's id that {@link Rooms.open} takes for it. */
export const MIN_ROOM_PREFIX_CHARS = 4

/** Times that a reading starts again because the order changed under it. */
export const READ_ATTEMPTS = 5

/**
 * Blocks of a room's view that are kept in memory for its readings: inner nodes, and what one batch of `say` became.
 * Most take 300 bytes; at worst each holds a message of 16 KiB.
 */
export const MAX_CACHED_VIEW_BLOCKS = 512

/** Time that an invite admits when nothing else is said: a week. */
export const INVITE_EXPIRES_MS = 7 * 24 * 60 * 60 * 1000

/** Messages before the new ones that are read with them, to see whether they still stand where they stood. */
export const WATCH_OVERLAP_MESSAGES = 4

/** Looks at a state that is in between during a fast-forward; each waits for a full update before it. */
export const STATE_LOOKS = 5

/**
 * Nodes with edits, reactions, refusals and held-back messages that a fast-forward fetches. Those
 * beyond come when they are read, so that nobody makes newcomers wait by reacting to everything.
 */
export const MAX_FETCHED_MARK_NODES = 256

/**
 * Nodes that it fetches at all. A full room has some 2,000 entries that are no messages, in 500 nodes; a tree of more was
 * made by somebody who admits devices without end, or by an owner with a modified client.
 */
export const MAX_FETCHED_NODES = 8_192

/** Messages around the place that one had, among which it is looked for: orders change only among the newest. */
export const PIN_SEARCH_MESSAGES = 512

/**
 * How long writing waits for somebody to give this device the current epoch's key, before it makes an epoch of its own:
 * a member who is online has it done in a moment.
 */
export const KEY_WAIT_MS = 3_000

/** How long an approval waits until the order of the admission is settled: the owner acknowledges after one second. */
export const APPROVAL_TIMEOUT_MS = 15_000

/**
 * How long a member waits before it lets in, or gives a key to, a device that somebody else was asked by. From this time,
 * to as long again, at random, so that not all do it at once.
 */
export const STAND_IN_WAIT_MS = 3_000

/**
 * Messages after the first of a thread among which its answers are looked for. Twice as many took 640 ms; half of that is
 * a guess, this number itself was not measured.
 */
export const MAX_THREAD_SEARCH_MESSAGES = 2_048

/** Answers of a thread that are given at once: more than anybody reads, and some MB at worst. */
export const MAX_THREAD_REPLIES = 500

/** Answers to answers that are gone up from a message to the first of its thread. */
export const MAX_THREAD_DEPTH = 64

/** Messages around one of which the middle time is taken, so that a clock that is off does not mislead. Odd. */
export const TIME_SAMPLE_MESSAGES = 5

/** Messages that are put into the search index at once; 250 hold the process for some 16 ms (measured). */
export const INDEX_PAGE_MESSAGES = 250

/** Newest messages that are compared first after the order changed, four times as many each time they still differ. */
export const INDEX_OVERLAP_MESSAGES = 16

/** Messages without a readable text that are looked at again when this device gets keys. */
export const MAX_UNREADABLE_LOOKED_AT = 1_000

/** Words of one search, and what it finds at most. */
export const MAX_SEARCH_WORDS = 16
export const MAX_SEARCH_HITS = 200
export const DEFAULT_SEARCH_HITS = 50

/** Shorter words are found as a whole only: their beginnings are in nearly every message, which takes 100 ms (measured). */
export const MIN_PREFIX_CHARS = 2

/** Layout of the search index. Another one is thrown away and made again. */
export const SEARCH_INDEX_VERSION = 2

/** Plain bytes in one block of a file: what replication of blocks is fastest with, see decision 2; part of the format. */
export const FILE_BLOCK_BYTES = 64 * 1024

/** Blocks that are appended at once, with one sync of the disk: 4 MiB. */
export const FILE_APPEND_BLOCKS = 64

/** Blocks of a file that are on their way while it is read: 2 MiB, what a path of 100 ms and 20 MB/s holds. */
export const FILE_BLOCKS_IN_FLIGHT = 32

/** How long a block of a file may take to come when nothing else is said; somebody who has it may have to be found first. */
export const FILE_SILENCE_MS = 30_000

/** Files that are in and not said yet, of one room: what a person picks at once, several times over. */
export const MAX_UNSAID_FILES = 64

/** Who is here is said again this often, so that whoever comes later, or missed it, knows. */
export const PRESENCE_REPEAT_MS = 15_000

/** After so long without being said again it is over: two repetitions may be lost. */
export const PRESENCE_LIFETIME_MS = 40_000

/** After so long without a further key somebody does not type any more. */
export const TYPING_LIFETIME_MS = 6_000

/** What one connection may say of presence: a keystroke every 3 s in each of a few rooms, and a visit to all of them. */
export const PRESENCE_NOTES_PER_SECOND = 5
export const PRESENCE_NOTES_BURST = 50

/** Messages whose blocks are fetched while those before them are read: a page and a half, on the way in one round trip. */
export const READ_AHEAD_MESSAGES = 64

/** Blocks that are fetched ahead at once, when much else was written between messages. */
export const MAX_READ_AHEAD_BLOCKS = 256

/** How long deleting a room waits until somebody else has what this device wrote last: that it left. */
export const DELETE_WAIT_MS = 10_000

/** How often it looks meanwhile. */
export const DELETE_LOOK_MS = 200
