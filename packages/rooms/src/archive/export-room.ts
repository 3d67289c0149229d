/** Everything that a room has to read, line by line, in memory that does not grow with the room. */
import { MAX_PAGE_MESSAGES } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { Message } from '../room/room-message.ts'
import type { Room } from '../room/room.ts'
import { ARCHIVE_VERSION, type ArchiveLine } from './archive-line.ts'

export interface ExportOptions {
  /** Unix time in ms. Default: now. */
  readonly exportedAt?: number
  /** How long to wait for messages that only others hold, for each page. Default 10,000 ms. */
  readonly timeoutMs?: number
}

/**
 * The lines of a room as it is while they are read. Messages that come meanwhile are in it.
 * @throws EXPORT_DISTURBED when what was written already changed its order, HISTORY_UNREACHABLE, ROOM_CLOSED
 */
export async function* exportRoom(room: Room, options: ExportOptions = {}): AsyncGenerator<ArchiveLine> {
  const [members, former, position] = await Promise.all([room.members(), room.former(), room.position()])
  yield {
    type: 'room',
    v: ARCHIVE_VERSION,
    id: room.id,
    name: room.name,
    format: await room.format(),
    kind: await room.kind(),
    exportedAt: options.exportedAt ?? Date.now(),
    exportedBy: members.find(({ mine }) => mine)?.id ?? null,
    messages: position.messages,
  }
  for (const { id, name, role, admittedAt } of members) yield { type: 'member', id, name, role, admittedAt }
  for (const { id, name, departure, by } of former) yield { type: 'former', id, name, departure, by }
  let count = 0
  for await (const { mine: _, ...message } of messagesOf(room, options)) {
    yield { type: 'message', ...message }
    count++
  }
  yield { type: 'end', messages: count }
}

/** All messages, oldest first. Each page begins with the last message of the one before, to see whether it still stands there. */
async function* messagesOf(room: Room, { timeoutMs }: ExportOptions): AsyncGenerator<Message> {
  let last: Message | null = null
  for (;;) {
    const from: number = last?.seq ?? 0
    const range = { before: from + MAX_PAGE_MESSAGES, limit: MAX_PAGE_MESSAGES }
    const { messages } = await room.history({ ...range, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
    const page = messages.filter(({ seq }) => seq >= from)
    if (last !== null && page.shift()?.id !== last.id) throw RoomErrors.EXPORT_DISTURBED()
    if (page.length === 0) return
    yield* page
    last = page.at(-1) ?? last
  }
}
