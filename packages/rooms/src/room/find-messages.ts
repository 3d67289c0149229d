/** Messages by their ids: near the number that they had, or among the newest. */
import type { MessageId } from '@comice/protocol'
import { PIN_SEARCH_MESSAGES } from '../constants.ts'
import { type AnyMessageRecord, readMessages } from '../view/view-messages.ts'
import { messageId, type RoomReading } from './room-reading.ts'

export async function findMessages(
  reading: RoomReading,
  { target, seq }: { target: MessageId; seq: number | null },
): Promise<AnyMessageRecord[]> {
  const { messages } = await reading.state()
  const limit = PIN_SEARCH_MESSAGES
  const before = seq === null ? messages : Math.min(messages, seq + limit / 2)
  const records = await readMessages(reading.bee, { from: Math.max(0, before - limit), before, limit })
  const wanted = messageId(target)
  return records.filter(({ id }) => messageId(id) === wanted)
}
