/** Files of rooms, as faces ask for them. */
import { type FileMessage, type MessageFile, type Room, RoomErrors, type StoredFile } from '@comice/rooms'
import type { Searching } from './searching.ts'

/** A file of a message. */
export interface RoomFileView extends MessageFile {
  /** Id of the message, its number, and the place of the file among those that it brings. */
  readonly message: string
  readonly seq: number
  readonly at: number
  readonly author: string
  /** The author's nickname. */
  readonly by: string
  readonly claimedAt: number
  /** Bytes of it on this disk. */
  readonly here: number
}

export interface RoomFileList {
  /** The newest first, of one message the last first. */
  readonly files: readonly RoomFileView[]
  /** How many messages were looked through, of how many: the others are not on this disk, or not in the index yet. */
  readonly searched: number
  readonly total: number
}

/** What a room takes up. */
export interface RoomStorage {
  /** Bytes of its files on this disk. */
  readonly bytes: number
  readonly files: readonly StoredFile[]
}

/** The newest messages with files, at most `limit` of them. */
export async function listFiles(
  room: Room,
  { searching, limit, before }: { searching: Searching; limit: number; before?: number },
): Promise<RoomFileList> {
  const search = await searching.ready()
  const wish = {
    words: '',
    hasFile: true,
    rooms: [room.id],
    limit,
    ...(before === undefined ? {} : { before }),
  }
  const { hits, searched } = search.search(wish)
  const files: RoomFileView[] = []
  for (const { id, seq } of hits) files.push(...(await filesOf(room, { id, seq })))
  return { files, searched, total: (await room.position()).messages }
}

async function filesOf(room: Room, { id, seq }: { id: string; seq: number }): Promise<RoomFileView[]> {
  const { messages } = await room.history({ before: seq + 1, limit: 1 })
  const message = messages.find((one) => one.id === id)
  // It has moved or gone since it was found: the next listing has it right.
  if (message === undefined) return []
  const { author, name: by, claimedAt } = message
  const views: RoomFileView[] = []
  for (const [at, file] of message.files.entries()) {
    await using opened = await room.files.open(message, at)
    views.push({ ...file, message: id, seq, at, author, by, claimedAt, here: await opened.here() })
  }
  return views.reverse()
}

/** Where a message is, by its id or its number. @throws MESSAGE_NOT_FOUND */
export async function findMessage(
  room: Room,
  { ref, searching }: { ref: string; searching: Searching },
): Promise<FileMessage> {
  if (/^\d{1,15}$/u.test(ref)) {
    const { messages } = await room.history({ before: Number(ref) + 1, limit: 1 })
    const message = messages.find(({ seq }) => seq === Number(ref))
    if (message === undefined) throw RoomErrors.MESSAGE_NOT_FOUND()
    return { id: message.id, seq: message.seq }
  }
  const seq = (await searching.ready()).seqOf(ref)
  return seq === null ? { id: ref } : { id: ref, seq }
}

export async function storageOf(room: Room): Promise<RoomStorage> {
  const files = await room.files.stored()
  return { bytes: files.reduce((sum, { here }) => sum + here, 0), files }
}
