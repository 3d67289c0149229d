/** Reads the messages of a room's view, which its members decrypt. */
import {
  messageRecord,
  type MessageRecord,
  mutedMessageRecord,
  sealedMessageRecord,
  type SealedMessageRecord,
} from '@comice/protocol'
import c from 'compact-encoding'
import { ReadAhead } from './read-ahead.ts'
import type { RoomBee } from './room-view.ts'
import { viewKeys } from './view-keys.ts'

/** A sealed message, and whether its author was muted. */
export interface SealedMessage extends SealedMessageRecord {
  readonly isMuted: boolean
}

/** A message in the view: in plain, of the first format, or sealed. */
export type AnyMessageRecord = MessageRecord | SealedMessage

export function isSealed(record: AnyMessageRecord): record is SealedMessage {
  return 'body' in record
}

/** Messages with numbers from `from` up to but without `before`, oldest first; the newest `limit` of them. */
export async function readMessages(bee: RoomBee, options: MessageRange): Promise<AnyMessageRecord[]> {
  const messages: AnyMessageRecord[] = []
  for await (const message of newestMessages(bee, options)) messages.push(message)
  return messages.reverse()
}

export interface MessageRange {
  from?: number
  before: number
  limit: number
  /** False: ends, as if there were no more, at the first that is not on this disk. Default true. */
  wait?: boolean
}

/** As {@link readMessages}, newest first, each when it is asked for. */
export async function* newestMessages(
  bee: RoomBee,
  { from = 0, before, limit, wait = true }: MessageRange,
): AsyncGenerator<AnyMessageRecord> {
  if (limit <= 0) return
  const range = { gte: viewKeys.message(from), lt: viewKeys.message(before) }
  // A stream would read ahead, and costs more than the entries do.
  const entries = bee.createRangeIterator(range, { reverse: true, limit, wait })
  const ahead = wait && limit > 1 ? new ReadAhead(bee, limit) : null
  let read = 0
  try {
    await entries.open()
    for (let entry = await entries.next(); entry !== null; entry = await entries.next()) {
      ahead?.reached(entry.seq, ++read)
      yield decodeMessage(entry.value)
    }
  } catch (error) {
    if (wait || !isNotHere(error)) throw error
  } finally {
    ahead?.close()
    await entries.close()
  }
}

function decodeMessage(value: Uint8Array): AnyMessageRecord {
  switch (value[0]) {
    case sealedMessageRecord.version:
      return { ...c.decode(sealedMessageRecord.codec, value), isMuted: false }
    case mutedMessageRecord.version:
      return { ...c.decode(mutedMessageRecord.codec, value), isMuted: true }
    default:
      return c.decode(messageRecord.codec, value)
  }
}

function isNotHere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'BLOCK_NOT_AVAILABLE'
}
