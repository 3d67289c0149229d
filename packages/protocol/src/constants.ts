/**
 * Every limit of the formats, with its unit in its name and its reason beside it. A decoder checks the size of what
 * it is given before it looks at it, so these are also bounds on the memory that a hostile peer can make us use.
 * Raising one is a change of format: older readers refuse what exceeds theirs.
 */

/** A message's text. Long posts fit; anything larger is a file. Several fit in one 64 KiB hypercore block. */
export const MAX_MESSAGE_BYTES = 16 * 1024

/** Names of rooms, people and seeders: 64 bytes are 64 Latin letters, 21 CJK characters or 16 emoji. */
export const MAX_NAME_BYTES = 64

/** One operation of a room with everything around it: the largest message twice, so later kinds have room. */
export const MAX_OP_BYTES = 32 * 1024

/** A keet-identity-key proof is about 110 bytes for each device in its chain; four links are plenty. */
export const MAX_ATTESTATION_BYTES = 1024

/** What an invite carries, in bytes before it is text. A blind-pairing invite is 66 to 72 without extra DHT nodes. */
export const MAX_INVITE_PAYLOAD_BYTES = 224

/** An invite as text, in characters: the largest payload with its checksum takes 371. */
export const MAX_INVITE_TEXT_CHARS = 400

/** What any other secret text carries, in bytes. */
export const MAX_SECRET_PAYLOAD_BYTES = 224

/** Checksum of a secret text: 5 bytes let one mistyped text in 10^12 through, and cost 8 characters. */
export const SECRET_CHECKSUM_BYTES = 5

/** A link as text, in characters; browsers and chat programs stop near 2,000, old ones at 4,096. */
export const MAX_LINK_CHARS = 4096

/** A capability such as `shell` or `copy`. */
export const MAX_CAPABILITY_BYTES = 64

/** The scope of a capability, for example a path or `host:port`. */
export const MAX_SCOPE_BYTES = 1024

/** The key that names whom a grant is for: 32 bytes for an identity or device, a service's own name for a role. */
export const MAX_PRINCIPAL_BYTES = 128

/** A host name as DNS allows it (RFC 1035, section 2.3.4), or an address. */
export const MAX_HOST_BYTES = 255

/** A release line of an app, such as `stable`. Short, because people type and read it. */
export const MAX_CHANNEL_BYTES = 32

/** The version of a release. semver 2 sets no bound; 64 holds every version on npm that people type. */
export const MAX_RELEASE_VERSION_BYTES = 64

/** What a release says about itself: a screen of text. More belongs into the app's CHANGELOG.md. */
export const MAX_RELEASE_NOTES_BYTES = 4096

/** A permission set as JSON: 32 origins of the longest host names and 64 topics take 14 kB. */
export const MAX_PERMISSIONS_BYTES = 16 * 1024

/** A path on this machine; Linux allows 4,096 bytes. */
export const MAX_LOCAL_PATH_BYTES = 4096

/** One name of such a path; Linux allows 255 bytes. */
export const MAX_LOCAL_NAME_BYTES = 255

/** Why a file was not copied: a word. */
export const MAX_COPY_REASON_BYTES = 32

/** Why something of this profile is as it is, in words: a line of text. */
export const MAX_LOCAL_REASON_BYTES = 512

/** A command with its arguments. Linux takes 128 KiB for one argument. */
export const MAX_ARGUMENTS_BYTES = 128 * 1024

/** Variables that go along with a command: TERM and the locale's take 200 bytes. */
export const MAX_REMOTE_ENV_BYTES = 4096

/** What a capability of a machine is opened with: the longest command with its variables. */
export const MAX_REMOTE_PARAMS_BYTES = 136 * 1024

/** Id of a session at a machine: short, because people type it. */
export const MAX_SESSION_ID_BYTES = 32

/** The name of a kind of terminal, as terminfo has it. */
export const MAX_TERMINAL_NAME_BYTES = 64

/** Cells of a line, and lines, of a terminal: what the kernel's `winsize` holds. */
export const MAX_TERMINAL_CELLS = 65_535

/** An error's message on the wire, in UTF-16 units. */
export const MAX_ERROR_MESSAGE_CHARS = 500

/** An error's hint on the wire, in UTF-16 units. */
export const MAX_ERROR_HINT_CHARS = 300

/** One text among an error's details on the wire, in UTF-16 units. */
export const MAX_ERROR_DETAIL_CHARS = 200

/** Entries among an error's details on the wire, counted at every depth together. */
export const MAX_ERROR_DETAILS = 32

/** How deep an error's details may nest on the wire. */
export const MAX_ERROR_DETAIL_DEPTH = 3

/** Accents that may follow one letter in a name. Real orthographies use up to three. */
export const MAX_COMBINING_MARKS = 4

/** What a record's version takes at most: the longest `uint` of compact-encoding, a byte and 64 bits. */
export const MAX_VERSION_BYTES = 9

/** The newest version of the room format that this package reads and writes; see `upgrade` in docs/protocol/room.md. */
export const ROOM_VERSION = 3

/** Nonce of XChaCha20-Poly1305: random, so that no counter can go back with a restored profile. */
export const SEAL_NONCE_BYTES = 24

/** Authentication tag of XChaCha20-Poly1305. */
export const SEAL_TAG_BYTES = 16

/** An epoch key for one device: the key, with the 48 bytes of libsodium's sealed box. */
export const SEALED_KEY_BYTES = 32 + 48

