/** Finds what is in a room: threads, moments, what was altered since, and whose devices. */
import { encodeKey, isEqualBytes, type MessageId } from '@comice/protocol'
import {
  MAX_PAGE_MESSAGES,
  MAX_THREAD_DEPTH,
  MAX_THREAD_REPLIES,
  MAX_THREAD_SEARCH_MESSAGES,
  PIN_SEARCH_MESSAGES,
  TIME_SAMPLE_MESSAGES,
} from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { readMessages } from '../view/view-messages.ts'
import type { Message, MessagePlace } from './room-message.ts'
import type { RoomReader } from './room-reader.ts'
import { parseMessageId } from './parse-message-id.ts'
import type { RoomReading } from './room-reading.ts'
import type { AlteredMessage, HistoryPosition, MemberDevice, Thread } from './room.ts'

export class RoomRecall {
  readonly #reader: RoomReader

  constructor(reader: RoomReader) {
    this.#reader = reader
  }

  position(): Promise<HistoryPosition> {
    return this.#reader.read(async (reading) => {
      const { messages, notes, seals } = await reading.state()
      return { order: reading.history, messages, changes: notes + seals }
    })
  }

  altered(): Promise<AlteredMessage[]> {
    return this.#reader.read((reading) => reading.altered())
  }

  devices(): Promise<MemberDevice[]> {
    return this.#reader.read(async (reading) => {
      const devices = await reading.presentDevices()
      return devices.map(({ deviceKey, identityKey }) => ({ key: deviceKey, member: encodeKey(identityKey) }))
    })
  }

  message({ id, seq }: Pick<MessagePlace, 'id'> & Partial<MessagePlace>): Promise<Message> {
    return this.#reader.read(async (reading) => {
      const found = await messageAt(reading, { id, seq: seq ?? null })
      if (found === null) throw RoomErrors.MESSAGE_NOT_FOUND()
      return found
    })
  }

  thread({ id, seq }: Pick<MessagePlace, 'id'> & Partial<MessagePlace>): Promise<Thread> {
    return this.#reader.read(async (reading) => {
      const start = await messageAt(reading, { id, seq: seq ?? null })
      if (start === null) throw RoomErrors.MESSAGE_NOT_FOUND()
      const root = await firstOf(reading, start)
      return { root, ...(await answersTo(reading, root)) }
    })
  }

  seqAt(at: number): Promise<number> {
    return this.#reader.read(async (reading) => {
      const { messages } = await reading.state()
      let [low, high] = [0, messages]
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        if ((await timeAround(reading, middle)) < at) low = middle + 1
        else high = middle
      }
      return low
    })
  }
}

/** Goes up to what answers nothing. What was answered may be deleted, or too far away from where it was. */
async function firstOf(reading: RoomReading, start: Message): Promise<Message> {
  let message = start
  for (let depth = 0; depth < MAX_THREAD_DEPTH && message.replyTo !== null; depth++) {
    const { id, seq } = message.replyTo
    const before = { id, seq: message.seq - PIN_SEARCH_MESSAGES / 2 }
    // In the first format nobody says where it is; then it is looked for shortly before.
    const answered = (await messageAt(reading, { id, seq })) ?? (await messageAt(reading, before))
    if (answered === null || answered.seq >= message.seq) break
    message = answered
  }
  return message
}

/** One pass forwards: an answer stands behind what it answers in any order of the room. */
async function answersTo(reading: RoomReading, root: Message): Promise<Pick<Thread, 'replies' | 'isWhole'>> {
  const { messages: count } = await reading.state()
  const end = Math.min(count, root.seq + 1 + MAX_THREAD_SEARCH_MESSAGES)
  const ids = new Set([root.id])
  const replies: Message[] = []
  for (let from = root.seq + 1; from < end; from += MAX_PAGE_MESSAGES) {
    const range = { from, before: Math.min(end, from + MAX_PAGE_MESSAGES), limit: MAX_PAGE_MESSAGES }
    for (const message of await reading.named(await readMessages(reading.bee, range))) {
      if (message.replyTo === null || !ids.has(message.replyTo.id)) continue
      if (replies.length === MAX_THREAD_REPLIES) return { replies, isWhole: false }
      ids.add(message.id)
      replies.push(message)
    }
  }
  return { replies, isWhole: end === count }
}

/** A message by its id: around the number that it had, or among the newest. */
async function messageAt(
  reading: RoomReading,
  { id, seq }: { id: string; seq: number | null },
): Promise<Message | null> {
  const target = parseMessageId(id)
  if (target === null) return null
  const { messages } = await reading.state()
  const limit = PIN_SEARCH_MESSAGES
  const before = seq === null ? messages : Math.min(messages, Math.max(0, seq) + limit / 2)
  const range = { from: Math.max(0, before - limit), before, limit }
  const records = await readMessages(reading.bee, range)
  const [found] = await reading.named(records.filter((record) => isSame(record.id, target)))
  return found ?? null
}

function isSame(a: MessageId, b: MessageId): boolean {
  return a.index === b.index && isEqualBytes(a.writerKey, b.writerKey)
}

/** The middle one of the times that the messages around this one claim. */
async function timeAround(reading: RoomReading, seq: number): Promise<number> {
  const half = Math.floor(TIME_SAMPLE_MESSAGES / 2)
  const range = { from: Math.max(0, seq - half), before: seq + half + 1, limit: TIME_SAMPLE_MESSAGES }
  const times = (await readMessages(reading.bee, range)).map(({ claimedAt }) => claimedAt)
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)] ?? 0
}
