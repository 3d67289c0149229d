/**
 * The lines of an exported room: JSON Lines, one object each, told apart by `type`. The room comes first, then who is and who was
 * in it, then the messages in their order, and `end` last: a file without it is not whole. docs/guides/exporting-rooms.md
 * has the fields.
 */
import type { Departure, Role, RoomKind } from '@comice/protocol'
import type { Message } from '../room/room-message.ts'

/** Version of the lines. A reader ignores fields and types that it does not know, and refuses a later version. */
export const ARCHIVE_VERSION = 1

export interface ArchiveRoom {
  readonly type: 'room'
  readonly v: number
  readonly id: string
  readonly name: string
  readonly format: number
  readonly kind: RoomKind
  /** Unix time in ms. */
  readonly exportedAt: number
  /** Identity of who exported it, as z-base-32; null: somebody who is not in it any more. */
  readonly exportedBy: string | null
  /** How many messages there were when it began; `end` has how many were written. */
  readonly messages: number
}

export interface ArchiveMember {
  readonly type: 'member'
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly admittedAt: number
}

export interface ArchiveFormer {
  readonly type: 'former'
  readonly id: string
  readonly name: string
  readonly departure: Departure
  readonly by: string
}

/** A message as it reads now. Whether it is one's own is nobody else's business. */
export interface ArchiveMessage extends Omit<Message, 'mine'> {
  readonly type: 'message'
}

export interface ArchiveEnd {
  readonly type: 'end'
  readonly messages: number
}

export type ArchiveLine = ArchiveRoom | ArchiveMember | ArchiveFormer | ArchiveMessage | ArchiveEnd
