/** Reads a room for its users: the view's records, with names joined to them. */
import { encodeKey, isEqualBytes, type MemberRecord, type MuteRecord } from '@comice/protocol'
import b4a from 'b4a'
import type { RoomBase } from '../base/open-base.ts'
import {
  DEFAULT_PAGE_MESSAGES,
  HISTORY_TIMEOUT_MS,
  MAX_PAGE_MESSAGES,
  MAX_SAY_BATCH,
  READ_ATTEMPTS,
} from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { ViewReader } from '../view/room-view.ts'
import { type AnyMessageRecord, newestMessages, readMessages } from '../view/view-messages.ts'
import { openSnapshot } from '../view/view-snapshots.ts'
import { nameOf, type ReadingScope, RoomReading } from './room-reading.ts'
import type { Message } from './room-message.ts'
import { muteOf } from './room-standing.ts'
import type { HistoryOptions, HistoryPage, Member } from './room.ts'

export interface ReaderOptions {
  base: RoomBase
  scope: ReadingScope
}

export class RoomReader {
  readonly #base: RoomBase
  readonly #scope: ReadingScope

  constructor({ base, scope }: ReaderOptions) {
    this.#base = base
    this.#scope = scope
  }

  async history(options: HistoryOptions = {}): Promise<HistoryPage> {
    const limit = Math.min(Math.max(1, options.limit ?? DEFAULT_PAGE_MESSAGES), MAX_PAGE_MESSAGES)
    return this.read(async (reading) => {
      const { messages: count } = await reading.state()
      const before = Math.min(Math.max(0, options.before ?? count), count)
      const records = await readMessages(reading.bee, { before, limit, wait: options.isLocal !== true })
      return { messages: await reading.named(records), more: (records[0]?.seq ?? 0) > 0 }
    }, options.timeoutMs)
  }

  /** Messages from `from` on, oldest first, at most `limit`. */
  async messagesFrom(from: number, limit: number): Promise<Message[]> {
    return this.read(async (reading) => {
      return reading.named(await readMessages(reading.bee, { from, before: from + limit, limit }))
    })
  }

  /**
   * Our own messages in blocks from `firstIndex` of our core on, by block. They were just applied, so they are among
   * the newest, and on this disk: nothing is waited for.
   */
  async ownMessages(firstIndex: number): Promise<ReadonlyMap<number, Message>> {
    const writerKey = this.#base.local.key ?? b4a.alloc(0)
    return this.read(async (reading) => {
      const { messages: before } = await reading.state()
      const own: AnyMessageRecord[] = []
      const range = { before, limit: OWN_SEARCH_MESSAGES, wait: false }
      for await (const record of newestMessages(reading.bee, range)) {
        if (!isEqualBytes(record.id.writerKey, writerKey)) continue
        if (record.id.index >= firstIndex) own.push(record)
        if (record.id.index <= firstIndex) break
      }
      const messages = await reading.named(own)
      return new Map(own.map(({ id }, at) => [id.index, messages[at]] as const).filter(isFilled))
    })
  }

  async members(): Promise<Member[]> {
    return this.read(async (reading) => {
      const members: Member[] = []
      for (const person of await reading.presentPeople())
        members.push(this.#member(person, await muteOf(person.identityKey, reading)))
      return members
    })
  }

  /** Public keys of the devices of everybody who is in. */
  async devices(): Promise<Uint8Array[]> {
    return (await this.read((reading) => reading.presentDevices())).map(({ deviceKey }) => deviceKey)
  }

  async seeders(): Promise<Uint8Array[]> {
    return (await this.read((reading) => reading.seeders()))
      .filter(({ on }) => on)
      .map(({ seederKey }) => seederKey)
  }

  /** Any reading of single entries. */
  view<T>(read: (view: ViewReader) => Promise<T>): Promise<T> {
    return this.read(read)
  }

  #member({ identityKey, name, role, admittedAt }: MemberRecord, mute: MuteRecord | null): Member {
    const id = encodeKey(identityKey)
    return {
      id,
      name: nameOf(id, name),
      role,
      admittedAt,
      mine: isEqualBytes(identityKey, this.#scope.identityKey),
      muted: mute === null ? null : { until: mute.until === 0 ? null : mute.until, by: encodeKey(mute.by) },
    }
  }

  /**
   * Runs a reading on a snapshot, within a deadline: a block that only others have may never come. A reorder can
   * take blocks away under a snapshot; then the reading starts again on a new one, so it must change nothing.
   */
  read<T>(read: (reading: RoomReading) => Promise<T>, timeoutMs = HISTORY_TIMEOUT_MS): Promise<T> {
    return this.#read(read, { timeoutMs, isSigned: false })
  }

  /** The same on the part of the view that is signed: nothing in it changes its place any more. */
  signed<T>(read: (reading: RoomReading) => Promise<T>): Promise<T> {
    return this.#read(read, { timeoutMs: HISTORY_TIMEOUT_MS, isSigned: true })
  }

  async #read<T>(
    read: (reading: RoomReading) => Promise<T>,
    { timeoutMs, isSigned }: { timeoutMs: number; isSigned: boolean },
  ): Promise<T> {
    if (this.#base.closing !== null) throw RoomErrors.ROOM_CLOSED()
    let last: unknown
    for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
      const { view, viewBlocks } = this.#base
      const snapshot = await openSnapshot(view, viewBlocks, isSigned ? view.core.signedLength : undefined)
      try {
        return await withDeadline(read(new RoomReading(snapshot, this.#scope)), timeoutMs)
      } catch (error) {
        last = error
        if (!isTruncated(error)) break
      } finally {
        await snapshot.close()
      }
    }
    throw last
  }
}

/** Messages that are searched: more than one batch of everybody can lie between. */
const OWN_SEARCH_MESSAGES = 9 * MAX_SAY_BATCH

function isFilled(entry: readonly [number, Message | undefined]): entry is readonly [number, Message] {
  return entry[1] !== undefined
}

function isTruncated(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SNAPSHOT_NOT_AVAILABLE'
}

async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(RoomErrors.HISTORY_UNREACHABLE({ waitedMs: timeoutMs })), timeoutMs)
  })
  // When the deadline wins, closing the snapshot makes the reading fail, and nobody waits for it any more.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
