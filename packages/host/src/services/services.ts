/** What the node has, as the procedures of the local API see it. Types alone, so that the API needs no assembler. */
import type { EventEmitter } from 'node:events'
import type { Peer } from '@comice/core'
import type { Profile } from '@comice/storage'
import type { Duties } from '../duty/duties.ts'
import type { Contacts } from '../personal/contacts.ts'
import type { Apps } from './apps.ts'
import type { Drives } from './drives.ts'
import type { Drafts } from './drafts.ts'
import type { ExportLinks } from './export-links.ts'
import type { Notices } from './notices.ts'
import type { OwnDevices } from './own-devices.ts'
import type { OpenRooms } from './open-rooms.ts'
import type { Presences } from './presences.ts'
import type { Remote } from './remote.ts'
import type { RoomChoices } from './room-choices.ts'
import type { RoomNotes } from './room-notes.ts'
import type { RoomKeeper } from './room-keeper.ts'
import type { RoomRoles } from './room-roles.ts'
import type { Searching } from './searching.ts'
import type { Transfers } from './transfers.ts'
import type { Unread } from './unread.ts'

export interface ServiceEvents {
  /** Something that status shows has changed. */
  status: []
}

/** What a window shows: a built page, or for the page of a development server the API alone. */
export type WindowSource = { readonly staticDir: string } | { readonly origin: string }

/** What a window shows first. */
export interface OpenedAtOnce {
  /** Id or name of a room. */
  readonly room?: string | undefined
  /** Link of an app. */
  readonly app?: string | undefined
}

export interface WindowAddress {
  /** Address with the single-use code in its fragment, for a person who opens it by hand. */
  readonly url: string
  /** File, readable by its owner alone, that sends a browser to `url`: so no code stands in a browser's argv. */
  readonly launchFile: string
  /** Unix time in ms until which the code can be exchanged. */
  readonly expiresAt: number
}

/** Everything a procedure of the local API may use. */
export interface Services {
  readonly profile: Profile
  readonly peer: Peer
  readonly rooms: OpenRooms
  /** Of rooms that are not open. */
  readonly notes: RoomNotes
  readonly keeper: RoomKeeper
  readonly roles: RoomRoles
  readonly unread: Unread
  readonly contacts: Contacts
  readonly drafts: Drafts
  readonly choices: RoomChoices
  readonly presences: Presences
  readonly notices: Notices
  readonly searching: Searching
  readonly exports: ExportLinks
  readonly apps: Apps
  readonly drives: Drives
  readonly devices: OwnDevices
  readonly remote: Remote
  readonly transfers: Transfers
  readonly duties: Duties
  readonly changes: EventEmitter<ServiceEvents>
  /** Unix time in ms. */
  readonly startedAt: number
  /** Begins the orderly stop of the node. */
  readonly stop: (reason: string) => void
  readonly openWindow: (source: WindowSource & OpenedAtOnce) => Promise<WindowAddress>
}
