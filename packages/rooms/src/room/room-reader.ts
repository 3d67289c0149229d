/** Reads a room for its users: the view's records, with names joined to them. */
import {
  displayName,
  encodeKey,
  type InviteRecord,
  isEqualBytes,
  type MemberRecord,
  type MessageRecord,
} from '@comice/protocol'
import b4a from 'b4a'
import type { RoomBase } from '../base/open-base.ts'
import {
  DEFAULT_PAGE_MESSAGES,
  HISTORY_TIMEOUT_MS,
  MAX_PAGE_MESSAGES,
  READ_ATTEMPTS,
  WATCH_WINDOW_MESSAGES,
} from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import {
  readDevices,
  readInvites,
  readMessages,
  readPeople,
  readSeeders,
  type RoomBee,
  ViewReader,
} from '../view/room-view.ts'
import type { HistoryOptions, HistoryPage, InviteInfo, Member, Message } from './room.ts'

/** Characters of an identity that stand for the name of somebody who has none. */
const SHORT_ID_CHARS = 8

export interface ReaderOptions {
  base: RoomBase
  /** Identity of this peer: whose messages are `mine`. */
  identityKey: Uint8Array
}

export class RoomReader {
  readonly #base: RoomBase
  readonly #identityKey: Uint8Array
  constructor({ base, identityKey }: ReaderOptions) {
    this.#base = base
    this.#identityKey = identityKey
  }

  async history(options: HistoryOptions = {}): Promise<HistoryPage> {
    const limit = Math.min(Math.max(1, options.limit ?? DEFAULT_PAGE_MESSAGES), MAX_PAGE_MESSAGES)
    return this.#read(async (bee) => {
      const reader = new ViewReader(bee)
      const { messages: count } = await reader.state()
      const before = Math.min(Math.max(0, options.before ?? count), count)
      const records = await readMessages(bee, { before, limit })
      return { messages: await this.#named(reader, records), more: (records[0]?.seq ?? 0) > 0 }
    }, options.timeoutMs)
  }

  /** Messages from `from` on, oldest first, at most `limit`. */
  async messagesFrom(from: number, limit: number): Promise<Message[]> {
    return this.#read(async (bee) => {
      const records = await readMessages(bee, { from, before: from + limit, limit })
      return this.#named(new ViewReader(bee), records)
    })
  }

  /** The newest messages, without names: what the watch compares. */
  newest(
    limit: (count: number) => number,
  ): Promise<{ count: number; personChanges: number; records: MessageRecord[] }> {
    return this.#read(async (bee) => {
      const { messages: count, personChanges } = await new ViewReader(bee).state()
      return {
        count,
        personChanges,
        records: await readMessages(bee, { before: count, limit: limit(count) }),
      }
    })
  }

  async named(records: MessageRecord[]): Promise<Message[]> {
    return this.#read((bee) => this.#named(new ViewReader(bee), records))
  }

  /**
   * Our own messages in blocks from `firstIndex` of our core on, by block. They were just applied, so they are among
   * the newest: a page at a time, until the first one.
   */
  async ownMessages(firstIndex: number): Promise<ReadonlyMap<number, Message>> {
    const writerKey = this.#base.local.key ?? b4a.alloc(0)
    return this.#read(async (bee) => {
      const reader = new ViewReader(bee)
      const own: MessageRecord[] = []
      let { messages: before } = await reader.state()
      for (let page = 0; page < OWN_SEARCH_PAGES && before > 0; page++) {
        const limit = page === 0 ? OWN_FIRST_MESSAGES : WATCH_WINDOW_MESSAGES
        const records = await readMessages(bee, { before, limit })
        own.unshift(...records.filter(({ id }) => isEqualBytes(id.writerKey, writerKey)))
        if (own.some(({ id }) => id.index <= firstIndex)) break
        before = records[0]?.seq ?? 0
      }
      const messages = await this.#named(reader, own)
      return new Map(own.map(({ id }, at) => [id.index, messages[at]] as const).filter(isFilled))
    })
  }

  async members(): Promise<Member[]> {
    return (await this.#read(readPeople)).map((person) => this.#member(person))
  }

  /** Public keys of all devices that were let in. */
  devices(): Promise<Uint8Array[]> {
    return this.#read(readDevices)
  }

  async invites(): Promise<InviteInfo[]> {
    return (await this.#read(readInvites)).map(inviteInfo)
  }

  async seeders(): Promise<Uint8Array[]> {
    return (await this.#read(readSeeders)).filter(({ on }) => on).map(({ seederKey }) => seederKey)
  }

  /** Any reading of single entries. */
  view<T>(read: (view: ViewReader) => Promise<T>): Promise<T> {
    return this.#read((bee) => read(new ViewReader(bee)))
  }

  #member({ identityKey, name, role, admittedAt }: MemberRecord): Member {
    const id = encodeKey(identityKey)
    return {
      id,
      name: nameOf(id, name),
      role,
      admittedAt,
      mine: isEqualBytes(identityKey, this.#identityKey),
    }
  }

  async #named(reader: ViewReader, records: MessageRecord[]): Promise<Message[]> {
    const nameById = new Map<string, string>()
    const messages: Message[] = []
    for (const { id, identityKey, seq, text, claimedAt } of records) {
      const author = encodeKey(identityKey)
      const name = nameById.get(author) ?? nameOf(author, (await reader.person(identityKey))?.name ?? '')
      nameById.set(author, name)
      const mine = isEqualBytes(identityKey, this.#identityKey)
      messages.push({ id: messageId(id), seq, author, name, text, claimedAt, mine })
    }
    return messages
  }

  /**
   * Runs a reading on a snapshot, within a deadline: a block that only others have may never come. A reorder can
   * take blocks away under a snapshot; then the reading starts again on a new one.
   */
  async #read<T>(read: (bee: RoomBee) => Promise<T>, timeoutMs = HISTORY_TIMEOUT_MS): Promise<T> {
    if (this.#base.closing !== null) throw RoomErrors.ROOM_CLOSED()
    let last: unknown
    for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
      const snapshot = this.#base.view.snapshot()
      try {
        return await withDeadline(read(snapshot), timeoutMs)
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

/** Most messages are said alone: a few of the newest first. */
const OWN_FIRST_MESSAGES = 4

/** Pages that are searched then: more than one batch of everybody can lie between. */
const OWN_SEARCH_PAGES = 9

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

function nameOf(id: string, name: string): string {
  return displayName(name, id.slice(0, SHORT_ID_CHARS))
}

export function messageId({ writerKey, index }: MessageRecord['id']): string {
  return `${encodeKey(writerKey)}/${index}`
}

function inviteInfo(invite: InviteRecord): InviteInfo {
  return {
    id: encodeKey(invite.inviteId),
    expiresAt: invite.expiresAt === 0 ? null : invite.expiresAt,
    maxUses: invite.maxUses === 0 ? null : invite.maxUses,
    uses: invite.uses,
    revoked: invite.revoked,
    createdBy: encodeKey(invite.createdBy),
  }
}
