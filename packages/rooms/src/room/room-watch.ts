/** Turns updates of the view into events: what is new, what only moved, who changed. */
import { WATCH_OVERLAP_MESSAGES, WATCH_WINDOW_MESSAGES } from '../constants.ts'
import type { AnyMessageRecord } from '../view/view-messages.ts'
import type { RoomReader } from './room-reader.ts'
import { messageId, type Newest, type RoomReading } from './room-reading.ts'
import type { RoomEvent } from './room.ts'

/** The newest messages as they were last told: their ids, by number. */
interface Told {
  history: string
  count: number
  personChanges: number
  noteChanges: number
  seqById: Map<string, number>
}

export class RoomWatch {
  readonly #reader: RoomReader
  readonly #emit: (event: RoomEvent) => void
  #told: Told | null = null
  /** The look that runs, and the one after it: whoever asks while one runs gets the one after. */
  #last: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  constructor(reader: RoomReader, emit: (event: RoomEvent) => void) {
    this.#reader = reader
    this.#emit = emit
  }

  /** Looks at the view and tells what changed since the last look; the first tells nothing. Concurrent looks are one. */
  look(): Promise<void> {
    if (this.#next === null) {
      const next = this.#last.then(() => {
        this.#next = null
        return this.#lookOnce()
      })
      this.#next = next
      this.#last = next.catch(() => undefined)
    }
    return this.#next
  }

  async #lookOnce(): Promise<void> {
    const told = this.#told
    const { history, news, events } = await this.#reader.read(async (reading) => {
      const news = await readNews(reading, told)
      const events = told === null ? [] : await eventsOf(reading, { told, news })
      return { history: reading.history, news, events }
    })
    const { count, personChanges, noteChanges } = news
    this.#told = { history, count, personChanges, noteChanges, seqById: mergeWindow(told, news) }
    for (const event of events) this.#emit(event)
  }
}

/**
 * What is new, while the history only grew. After a reorder a few more, when they continue what was told, else a whole
 * window.
 */
async function readNews(reading: RoomReading, told: Told | null): Promise<Newest> {
  if (told === null) return reading.newest(() => WATCH_WINDOW_MESSAGES)
  const fresh = (count: number) => Math.max(0, count - told.count)
  const overlap = reading.history === told.history ? 0 : WATCH_OVERLAP_MESSAGES
  const few = await reading.newest((count) => Math.min(WATCH_WINDOW_MESSAGES, fresh(count) + overlap))
  const oldest = few.records[0]
  const isContinued =
    overlap === 0 ||
    oldest === undefined ||
    oldest.seq === 0 ||
    told.seqById.get(messageId(oldest.id)) === oldest.seq
  return isContinued ? few : reading.newest(() => WATCH_WINDOW_MESSAGES)
}

async function eventsOf(
  reading: RoomReading,
  { told, news }: { told: Told; news: Newest },
): Promise<RoomEvent[]> {
  const { records, personChanges, noteChanges } = news
  const fresh = records.filter(({ id }) => !told.seqById.has(messageId(id)))
  const hasMoved = records.some((record) => {
    const seq = told.seqById.get(messageId(record.id))
    return seq !== undefined && seq !== record.seq
  })
  const hasOnlyGrown = reading.history === told.history
  const isBeyondWindow =
    (records[0]?.seq ?? 0) > told.count || (!hasOnlyGrown && isOlderThanTold(fresh, told))
  const events: RoomEvent[] = []
  if (told.personChanges !== personChanges) events.push({ type: 'members' })
  if (hasMoved || isBeyondWindow || told.noteChanges !== noteChanges) events.push({ type: 'reload' })
  if (isBeyondWindow) return events
  for (const message of await reading.named(fresh)) events.push({ type: 'message', message })
  return events
}

/** A message that is older than all that were compared last time may have been there before. */
function isOlderThanTold(fresh: AnyMessageRecord[], told: Told): boolean {
  if (told.seqById.size < WATCH_WINDOW_MESSAGES) return false
  const oldestTold = Math.min(...told.seqById.values())
  return fresh.some(({ seq }) => seq < oldestTold)
}

/** What was told, with what was read now: ids of the newest messages, oldest first. Changes `told`. */
function mergeWindow(told: Told | null, { count, records }: Newest): Map<string, number> {
  const merged = told?.seqById ?? new Map<string, number>()
  const firstRead = records[0]?.seq ?? count
  // Whoever stands where we read now is read again; in a view that only grew, nobody does.
  if (told !== null && told.count > firstRead) {
    for (const [id, seq] of merged) if (seq >= firstRead) merged.delete(id)
  }
  for (const record of records) {
    const id = messageId(record.id)
    // One that moved goes to the end, so that the oldest stay first.
    merged.delete(id)
    merged.set(id, record.seq)
  }
  for (const [id, seq] of merged) {
    if (seq >= count - WATCH_WINDOW_MESSAGES) break
    merged.delete(id)
  }
  return merged
}
