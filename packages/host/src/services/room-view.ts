/** A room in a list of rooms. */
import { encodeKey, type Role, type RoomKind } from '@comice/protocol'
import type { Room, RoomStateName } from '@comice/rooms'
import type { Unread, UnreadCount } from './unread.ts'

/** A room as the faces show it. */
export interface RoomView extends UnreadCount {
  readonly id: string
  readonly name: string
  readonly state: RoomStateName
  /** 1 or 2; see docs/concepts/rooms.md. */
  readonly format: number
  readonly kind: RoomKind
  /** One's own nickname in it. */
  readonly nickname: string
  /** One's own role; null: one is not in it, or not yet. */
  readonly role: Role | null
  readonly members: number
  /** Number of messages; also the sequence number of the next one. */
  readonly length: number
  /** Keys of the seeders that are asked to keep it. */
  readonly seeders: readonly string[]
}

/** What the faces show of a room in a list. */
export async function roomView({ unread }: { readonly unread: Unread }, room: Room): Promise<RoomView> {
  const [members, seeders, position, counted, format, kind] = await Promise.all([
    room.members(),
    room.seeders(),
    room.position(),
    unread.of(room),
    room.format(),
    room.kind(),
  ])
  const me = members.find(({ mine }) => mine)
  return {
    id: room.id,
    name: room.name,
    state: room.state,
    format,
    kind,
    nickname: me?.name ?? '',
    role: me?.role ?? null,
    members: members.length,
    length: position.messages,
    seeders: seeders.map(encodeKey),
    ...counted,
  }
}
