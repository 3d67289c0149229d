/** A room in a list of rooms. */
import { encodeKey, type Role, type RoomChoice, type RoomKind } from '@comice/protocol'
import type { Room, RoomStateName } from '@comice/rooms'
import type { RoomChoices } from './room-choices.ts'
import type { Unread, UnreadCount } from './unread.ts'

/** A room as the faces show it. */
export interface RoomView extends UnreadCount {
  readonly id: string
  readonly name: string
  readonly state: RoomStateName
  /** 1, 2 or 3; see docs/concepts/rooms.md. */
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
  /** Put away on this device, and nothing that is not read mentions the user. */
  readonly isArchived: boolean
  /** Nothing is to tell of what is new in it. */
  readonly isMuted: boolean
}

/** What a view is made with. */
export interface RoomViewParts {
  readonly unread: Unread
  readonly choices: RoomChoices
}

/** What the faces show of a room in a list. */
export async function roomView({ unread, choices }: RoomViewParts, room: Room): Promise<RoomView> {
  const [members, seeders, position, counted, format, kind, choice] = await Promise.all([
    room.members(),
    room.seeders(),
    room.position(),
    unread.of(room),
    room.format(),
    room.kind(),
    choices.get(room.id),
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
    ...chosen(choice, counted),
  }
}

/** What the user wants of it. */
export function chosen({ archived, muted }: RoomChoice, { mentions }: Pick<RoomView, 'mentions'>) {
  return { isArchived: archived && mentions === 0, isMuted: muted }
}
