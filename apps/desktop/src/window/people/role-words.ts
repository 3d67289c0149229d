/** Roles as people understand them. */
import type { Role, ROLES } from '@comice/protocol'

export type KnownRole = (typeof ROLES)[number]

export const ROLE_WORDS: Readonly<Record<KnownRole, { readonly title: string; readonly can: string }>> = {
  owner: { title: 'Owner', can: 'may do everything, and make other owners' },
  admin: { title: 'Admin', can: 'changes roles and bans people of lower roles' },
  moderator: { title: 'Moderator', can: 'removes members, deletes what they say, pins, approves' },
  member: { title: 'Member', can: 'reads, speaks, reacts and invites' },
  reader: { title: 'Reader', can: 'reads, and nothing else' },
}

/** A role that a later version knows has no words here. */
export function roleTitle(role: Role): string {
  return role === 'unknown' ? 'Another role' : ROLE_WORDS[role].title
}