/** Devices that one operation seals an epoch key to: 112 bytes each, so one with all its links fits in MAX_OP_BYTES. */
export const MAX_SEALED_KEYS = 200

/** Earlier epochs that one epoch leads to: those that were current on both sides of a partition, with room to spare. */
export const MAX_EPOCH_LINKS = 16

/** People that one epoch says it was made without. */
export const MAX_EPOCH_WITHOUT = 16

/** People that one message mentions. */
export const MAX_MENTIONS = 32

/** Reactions of one person to one message. */
export const MAX_REACTIONS = 8

/** One reaction: an emoji with its modifiers and joiners. */
export const MAX_REACTION_BYTES = 32

/** Files of one message: what people pick at once; more go into a drive. */
export const MAX_MESSAGE_FILES = 8

/** A text beside files. With the longest names of all files, the body still fits in MAX_SEALED_BODY_BYTES. */
export const MAX_CAPTION_BYTES = 12 * 1024

/** The name of a file in a room: what file systems hold. */
export const MAX_FILE_NAME_BYTES = 255

/** A media type such as `image/png`; RFC 6838, section 4.2, asks for 127 at most on each side and for less in practice. */
export const MAX_MEDIA_TYPE_BYTES = 127

/** One file in a room: 1 TiB. What claims to be larger is refused before anything is asked for. */
export const MAX_FILE_BYTES = 2 ** 40

/** Pixels of an image on one side: what JPEG can say. */
export const MAX_IMAGE_PIXELS = 65_535

/** Devices that a report is sealed to, 112 bytes each: those of the owners first, then of admins, then of moderators. */
export const MAX_REPORT_KEYS = 64

/** Why a message is reported: a paragraph. */
export const MAX_REPORT_REASON_BYTES = 1024

/** A sealed body: the largest message with mentions, answer and version, and its tag. */
export const MAX_SEALED_BODY_BYTES = 18 * 1024

/** Devices that one epoch of a home puts out. */
export const MAX_HOME_CUTS = 32

/** Entries of a home that are written together. */
export const MAX_HOME_ENTRIES = 64

/** A key in a home: a kind and two keys of 52 characters take 120. */
export const MAX_HOME_KEY_BYTES = 160

/** A value in a home: the draft of the longest message. */
export const MAX_HOME_VALUE_BYTES = MAX_MESSAGE_BYTES + 64

/** Devices that a linked device starts from: the one that linked it, and those that the phrase names. */
export const MAX_HOME_ROOTS = 8

/** One block of a home's feed: a sealed body, or 200 sealed keys with their links. */
export const MAX_HOME_BLOCK_BYTES = 32 * 1024

/** All limits of the formats in one object, for schemas of other layers. */
export const LIMITS = {
  MAX_MESSAGE_BYTES,
  MAX_NAME_BYTES,
  MAX_OP_BYTES,
  MAX_ATTESTATION_BYTES,
  MAX_INVITE_PAYLOAD_BYTES,
  MAX_INVITE_TEXT_CHARS,
  MAX_SECRET_PAYLOAD_BYTES,
  MAX_LINK_CHARS,
  MAX_CAPABILITY_BYTES,
  MAX_SCOPE_BYTES,
  MAX_PRINCIPAL_BYTES,
  MAX_HOST_BYTES,
  MAX_CHANNEL_BYTES,
  MAX_RELEASE_VERSION_BYTES,
  MAX_RELEASE_NOTES_BYTES,
  MAX_PERMISSIONS_BYTES,
  MAX_LOCAL_PATH_BYTES,
  MAX_LOCAL_REASON_BYTES,
  MAX_ERROR_MESSAGE_CHARS,
  MAX_ERROR_HINT_CHARS,
  MAX_ERROR_DETAIL_CHARS,
  MAX_ERROR_DETAILS,
  SEAL_NONCE_BYTES,
  SEAL_TAG_BYTES,
  SEALED_KEY_BYTES,
  MAX_SEALED_BODY_BYTES,
  MAX_SEALED_KEYS,
  MAX_EPOCH_LINKS,
  MAX_EPOCH_WITHOUT,
  MAX_MENTIONS,
  MAX_MESSAGE_FILES,
  MAX_CAPTION_BYTES,
  MAX_FILE_NAME_BYTES,
  MAX_MEDIA_TYPE_BYTES,
  MAX_FILE_BYTES,
  MAX_IMAGE_PIXELS,
  MAX_REACTIONS,
  MAX_REACTION_BYTES,
  MAX_REPORT_KEYS,
  MAX_REPORT_REASON_BYTES,
  MAX_ARGUMENTS_BYTES,
  MAX_REMOTE_ENV_BYTES,
  MAX_REMOTE_PARAMS_BYTES,
  MAX_SESSION_ID_BYTES,
  MAX_TERMINAL_NAME_BYTES,
  MAX_TERMINAL_CELLS,
  MAX_LOCAL_NAME_BYTES,
  MAX_COPY_REASON_BYTES,
  MAX_HOME_CUTS,
  MAX_HOME_ENTRIES,
  MAX_HOME_KEY_BYTES,
  MAX_HOME_VALUE_BYTES,
  MAX_HOME_ROOTS,
  MAX_HOME_BLOCK_BYTES,
} as const

/** One frame between a local program and its node: a block of contents, or some hundred entries of a list. */
export const MAX_WORK_FRAME_BYTES = 1024 * 1024
