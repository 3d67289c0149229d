/** Opens what the node gathers, in order, and closes it in the reverse order. */
import { EventEmitter } from 'node:events'
import path from 'node:path'
import { createPeer, type Logger, type NetworkOptions } from '@comice/core'
import { createKeeper } from '@comice/keep'
import { createRooms } from '@comice/rooms'
import { openProfile } from '@comice/storage'
import { Duties } from '../duty/duties.ts'
import { openPersonal } from '../personal/open-personal.ts'
import { Apps } from './apps.ts'
import { Drafts } from './drafts.ts'
import { Drives } from './drives.ts'
import { ExportLinks } from './export-links.ts'
import { Notices } from './notices.ts'
import { OpenRooms } from './open-rooms.ts'
import { OwnDevices } from './own-devices.ts'
import { Presences } from './presences.ts'
import { Remote } from './remote.ts'
import { RoomChoices } from './room-choices.ts'
import { RoomNotes } from './room-notes.ts'
import { RoomKeeper } from './room-keeper.ts'
import { RoomRoles } from './room-roles.ts'
import { Searching } from './searching.ts'
import type { ServiceEvents, Services } from './services.ts'
import { Transfers } from './transfers.ts'

export interface ServiceOptions {
  readonly dir: string
  readonly passphrase?: string | undefined
  readonly network: NetworkOptions
  readonly logger: Logger
  readonly idleMs: number
}

export type OpenServices = Omit<Services, 'startedAt' | 'stop' | 'openWindow'> & {
  close(): Promise<void>
}

/** After these, the status of the node is another one. */
const NETWORK_EVENTS = ['state', 'connection', 'disconnection'] as const

/** @throws what openProfile, createPeer, createRooms throw; whatever was open by then is closed */
export async function openServices(options: ServiceOptions): Promise<OpenServices> {
  await using opened = new AsyncDisposableStack()
  const { dir, passphrase } = options
  const profile = await openProfile({ dir, name: path.basename(dir), passphrase })
  opened.defer(() => profile.close())
  const peer = await createPeer({ profile, network: options.network, logger: options.logger })
  opened.defer(() => peer.close())
  const duties = new Duties(options.idleMs)
  opened.defer(() => duties.close())
  const { records, markers, unread, contacts } = openPersonal({ profile, peer, logger: options.logger })
  const choices = new RoomChoices(profile)
  const notes = new RoomNotes({ profile, peer, markers, unread, choices })
  const rooms = new OpenRooms({ rooms: await createRooms(peer), duties, notes, logger: options.logger })
  opened.defer(() => rooms.close())
  const roles = new RoomRoles(peer, rooms)
  const sources = createKeeper(peer)
  const keeper = new RoomKeeper(sources, options.logger)
  rooms.on('room-opened', (room) => keeper.follow(room))
  markers.onChange(() => rooms.emit('update'))
  choices.on('update', () => rooms.emit('update'))
  const presences = new Presences({ peer, rooms, records })
  const searching = new Searching({ peer, rooms, notes })
  opened.defer(() => searching.close())
  const apps = new Apps(peer, duties, sources)
  const drives = new Drives(peer, duties, sources)
  const devices = new OwnDevices({ peer, duties, rooms, choices, keeper: sources, records })
  opened.defer(() => devices.close())
  // A home that does not open is told of where it is opened.
  const whenAttached = () => devices.openIfUsed().catch(() => undefined)
  const remote = new Remote({ peer, duties, records, whenAttached })
  const transfers = new Transfers(peer, duties)
  const changes = new EventEmitter<ServiceEvents>()
  for (const event of NETWORK_EVENTS) peer.network.on(event, () => changes.emit('status'))

  const closing = opened.move()
  return {
    ...{
      profile,
      peer,
      rooms,
      notes,
      keeper,
      roles,
      unread,
      choices,
      contacts,
      drafts: new Drafts(records),
      presences,
      notices: new Notices(records),
      searching,
      exports: new ExportLinks(),
      apps,
      drives,
      devices,
      remote,
      transfers,
      duties,
      changes,
    },
    close: () => closing.disposeAsync(),
  }
}
