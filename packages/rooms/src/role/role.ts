/** Who may do what in a room of the second format. The same table is in docs/concepts/rooms.md; a test compares them. */
import { type Role, ROLES } from '@comice/protocol'

/** A role that this version knows. */
export type KnownRole = Exclude<Role, 'unknown'>

/** The least role for each thing that a person does in a room. */
export const LEAST_ROLE = {
  read: 'reader',
  leave: 'reader',
  post: 'member',
  react: 'member',
  'edit the own message': 'member',
  'delete the own message': 'member',
  'delete the message of a lower role': 'moderator',
  'post in a broadcast': 'moderator',
  pin: 'moderator',
  'take another name': 'member',
  invite: 'member',
  'let in on an invite': 'member',
  'approve who waits': 'moderator',
  'revoke the own invite': 'member',
  'revoke an invite of a lower role': 'moderator',
  'name a seeder': 'member',
  'make an epoch': 'member',
  'mute a lower role': 'moderator',
  'take back a muting': 'moderator',
  'report a message': 'member',
  'look at reports': 'moderator',
  'remove a lower role': 'moderator',
  'ban a lower role': 'admin',
  'take back a ban': 'admin',
  'change a lower role': 'admin',
  'ask for a newer format': 'owner',
  'sign the order': 'owner',
} as const satisfies Record<string, KnownRole>

export type Action = keyof typeof LEAST_ROLE

/** 0 for an owner; a role that a later version knows ranks below all. */
export function rankOf(role: Role): number {
  const rank = (ROLES as readonly Role[]).indexOf(role)
  return rank === -1 ? ROLES.length : rank
}

export function mayDo(role: Role, action: Action): boolean {
  return rankOf(role) <= rankOf(LEAST_ROLE[action])
}

/** Nobody acts on somebody of the same role or a higher one. */
export function isAbove(role: Role, other: Role): boolean {
  return rankOf(role) < rankOf(other)
}

/** Nobody gives a role above the own one. */
export function mayGive(role: Role, given: Role): boolean {
  return given !== 'unknown' && rankOf(role) <= rankOf(given)
}
