/** Turns updates of the view into events: what is new, what only moved, who changed. */
import type { MessageRecord } from '@comice/protocol'
import { WATCH_OVERLAP_MESSAGES, WATCH_WINDOW_MESSAGES } from '../constants.ts'
import type { RoomReader } from './room-reader.ts'
import { messageId, type Newest, type RoomReading } from './room-reading.ts'
import type { RoomEvent } from './room.ts'

/** The newest messages as they were last told: their ids, by number. */
interface Told {
  count: number
  personChanges: number
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
    const { news, events } = await this.#reader.read(async (reading) => {
      const news = await readNews(reading, told)
      return { news, events: told === null ? [] : await eventsOf(reading, { told, news }) }
    })
    const { count, personChanges } = news
    this.#told = { count, personChanges, seqById: mergeWindow(told, news) }
    for (const event of events) this.#emit(event)
  }
}

/** A few of the newest when they continue what was told, else a whole window. */
async function readNews(reading: RoomReading, told: Told | null): Promise<Newest> {
  if (told === null) return reading.newest(() => WATCH_WINDOW_MESSAGES)
  const few = await reading.newest((count) =>
    Math.min(WATCH_WINDOW_MESSAGES, Math.max(0, count - told.count) + WATCH_OVERLAP_MESSAGES),
  )
  const oldest = few.records[0]
  const isContinued =
    oldest === undefined || oldest.seq === 0 || told.seqById.get(messageId(oldest.id)) === oldest.seq
  return isContinued ? few : reading.newest(() => WATCH_WINDOW_MESSAGES)
}

async function eventsOf(
  reading: RoomReading,
  { told, news }: { told: Told; news: Newest },
): Promise<RoomEvent[]> {
  const { records, personChanges } = news
  const fresh = records.filter(({ id }) => !told.seqById.has(messageId(id)))
  const hasMoved = records.some((record) => {
    const seq = told.seqById.get(messageId(record.id))
    return seq !== undefined && seq !== record.seq
  })
  const isBeyondWindow = (records[0]?.seq ?? 0) > told.count || isOlderThanTold(fresh, told)
  const events: RoomEvent[] = []
  if (told.personChanges !== personChanges) events.push({ type: 'members' })
  if (hasMoved || isBeyondWindow) events.push({ type: 'reload' })
  if (isBeyondWindow) return events
  for (const message of await reading.named(fresh)) events.push({ type: 'message', message })
  return events
}

/** A message that is older than all that were compared last time may have been there before. */
function isOlderThanTold(fresh: MessageRecord[], told: Told): boolean {
  if (told.seqById.size < WATCH_WINDOW_MESSAGES) return false
  const oldestTold = Math.min(...told.seqById.values())
  return fresh.some(({ seq }) => seq < oldestTold)
}

function mergeWindow(
  told: Told | null,
  now: { count: number; records: MessageRecord[] },
): Map<string, number> {
  const firstRead = now.records[0]?.seq ?? 0
  const merged = new Map<string, number>()
  for (const [id, seq] of told?.seqById ?? []) {
    if (seq < firstRead && seq >= now.count - WATCH_WINDOW_MESSAGES) merged.set(id, seq)
  }
  for (const record of now.records) merged.set(messageId(record.id), record.seq)
  return merged
}
