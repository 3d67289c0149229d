/** How a room and somebody in it are named on the API. */
import { LIMITS } from '@comice/protocol'
import { type FormerMember, type Member, type Room, RoomErrors } from '@comice/rooms'
import { z } from 'zod'
import { MIN_MEMBER_PREFIX_CHARS } from '../constants.ts'

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
export async function findMember(room: Room, ref: string): Promise<string> {
  const [present, former] = await Promise.all([room.members(), room.former()])
  return only(present, ref) ?? only(former, ref) ?? notFound()
}

function only(people: readonly (Member | FormerMember)[], ref: string): string | null {
  const byName = people.filter(({ id, name }) => id === ref || name === ref)
  const isPrefix = byName.length === 0 && ref.length >= MIN_MEMBER_PREFIX_CHARS
  const matches = isPrefix ? people.filter(({ id }) => id.startsWith(ref)) : byName
  if (matches.length > 1) throw RoomErrors.MEMBER_AMBIGUOUS({ matches: matches.length })
  return matches[0]?.id ?? null
}

function notFound(): never {
  throw RoomErrors.MEMBER_NOT_FOUND()
}
