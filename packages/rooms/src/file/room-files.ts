/** The contract of the files of a room: what programs see. */
import type { MessageFile } from '../room/room-message.ts'

/** A part of a file, in bytes: from `start` up to, without, `end`. */
export interface FileRange {
  readonly start: number
  readonly end: number
}

export interface ReadFileOptions {
  /** How long a part may take to come from others. Default 30,000 ms. */
  timeoutMs?: number
  /** Gives up. What came stays on this disk: the next reading goes on from there. */
  signal?: AbortSignal
}

/** A file of a message, opened. Close it. */
export interface RoomFile extends AsyncDisposable {
  /** Names it among the files of the room: the key of its core, as z-base-32. */
  readonly id: string
  readonly file: MessageFile
  /**
   * The bytes, or a part of them, each checked, as they come; what is not on this disk is fetched from members and
   * seeders, and stays here. All of them from the first to the last are checked against the author's hash before the end.
   *
   * @throws FILE_UNREACHABLE, FILE_DAMAGED, ROOM_CLOSED, and the reason of `signal`
   */
  read(range?: FileRange, options?: ReadFileOptions): AsyncIterable<Uint8Array>
  /** Bytes that are on this disk. */
  here(): Promise<number>
  /** Idempotent. */
  close(): Promise<void>
}

export interface AddFileOptions {
  /** What others call it: a name without folders, up to 255 bytes. */
  name: string
  /** Default: by its name. */
  mediaType?: string
  signal?: AbortSignal
  /** Bytes that are in so far. */
  onprogress?: (bytes: number) => void
}

/** A file that is in, and that nobody was told of yet: say it, or discard it. */
export interface AddedFile extends MessageFile {
  /** See {@link RoomFile.id}. */
  readonly id: string
}

/** A file on this disk. */
export interface StoredFile {
  /** See {@link RoomFile.id}. */
  readonly id: string
  /** Safe to show on one line. */
  readonly name: string
  /** Bytes of the whole file, and of it on this disk. */
  readonly size: number
  readonly here: number
  /** Whether this device brought it into the room: then others get it from here, or from a seeder. */
  readonly isOwn: boolean
  /** When it came, in ms since 1970. */
  readonly since: number
}

/** A message, as files are asked for by it: `seq` finds it where it is not among the newest. */
export interface FileMessage {
  /** See {@link Message.id}. */
  readonly id: string
  readonly seq?: number
}

export interface RoomFiles {
  /**
   * Puts a file into the room, encrypted under a key of its own. Nobody is told: give it to {@link Room.say}. What was not
   * said when the room closes is gone.
   *
   * @throws FILE_NAME_INVALID, FILE_TOO_LARGE, ROOM_FORMAT, what `content` throws, and the reason of `signal`
   */
  add(content: AsyncIterable<Uint8Array>, options: AddFileOptions): Promise<AddedFile>
  /** Takes back what was added and not said. */
  discard(id: string): Promise<void>
  /** Opens a file of a message, by its place among them. @throws MESSAGE_NOT_FOUND, FILE_NOT_FOUND */
  open(message: FileMessage, at?: number): Promise<RoomFile>
  /** All that is on this disk, the newest first. */
  stored(): Promise<StoredFile[]>
  /**
   * Takes a file off this disk. Others keep theirs, and it can be fetched from them again. False: it was not here.
   * One's own is gone for everybody who has not got it, and one that was not said yet cannot be said any more.
   */
  drop(id: string): Promise<boolean>
  /** Cores of the files that this device brought and has: a seeder needs them, beside those of {@link Room.cores}. */
  cores(): Promise<{ readonly key: Uint8Array; readonly length: number }[]>
}
