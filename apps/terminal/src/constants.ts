/** Every tunable of the command line, with its unit in its name and its reason beside it. */

/** How long a command may take unless --timeout says otherwise: a join has to find somebody who is online. */
export const COMMAND_TIMEOUT_MS = 60_000

/** The longest --timeout, in s: an hour, which is also what the node takes. */
export const MAX_TIMEOUT_S = 3600

/** Messages that `room history`, `tail` and `open` show unless --last says otherwise. */
export const DEFAULT_LAST = 20

/** Messages asked of the node at once when more are wanted; it gives at most 500. */
export const HISTORY_PAGE = 200
export const MAX_PAGE = 500

/** An invite lasts a week unless --expires says otherwise, in hours. */
export const DEFAULT_EXPIRES_HOURS = 7 * 24

/** The longest life of an invite, in hours: a hundred years. */
export const MAX_EXPIRES_HOURS = 876_000

/** Version of the JSON lines; see docs/reference/cli.md. Fields are only ever added within a version. */
export const JSON_VERSION = 1

/** An invite that is read from a prompt or a pipe may be this long, in characters. */
export const MAX_SECRET_CHARS = 1024

/** How often `stop` looks whether the node's process is gone, in ms. */
export const EXIT_POLL_MS = 20

/** Lines that a chat's prompt remembers for the arrow keys. */
export const CHAT_HISTORY_LINES = 200

/** `stty` may be stopped where we are not in the foreground of the terminal; nothing waits longer for it. */
export const STTY_MS = 1000

/** Characters that name a run or a key; a shorter word is an app's name. As the node has it for keys. */
export const MIN_ID_CHARS = 8

/** Releases that `app info` shows to people; programs get all. */
export const SHOWN_RELEASES = 10

/** How often `app dev` tries to find two free ports in a row: most of the time the second is free too. */
export const PORT_TRIES = 20

/** People of one `app dev`, each with a node of about 100 MB. */
export const MAX_DEV_PEERS = 8

/** What a command with --timeout keeps of it for its own start and the node's answer; the node gets the rest, at least {@link MIN_NODE_TIMEOUT_MS}. */
export const NODE_ANSWER_MS = 2_000
export const MIN_NODE_TIMEOUT_MS = 1_000

/** Lines that are typed to an app of `app dev` before it has started: a person types a few, a pipe has any number. */
export const MAX_EARLY_LINES = 1_000

/** The longest life of a code, ms: 30 days. A code is for now; for longer there are drives. */
export const MAX_CODE_LIFETIME_MS = 30 * 24 * 3_600_000

/** Receivers of one code; as the node has it. */
export const MAX_RECEIVERS = 16

/** Names of an offer that are shown to people; programs get all. */
export const SHOWN_NAMES = 20

/** Rates are those of this last while, ms: long enough to be read, short enough to follow. */
export const RATE_WINDOW_MS = 5000

/** A backup is a few hundred bytes. */
export const MAX_BACKUP_BYTES = 64 * 1024

/** Entries of the audit log that are shown: two screens. */
export const DEFAULT_AUDIT_ENTRIES = 50

/** Where a machine has its ssh server. */
export const SSH_TARGET = '127.0.0.1:22'

/** How long a shell at another machine waits for this end to come back. */
export const SHELL_KEEP_MS = 60 * 60_000

/** How often it is tried to get back to a machine, and how long each time. */
export const RECONNECT_MS = 3000

/** How often a pipe shows how much has gone: as often as anybody reads it. */
export const PIPE_PROGRESS_MS = 250

/** Messages that a search shows unless --last says otherwise, and at most; the latter as the node has it. */
export const DEFAULT_FOUND = 20
export const MAX_FOUND = 200

// The full screen

/** Messages of which `room files` shows the files unless --last says otherwise. */
export const DEFAULT_LISTED_FILES = 50

/** Messages that it asks for at once: three screens. */
export const TUI_PAGE_MESSAGES = 100

/** From this many columns on the rooms stand beside the messages, in so many columns. */
export const TUI_WIDE_COLUMNS = 72
export const TUI_SIDEBAR_COLUMNS = 26

/** Rows that what is being written takes at most; more scrolls. */
export const TUI_WRITING_ROWS = 6

/** Messages of one person within this time, ms, stand below one name. */
export const TUI_GROUP_MS = 5 * 60_000

/** How often the node is told that somebody looks at a room, ms; it takes 40 s without for a no. */
export const TUI_PRESENCE_MS = 10_000

/** Between two words to the node that somebody types, ms; it takes 6 s without for a no. */
export const TUI_TYPING_MS = 2_500

/** After Escape, how long the rest of a key's sequence may take, ms: over ssh the pieces come apart. */
export const ESCAPE_WAIT_MS = 40

/** How long somebody may pause while they type what is searched for, ms. */
export const TUI_SEARCH_PAUSE_MS = 120
