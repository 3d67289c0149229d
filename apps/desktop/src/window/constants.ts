/** Every tunable of the window, with its unit in its name and its reason beside it. */

/** Messages that the newest page holds, and each older page that is loaded: two screens and a scroll. */
export const PAGE_MESSAGES = 50

/** Messages of one person that are further apart than this show their time and name again. */
export const GROUP_GAP_MS = 5 * 60_000

/** A message's text longer than this many characters or lines is folded until asked for: one must not fill the room. */
export const FOLD_CHARS = 1800
export const FOLD_LINES = 24

/** Markdown that is nested deeper than this is shown as it was written: nobody means it. */
export const MAX_MARKDOWN_DEPTH = 20

/** Messages asked for at once on the way to one that is further up: as many as the node gives. */
export const JUMP_PAGE_MESSAGES = 500

/** How long a message that one was led to stands out, ms. */
export const FLASH_MS = 2_000

/** How long a deletion waits for second thoughts, ms: it takes a message from everybody. */
export const UNDO_MS = 6_000

/** Members that a `@` offers at once. */
export const MAX_OFFERED_NAMES = 6

/** Characters of a message that a reply shows of it. */
export const QUOTE_CHARS = 140

/** Emojis that are at hand; any other can be typed. */
export const QUICK_EMOJIS = ['👍', '❤️', '😂', '🎉', '😮', '🙏', '👀', '✅', '🔥', '👏', '🤔', '🍐'] as const

/** Share of the byte limit from which the composer counts. */
export const COUNT_FROM = 0.8

/** Closer to the end than this, in px, the list follows new messages. */
export const STICK_PX = 48

/** Closer to the beginning of what is shown than this, in px, older messages are loaded; to its end, newer ones. */
export const LOAD_NEAR_PX = 240

/** How long the window looks for a member before it says that nobody answered. */
export const JOIN_TIMEOUT_MS = 120_000

/** How long the node may be away before the window says more than "reconnecting". */
export const LONG_AWAY_MS = 8_000

/** How long "Copied" stands on a button. */
export const COPIED_MS = 2_000

/** Characters of a message that are read out when it arrives. */
export const ANNOUNCE_CHARS = 160

/** Characters of a message that a notice on the desktop shows: what fits on most. */
export const NOTICE_CHARS = 140

/** Narrower than this, the window shows one pane at a time. Also written in window.css. */
export const WIDE_PX = 640

/** Expiries that the invite dialog offers, in ms; 0 is never. */
export const INVITE_EXPIRIES_MS = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  never: 0,
} as const

/** How long the theme's cookie is kept, in seconds: a year. */
export const THEME_MAX_AGE_S = 365 * 86_400

/** Characters of a key that people compare. */
export const SHORT_KEY_CHARS = 8

/** How long the window asks for a newer version of an app before it says that nobody answered. */
export const UPDATE_TIMEOUT_MS = 30_000

/** Largest picture that is looked at for a QR code: four times what a phone's camera makes. */
export const MAX_PICTURE_BYTES = 32 * 1024 * 1024

/** Sides, in px, that a picture is scaled to before it is looked at, one after the other: noise goes with the size. */
export const PICTURE_SIDES_PX = [1600, 800, 400] as const

// Drives

/** Bytes of a text that are shown: more is saved and opened elsewhere. */
export const TEXT_PREVIEW_BYTES = 256 * 1024

/** Rates are those of this last while, ms: long enough to be read, short enough to follow. */
export const RATE_WINDOW_MS = 5_000

/** How often a large folder is shown anew while it comes, ms: a hundred thousand rows take a second to lay out. */
export const FOLDER_SHOWN_MS = 3_000

/** Rows that a list of files has: every key that is pressed costs time for each of them. */
export const MAX_ROWS = 2_000

/** How often what is uploaded is told, ms. */
export const UPLOAD_TOLD_MS = 200

/** Height of a row of a folder, px: one line where the window is wide, two where it is narrow. */
export const ROW_PX = 44
export const NARROW_ROW_PX = 56

// Machines

/** How long another machine is looked for, ms: one that sleeps does not answer at all. */
export const PEER_LOOK_TIMEOUT_MS = 30_000

/** Entries of the audit log that are shown, the newest ones. */
export const AUDIT_ENTRIES = 100

// Files in rooms

/** A picture up to this size is shown by itself: what a telephone takes. A larger one waits until one asks for it. */
export const MAX_INLINE_PICTURE_BYTES = 12 * 1024 * 1024

/** The place of a picture in a message, rem: as wide as text is, and never too small to be pressed. */
export const MAX_PICTURE_REM = 24
export const MIN_PICTURE_REM = 4

/** Width by height, or the other way round: what is longer is cut. */
export const MAX_PICTURE_RATIO = 2.5

/** After this, ms, what could not be searched yet is searched for again: the index takes in some thousand messages meanwhile. */
export const SEARCH_AGAIN_MS = 1_500
