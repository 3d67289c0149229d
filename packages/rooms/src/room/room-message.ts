/** What programs see of a message. */

/** As people point at a message. */
export interface MessagePlace {
  /** See {@link Message.id}. */
  readonly id: string
  /** Its number when it was pointed at, to find it by; it may have moved since. */
  readonly seq: number
}

/** Who said a message somewhere else, as a file says. Nobody can check it. */
export interface MessageOrigin {
  /** Its id where it was said: see {@link Message.id}. */
  readonly id: string
  /** What its author was called there, safe to show on one line. */
  readonly name: string
  /** When it was written there, as its author claimed, in ms since 1970. */
  readonly claimedAt: number
  /** 0: all of it, or its beginning; from 1 on: what follows of one that was too long for one message. */
  readonly part: number
}

export interface Reaction {
  /** An emoji, up to 32 bytes. As it was written: not safe for a terminal. */
  readonly emoji: string
  /** Identities of who reacts with it, as z-base-32. */
  readonly by: readonly string[]
}

/** A file that a message brings, as its author describes it. Nothing of it was checked. */
export interface MessageFile {
  /** Safe to show on one line; for a name to save it under, use `safeFileName` of @comice/protocol. */
  readonly name: string
  /** Such as `image/png`; empty when its author did not say, or not in that form. */
  readonly mediaType: string
  /** Bytes. */
  readonly size: number
  /** Of an image, in pixels; null: not known. */
  readonly width: number | null
  readonly height: number | null
}

/** A message as it reads now. */
export interface Message {
  /** Names the message for ever: `<core key>/<index>`. */
  readonly id: string
  /**
   * Its number in the order that this peer knows now, from 0. It can change while the newest messages of several
   * people are put in order; `id` does not.
   */
  readonly seq: number
  /** Identity of the author, as z-base-32. */
  readonly author: string
  /** The author's current nickname, safe to show on one line. Never empty: see {@link Member.name}. */
  readonly name: string
  /**
   * As it was written, or edited last, up to 16 KiB of UTF-8. Not safe for a terminal: use `sanitizeText` of
   * @comice/protocol. Empty when it was deleted, or cannot be read.
   */
  readonly text: string
  /** When the author says it was written, in ms since 1970. Nobody checks it. */
  readonly claimedAt: number
  /** Whether this identity wrote it, on whichever device. */
  readonly mine: boolean
  readonly replyTo: MessagePlace | null
  /** Whether its author says that it was said elsewhere before. By whom is not said, and nobody checks it; an edit takes it off. */
  readonly isForwarded: boolean
  /** Where its author says that it was said before, by whom and when, for it was imported from a file; an edit takes it off. */
  readonly imported: MessageOrigin | null
  /** Identities that it mentions, as z-base-32. */
  readonly mentions: readonly string[]
  /** When the author says it was edited last, in ms since 1970; null: never. */
  readonly editedAt: number | null
  /** Identity of who took it away, as z-base-32; null: it is there. */
  readonly deletedBy: string | null
  readonly isPinned: boolean
  readonly reactions: readonly Reaction[]
  /** Files that it brings, at most 8; see {@link Room.files}. Then its text may be empty. An edit leaves them as they are. */
  readonly files: readonly MessageFile[]
  /** Why there is no text: nobody gave this device the key, it does not hold what it should, or a later Comice wrote it. */
  readonly unreadable: 'no-key' | 'damaged' | 'newer' | null
  /** Its author had not seen that somebody was removed: the removed person may be able to read it. */
  readonly isLate: boolean
  /** Its author was muted at this place in the order: its text is for its author, moderators and above; others get none. */
  readonly isMuted: boolean
}
