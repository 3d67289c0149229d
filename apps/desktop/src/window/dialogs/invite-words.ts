/** What an invite can say, and how that is said. */
import type { RoomView } from '@comice/host'
import { INVITE_EXPIRIES_MS } from '../constants.ts'
import { type KnownRole, ROLE_WORDS } from '../people/role-words.ts'

export type Expiry = keyof typeof INVITE_EXPIRIES_MS
export type Uses = '1' | '5' | '0'

export interface Terms {
  readonly expiry: Expiry
  readonly uses: Uses
  readonly role: KnownRole
  readonly needsApproval: boolean
}

type RoomFacts = Pick<RoomView, 'format' | 'kind'>

/** What a room starts at. Where counted invites make people wait for the device that made the room, it is not a counted one. */
export function usualTerms({ format, kind }: RoomFacts): Terms {
  const isBroadcast = kind === 'broadcast'
  const isForAnybody = isBroadcast || (format >= 2 && kind !== 'direct')
  return {
    ...{ expiry: 'week', uses: isForAnybody ? '0' : '1', needsApproval: false },
    role: isBroadcast ? 'reader' : 'member',
  }
}

/** As the node takes it; rooms of the first format know no roles and no approval. */
export function toInvite({ expiry, uses, role, needsApproval }: Terms, { format }: RoomFacts) {
  return {
    ...{ expiresInMs: INVITE_EXPIRIES_MS[expiry], maxUses: Number(uses) },
    ...(format >= 2 ? { role } : {}),
    ...(format >= 2 && needsApproval ? { needsApproval } : {}),
  }
}

const LASTS: Record<Expiry, string> = {
  hour: 'for one hour',
  day: 'for one day',
  week: 'for one week',
  never: 'and does not expire',
}
const ADMITS: Record<Uses, string> = { '1': 'one person', '5': 'five people', '0': 'anybody who has it' }

/** What it gives, and what has to be there for it; the table is in docs/concepts/rooms.md. */
export function termsInWords({ expiry, uses, role, needsApproval }: Terms, { format }: RoomFacts): string {
  const as = format >= 2 && role !== 'member' ? ` as ${ROLE_WORDS[role].title.toLowerCase()}` : ''
  const first = `It lets in ${ADMITS[uses]}${as}, ${LASTS[expiry]}.`
  if (format < 2) return first
  if (needsApproval) return `${first} Whoever comes waits until a moderator lets them in.`
  if (uses === '0') return `${first} Whoever comes is in at once.`
  return `${first} Whoever comes waits until the device that made the room has seen it, so that it is used no more often.`
}
