/** What somebody has imported into a room: what a later run of the same import need not say again. */
import { isEqualBytes } from '@comice/protocol'
import { MAX_PAGE_MESSAGES } from '../constants.ts'
import { readMessages } from '../view/view-messages.ts'
import type { RoomReader } from './room-reader.ts'
import { messageId, type RoomReading } from './room-reading.ts'
import type { ImportedMessage } from './room.ts'

/** Page by page; from the beginning again when the order changes meanwhile. */
export async function* importedMessages(
  reader: RoomReader,
  identityKey: Uint8Array,
): AsyncGenerator<ImportedMessage> {
  let [from, order] = [0, '']
  for (;;) {
    const page = await reader.read((reading) => pageFrom(reading, { from, identityKey }))
    yield* page.imported
    const isMoved = from > 0 && page.order !== order
    from = isMoved ? 0 : from + MAX_PAGE_MESSAGES
    order = page.order
    if (from >= page.count) return
  }
}

async function pageFrom(
  reading: RoomReading,
  { from, identityKey }: { from: number; identityKey: Uint8Array },
): Promise<{ imported: ImportedMessage[]; order: string; count: number }> {
  const { messages: count } = await reading.state()
  const range = { from, before: from + MAX_PAGE_MESSAGES, limit: MAX_PAGE_MESSAGES }
  const imported: ImportedMessage[] = []
  for (const record of await readMessages(reading.bee, range)) {
    // Somebody else may say of anything that it was imported: that does not keep the own from coming.
    if (!isEqualBytes(record.identityKey, identityKey)) continue
    const origin = await reading.originOf(record)
    if (origin !== null) imported.push({ origin, place: { id: messageId(record.id), seq: record.seq } })
  }
  return { imported, order: reading.history, count }
}
