/** What can be done with a message by whoever looks at it. The room decides, whatever is offered here. */
import { type Role, ROLES } from '@comice/protocol'
import type { RoomSnapshot } from '@comice/host'
import type { Message } from './timeline.ts'

export type Action = RoomSnapshot['may'][number]

/** Who somebody is in the room. */
export interface Standing {
  readonly may: ReadonlySet<Action>
  /** One's own; null: one is not in it. */
  readonly role: Role | null
  /** Of everybody who is in it, by id. */
  readonly roles: ReadonlyMap<string, Role>
}

export interface MessageRights {
  readonly canReply: boolean
  readonly canReact: boolean
  readonly canEdit: boolean
  readonly canDelete: boolean
  readonly canPin: boolean
  readonly canCopy: boolean
  readonly canReport: boolean
  readonly canForward: boolean
}

/** 0 for an owner; a role of a later version ranks below all. */
function rankOf(role: Role): number {
  const rank = (ROLES as readonly Role[]).indexOf(role)
  return rank === -1 ? ROLES.length : rank
}

/** Nobody acts on somebody of the same role or a higher one; who is gone ranks below all. */
export function isAbove(mine: Role | null, theirs: Role | undefined): boolean {
  return mine !== null && rankOf(mine) < rankOf(theirs ?? 'unknown')
}

/** Roles that somebody may give to somebody else of a lower one. */
export function rolesToGive(mine: Role | null): readonly (typeof ROLES)[number][] {
  return mine === null ? [] : ROLES.slice(rankOf(mine))
}

/** What somebody said who was muted, and it is neither one's own nor one's to look at. */
export function isHidden({ isMuted, deletedBy, text, files }: Message): boolean {
  return isMuted && deletedBy === null && text === '' && files.length === 0
}

export function rightsOf(message: Message, { may, role, roles }: Standing): MessageRights {
  const { mine, deletedBy, unreadable } = message
  const isThere = deletedBy === null
  const isRead = isThere && unreadable === null && !isHidden(message)
  return {
    canReply: isRead && may.has('post'),
    canReact: isThere && may.has('react'),
    canEdit: isRead && mine && may.has('edit the own message'),
    canDelete: isThere && mayDelete(message, { may, role, roles }),
    canPin: isThere && may.has('pin'),
    canCopy: isRead,
    canReport: isThere && !mine && may.has('report a message'),
    canForward: isRead,
  }
}

function mayDelete({ mine, author }: Message, { may, role, roles }: Standing): boolean {
  if (mine) return may.has('delete the own message')
  return may.has('delete the message of a lower role') && isAbove(role, roles.get(author))
}
