/** Brings one room's messages into the search index, and keeps them there as they read now. */
import { setImmediate } from 'node:timers/promises'
import {
  INDEX_OVERLAP_MESSAGES,
  INDEX_PAGE_MESSAGES,
  MAX_PAGE_MESSAGES,
  MAX_UNREADABLE_LOOKED_AT,
} from '../constants.ts'
import type { HistoryPosition, Room } from '../room/room.ts'
import type { Message } from '../room/room-message.ts'
import type { Progress, SearchIndex } from './search-index.ts'

export interface RoomIndexerOptions {
  readonly room: Room
  readonly index: SearchIndex
  readonly onerror: (error: unknown) => void
}

export class RoomIndexer {
  readonly #room: Room
  readonly #index: SearchIndex
  readonly #onerror: (error: unknown) => void
  readonly #onupdate = () => this.#lookSoon()
  #looking: Promise<void> | null = null
  #isDue = false
  #isClosed = false

  constructor({ room, index, onerror }: RoomIndexerOptions) {
    this.#room = room
    this.#index = index
    this.#onerror = onerror
    room.on('update', this.#onupdate)
    this.#lookSoon()
  }

  /** Resolves when everything that is here now is in the index. */
  async settled(): Promise<void> {
    while (this.#looking !== null) await this.#looking
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#room.off('update', this.#onupdate)
    await this.#looking
  }

  #lookSoon(): void {
    this.#isDue = true
    if (this.#isClosed) return
    this.#looking ??= this.#lookWhileDue()
      // The room closed, or the index did: the next update, or the next start, goes on where it was.
      .catch((error: unknown) => this.#onerror(error))
      .finally(() => {
        this.#looking = null
        if (this.#isDue) this.#lookSoon()
      })
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#isDue && !this.#isClosed) {
      this.#isDue = false
      const position = await this.#room.position()
      const known = this.#index.progress(this.#room.id) ?? this.#index.begin(this.#room.id, position)
      const newer = await this.#takeNewer(known, position)
      if (newer.changes !== position.changes) await this.#takeChanges(newer, position)
      await this.#takeOlder()
    }
  }

  async #takeNewer(known: Progress, position: HistoryPosition): Promise<Progress> {
    if (known.ordering !== position.order) return this.#takeReordered(known, position)
    let progress = known
    while (progress.high < position.messages && !this.#isClosed) {
      const before = Math.min(position.messages, progress.high + INDEX_PAGE_MESSAGES)
      const { high } = progress
      const messages = await this.#page(before, before - high)
      const from = messages[0]?.seq ?? before
      this.#index.put(progress.number, messages, { from, before })
      // What is missing between is not on this disk; older messages are looked for from there on again.
      progress = { ...progress, high: before, low: from > high ? from : progress.low }
      this.#index.setProgress(progress)
      await setImmediate()
    }
    return progress
  }

  /** From the newest back, until everything stands where it stood. */
  async #takeReordered(known: Progress, position: HistoryPosition): Promise<Progress> {
    let limit = INDEX_OVERLAP_MESSAGES
    let before = position.messages
    let isSame = known.high <= position.messages && known.high === known.low
    let low = Math.min(known.low, before)
    // Numbers that there are no longer.
    this.#index.put(known.number, [], { from: before, before: Math.max(before, known.high) })
    while (!isSame && before > low && !this.#isClosed) {
      const messages = await this.#page(before, limit)
      const first = messages[0]
      if (first === undefined) low = before
      else isSame = this.#index.put(known.number, messages, { from: first.seq, before })
      isSame &&= before <= known.high
      before = first?.seq ?? before
      limit = Math.min(limit * 4, MAX_PAGE_MESSAGES)
      await setImmediate()
    }
    const high = known.high === known.low ? Math.min(known.high, position.messages) : position.messages
    const progress = { ...known, low: Math.min(low, high), high, ordering: position.order }
    this.#index.setProgress(progress)
    return high < position.messages ? this.#takeNewer(progress, position) : progress
  }

  async #takeChanges(progress: Progress, { changes }: HistoryPosition): Promise<void> {
    for (const altered of await this.#room.altered()) this.#index.alter(altered)
    for (const seq of this.#index.unreadable(progress.number, MAX_UNREADABLE_LOOKED_AT)) {
      if (this.#isClosed) return
      const messages = await this.#page(seq + 1, 1)
      if (messages[0]?.seq === seq) this.#index.put(progress.number, messages, { from: seq, before: seq + 1 })
    }
    const now = this.#index.progress(this.#room.id)
    if (now !== null) this.#index.setProgress({ ...now, changes })
  }

  /** As far back as messages are on this disk without a gap. */
  async #takeOlder(): Promise<void> {
    while (!this.#isClosed) {
      const progress = this.#index.progress(this.#room.id)
      if (progress === null || progress.low === 0) return
      const messages = await this.#page(progress.low, INDEX_PAGE_MESSAGES)
      const from = messages[0]?.seq
      if (from === undefined) return
      this.#index.put(progress.number, messages, { from, before: progress.low })
      this.#index.setProgress({ ...progress, low: from })
      // Others have the process between two pages.
      await setImmediate()
    }
  }

  async #page(before: number, limit: number): Promise<readonly Message[]> {
    return (await this.#room.history({ before, limit, isLocal: true })).messages
  }
}
