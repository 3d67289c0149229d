/** Counts what was not read in a room, and how much of that mentions the user. */
import type { HistoryPosition, Message, Room } from '@comice/rooms'
import { MAX_COUNTED_UNREAD } from '../constants.ts'
import type { ReadMarkers } from './read-markers.ts'

export interface UnreadCount {
  /** Messages of others that were not read; of more than 500 those of the newest 500. */
  readonly unread: number
  /** How many of these mention the user. */
  readonly mentions: number
  /** How many messages were read, from the first: also the number of the first that was not. */
  readonly read: number
}

interface Counted extends UnreadCount {
  readonly position: HistoryPosition
}

/** See the module's text. */
export class Unread {
  readonly #markers: ReadMarkers
  /** The last count of each room: most updates are a message more, and the others need not be read again. */
  readonly #countedByRoom = new Map<string, Counted>()

  constructor(markers: ReadMarkers) {
    this.#markers = markers
  }

  /** A room that was never looked at counts as read: what was said before one came is not news. */
  async of(room: Room): Promise<UnreadCount> {
    const position = await room.position()
    const marker = await this.#markers.get(room.id)
    if (marker === null) await this.#markers.begin(room.id, position.messages)
    const read = Math.min(marker ?? position.messages, position.messages)
    const counted = await this.#count(room, position, read)
    this.#countedByRoom.set(room.id, counted)
    return { unread: counted.unread, mentions: counted.mentions, read: counted.read }
  }

  /** Says that the messages before that number were read; all of them when there is none. */
  async markRead(room: Room, before?: number): Promise<void> {
    const { messages } = await room.position()
    const read = Math.min(before ?? messages, messages)
    const marker = await this.#markers.get(room.id)
    // Another face, or another device, may have read further.
    if (marker === null || marker < read) await this.#markers.put(room.id, read)
  }

  forget(room: string): void {
    this.#countedByRoom.delete(room)
  }

  async #count(room: Room, position: HistoryPosition, read: number): Promise<Counted> {
    const known = this.#countedByRoom.get(room.id)
    const isGrown =
      known?.read === read &&
      known.position.order === position.order &&
      known.position.changes === position.changes &&
      position.messages - read <= MAX_COUNTED_UNREAD
    const from = isGrown ? known.position.messages : Math.max(read, position.messages - MAX_COUNTED_UNREAD)
    const before = isGrown ? known : { unread: 0, mentions: 0 }
    const fresh = await messagesFrom(room, from, position.messages)
    const mine = fresh.length === 0 ? undefined : (await room.members()).find((member) => member.mine)?.id
    const others = fresh.filter(({ mine, deletedBy, isMuted }) => !mine && deletedBy === null && !isMuted)
    const mentions = others.filter((message) => mine !== undefined && message.mentions.includes(mine))
    return {
      unread: before.unread + others.length,
      mentions: before.mentions + mentions.length,
      read,
      position,
    }
  }
}

async function messagesFrom(room: Room, from: number, before: number): Promise<readonly Message[]> {
  if (from >= before) return []
  return (await room.history({ before, limit: before - from, isLocal: true })).messages
}
