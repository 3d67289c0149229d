/** What somebody may do in a room, so that a face offers that and nothing else. The room decides, whatever a face offers. */
import { ROOM_SECOND_FORMAT, ROOM_THIRD_FORMAT } from '../constants.ts'
import { type Action, LEAST_ROLE, mayDo } from '@comice/rooms'
import type { RoomView } from '../services/room-view.ts'

/** What rooms of the first format know; see docs/concepts/rooms.md. */
const FIRST_FORMAT: ReadonlySet<Action> = new Set([
  'read',
  'post',
  'take another name',
  'invite',
  'let in on an invite',
  'revoke the own invite',
  'name a seeder',
  'ask for a newer format',
])

/** What only rooms of the third format know. */
const THIRD_FORMAT: ReadonlySet<Action> = new Set([
  'mute a lower role',
  'take back a muting',
  'report a message',
  'look at reports',
])

/** All that a person of one's role may do, of those of lower roles where {@link LEAST_ROLE} says so. */
export function roomActions({ format, kind, role, state }: RoomView): Action[] {
  if (role === null || state !== 'member') return []
  const all = Object.keys(LEAST_ROLE) as Action[]
  const mayPost = kind !== 'broadcast' || mayDo(role, 'post in a broadcast')
  return all.filter((action) => {
    if (format < ROOM_SECOND_FORMAT && !FIRST_FORMAT.has(action)) return false
    if (format < ROOM_THIRD_FORMAT && THIRD_FORMAT.has(action)) return false
    if (action === 'ask for a newer format' && format >= ROOM_THIRD_FORMAT) return false
    return mayDo(role, action) && (action !== 'post' || mayPost)
  })
}
