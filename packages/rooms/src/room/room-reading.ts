/** One reading of a room: everything in it is from the same state of the view. */
import { displayName, encodeKey, isEqualBytes, type MessageRecord } from '@comice/protocol'
import b4a from 'b4a'
import { readMessages, type RoomBee, ViewReader } from '../view/room-view.ts'
import type { Message } from './room.ts'

/** Characters of an identity that stand for the name of somebody who has none. */
const SHORT_ID_CHARS = 8

/** The newest messages, and what the room has counted. */
export interface Newest {
  count: number
  personChanges: number
  records: MessageRecord[]
}

export class RoomReading extends ViewReader {
  readonly bee: RoomBee
  /** The same as in an earlier reading: the view has only grown since, and nothing in it has moved. */
  readonly history: string
  readonly #identityKey: Uint8Array

  /** @param identityKey whose messages are `mine` */
  constructor(bee: RoomBee, identityKey: Uint8Array) {
    super(bee)
    this.bee = bee
    this.history = historyOf(bee)
    this.#identityKey = identityKey
  }

  /** The newest messages, without names: what the watch compares. */
  async newest(limit: (count: number) => number): Promise<Newest> {
    const { messages: count, personChanges } = await this.state()
    const records = await readMessages(this.bee, { before: count, limit: limit(count) })
    return { count, personChanges, records }
  }

  async named(records: readonly MessageRecord[]): Promise<Message[]> {
    const nameById = new Map<string, string>()
    const messages: Message[] = []
    for (const { id, identityKey, seq, text, claimedAt } of records) {
      const author = encodeKey(identityKey)
      const name = nameById.get(author) ?? nameOf(author, (await this.person(identityKey))?.name ?? '')
      nameById.set(author, name)
      const mine = isEqualBytes(identityKey, this.#identityKey)
      messages.push({ id: messageId(id), seq, author, name, text, claimedAt, mine })
    }
    return messages
  }
}

/** The view only grows while its core and its fork stay the same: each reorder that takes something back raises it. */
function historyOf({ core }: RoomBee): string {
  return `${b4a.toString(core.key ?? b4a.alloc(0), 'hex')}/${core.fork}`
}

export function nameOf(id: string, name: string): string {
  return displayName(name, id.slice(0, SHORT_ID_CHARS))
}

export function messageId({ writerKey, index }: MessageRecord['id']): string {
  return `${encodeKey(writerKey)}/${index}`
}
