/** How rooms and members look to people. */
import type { RoomSnapshot, RoomView } from '@comice/host'
import { displayName } from '@comice/protocol'
import { mutedText } from './muted-text.ts'
import { peerText } from './output.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

type Member = RoomSnapshot['members'][number]

/** `Pears  3 members, 12 messages  4 unread, 1 mentions you  ab12cd34`. */
export function formatRoom(room: RoomView): string {
  const counts = `${plural(room.members, 'member')}, ${plural(room.length, 'message')}`
  const state = room.state === 'member' ? '' : `  ${paint('yellow', stateText(room))}`
  const name = displayName(room.name, 'a room without a name')
  const mentions = room.mentions === 0 ? '' : `, ${room.mentions} mentions you`
  const unread = room.unread === 0 ? '' : `  ${paint('cyan', `${room.unread} unread${mentions}`)}`
  const kept = [room.isArchived ? 'archived' : '', room.isMuted ? 'muted' : ''].filter((word) => word !== '')
  const choice = kept.length === 0 ? '' : `  ${paint('dim', kept.join(', '))}`
  return `${paint('bold', name)}  ${counts}${unread}${state}${choice}  ${paint('dim', shortKey(room.id))}`
}

/** `failed: update Comice`: the state, and what helps where something is known to. */
export function stateText({ state, problem }: Pick<RoomView, 'state' | 'problem'>): string {
  return state === 'failed' && problem !== null && problem.hint !== null ? `${state}: ${problem.hint}` : state
}

/** `alice  owner  ab12cd34  (you)`, and behind it ids of those whose names may be taken for this one. */
export function formatMember(member: Member, looksLike: readonly string[] = []): string {
  const { id, name, role, mine, muted, petname, poses } = member
  const known = displayName(name, shortKey(id))
  const flag = looksLike.length === 0 ? '' : `  looks like ${looksLike.map(shortKey).join(', ')}`
  const you = mine ? '  (you)' : ''
  const silence = muted === null ? '' : `  ${paint('yellow', mutedText(muted))}`
  const yours = petname === null || petname === known ? '' : `  you call them ${peerText(petname)}`
  const posing = poses.length === 0 ? '' : `  is not your ${poses.map(peerText).join(', ')}`
  const warning = paint('yellow', `${flag}${posing}`)
  return `${paint('bold', known)}  ${role}  ${paint('dim', shortKey(id))}${you}${silence}${yours}${warning}`
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
