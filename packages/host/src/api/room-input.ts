/** How a room and somebody in it are named on the API. */
import { LIMITS } from '@comice/protocol'
import { type FormerMember, type Member, type Room, RoomErrors } from '@comice/rooms'
import { z } from 'zod'
import { MIN_MEMBER_PREFIX_CHARS } from '../constants.ts'
import type { Context } from './trpc.ts'

export const roomName = z.string().min(1).max(LIMITS.MAX_NAME_BYTES)

export const roomRef = z
  .string()
  .min(1)
  .max(LIMITS.MAX_NAME_BYTES * 2)

/** An id, its beginning, or a name. */
export const memberRef = z
  .string()
  .min(1)
  .max(LIMITS.MAX_NAME_BYTES * 2)

export const role = z.enum(['owner', 'admin', 'moderator', 'member', 'reader'])

export const roomKind = z.enum(['group', 'direct', 'broadcast'])

/** The id of who is meant: somebody in the room, or somebody who was. @throws MEMBER_NOT_FOUND, MEMBER_AMBIGUOUS */
export async function findMember({ services }: Context, room: Room, ref: string): Promise<string> {
  const [present, former, contacts] = await Promise.all([
    room.members(),
    room.former(),
    services.contacts.list(),
  ])
  const called = contacts.filter(({ name }) => name === ref).map(({ identity }) => identity)
  return only(present, { ref, called }) ?? only(former, { ref, called }) ?? notFound()
}

/** Who took the name of somebody in the user's book is one match more, also when that one is not in the room. */
function only(
  people: readonly (Member | FormerMember)[],
  { ref, called }: { ref: string; called: readonly string[] },
): string | null {
  const byName = people.filter(({ id, name }) => id === ref || name === ref || called.includes(id))
  const isPrefix = byName.length === 0 && ref.length >= MIN_MEMBER_PREFIX_CHARS
  const matches = isPrefix ? people.filter(({ id }) => id.startsWith(ref)) : byName
  const isTaken = called.length > 0 && byName.some(({ id }) => id !== ref && !called.includes(id))
  if (matches.length > 1 || isTaken)
    throw RoomErrors.MEMBER_AMBIGUOUS({ matches: Math.max(2, matches.length) })
  return matches[0]?.id ?? null
}

function notFound(): never {
  throw RoomErrors.MEMBER_NOT_FOUND()
}
