/** Reads a room's view. Everything here was checked by `apply`; the view's bytes are our own computation. */
import {
  type Codec,
  inviteRecord,
  type InviteRecord,
  keepRecord,
  type KeepRecord,
  memberRecord,
  type MemberRecord,
  messageRecord,
  type MessageRecord,
  roomRecord,
  type RoomRecord,
} from '@comice/protocol'
import c from 'compact-encoding'
import type Hyperbee from 'hyperbee'
import {
  type DeviceOwner,
  deviceOwnerCodec,
  emptyState,
  type RefusalReason,
  refusalCodec,
  type RoomState,
  roomStateCodec,
} from './view-encoding.ts'
import { tableRange, viewKeys } from './view-keys.ts'

export type RoomBee = Hyperbee<Uint8Array, Uint8Array>

/** The part of a bee, a snapshot or a batch that reading needs. */
export interface KeyReader {
  get(key: Uint8Array): Promise<{ value: Uint8Array | null } | null>
}

/** Single entries of a view; works on a bee, a snapshot and inside a batch. */
export class ViewReader {
  readonly #reader: KeyReader

  constructor(reader: KeyReader) {
    this.#reader = reader
  }

  async state(): Promise<RoomState> {
    return (await this.#get(viewKeys.state, roomStateCodec)) ?? emptyState()
  }

  room(): Promise<RoomRecord | null> {
    return this.#get(viewKeys.room, roomRecord.codec)
  }

  person(identityKey: Uint8Array): Promise<MemberRecord | null> {
    return this.#get(viewKeys.person(identityKey), memberRecord.codec)
  }

  device(writerKey: Uint8Array): Promise<DeviceOwner | null> {
    return this.#get(viewKeys.device(writerKey), deviceOwnerCodec)
  }

  async hasDevice(deviceKey: Uint8Array): Promise<boolean> {
    return (await this.#reader.get(viewKeys.deviceWriter(deviceKey))) !== null
  }

  invite(inviteId: Uint8Array): Promise<InviteRecord | null> {
    return this.#get(viewKeys.invite(inviteId), inviteRecord.codec)
  }

  refusal(writerKey: Uint8Array): Promise<RefusalReason | null> {
    return this.#get(viewKeys.refusal(writerKey), refusalCodec)
  }

  seeder(seederKey: Uint8Array): Promise<KeepRecord | null> {
    return this.#get(viewKeys.seeder(seederKey), keepRecord.codec)
  }

  async #get<T>(key: Uint8Array, codec: Codec<T>): Promise<T | null> {
    const entry = await this.#reader.get(key)
    return entry?.value ? c.decode(codec, entry.value) : null
  }
}

/** Messages with numbers from `from` up to but without `before`, oldest first; the newest `limit` of them. */
export async function readMessages(bee: RoomBee, options: MessageRange): Promise<MessageRecord[]> {
  const messages: MessageRecord[] = []
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
): AsyncGenerator<MessageRecord> {
  if (limit <= 0) return
  const range = { gte: viewKeys.message(from), lt: viewKeys.message(before) }
  // A stream would read ahead, and costs more than the entries do.
  const entries = bee.createRangeIterator(range, { reverse: true, limit, wait })
  try {
    await entries.open()
    for (let entry = await entries.next(); entry !== null; entry = await entries.next()) {
      yield c.decode(messageRecord.codec, entry.value)
    }
  } catch (error) {
    if (wait || !isNotHere(error)) throw error
  } finally {
    await entries.close()
  }
}

function isNotHere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'BLOCK_NOT_AVAILABLE'
}

export function readPeople(bee: RoomBee): Promise<MemberRecord[]> {
  return readTable(bee, 'people', memberRecord.codec)
}

export function readInvites(bee: RoomBee): Promise<InviteRecord[]> {
  return readTable(bee, 'invites', inviteRecord.codec)
}

export function readSeeders(bee: RoomBee): Promise<KeepRecord[]> {
  return readTable(bee, 'seeders', keepRecord.codec)
}

/** Keys of all devices that were let in, those of one person too. */
export async function readDevices(bee: RoomBee): Promise<Uint8Array[]> {
  return (await readTable(bee, 'devices', deviceOwnerCodec)).map(({ deviceKey }) => deviceKey)
}

async function readTable<T>(
  bee: RoomBee,
  table: Parameters<typeof tableRange>[0],
  codec: Codec<T>,
): Promise<T[]> {
  const values: T[] = []
  for await (const { value } of bee.createReadStream(tableRange(table))) values.push(c.decode(codec, value))
  return values
}
