/** A room in a list of rooms. */
import { encodeKey, errorToWire, type Role, type RoomChoice, type RoomKind } from '@comice/protocol'
import type { Room, RoomStateName } from '@comice/rooms'
import type { RoomChoices } from './room-choices.ts'
import type { Unread, UnreadCount } from './unread.ts'

/** A room as the faces show it. */
export interface RoomView extends UnreadCount {
  readonly id: string
  readonly name: string
  readonly state: RoomStateName
  /** Why one cannot write in it, where the state says so: `ROOM_NEWER`, say, of a room that needs a later version. */
  readonly problem: RoomProblem | null
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

/** An error, as much of it as the faces show. */
export interface RoomProblem {
  readonly code: string
  readonly message: string
  /** What helps, as in "update Comice"; null: nothing is known to. */
  readonly hint: string | null
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
    problem: problemOf(room),
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

/** Null: it is as it should be. */
export function problemOf({ problem }: Pick<Room, 'problem'>): RoomProblem | null {
  if (problem === null) return null
  const { code, message, hint = null } = errorToWire(problem)
  return { code, message, hint }
}

/** What the user wants of it. */
export function chosen({ archived, muted }: RoomChoice, { mentions }: Pick<RoomView, 'mentions'>) {
  return { isArchived: archived && mentions === 0, isMuted: muted }
}
