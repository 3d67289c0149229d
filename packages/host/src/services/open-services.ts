/** Opens what the node gathers, in order, and closes it in the reverse order. */
import { EventEmitter } from 'node:events'
import path from 'node:path'
import { createPeer, type Logger, type NetworkOptions } from '@comice/core'
import { createKeeper } from '@comice/keep'
import { createRooms } from '@comice/rooms'
import { openProfile } from '@comice/storage'
import { Duties } from '../duty/duties.ts'
import { Apps } from './apps.ts'
import { Drives } from './drives.ts'
import { ExportLinks } from './export-links.ts'
import { OpenRooms } from './open-rooms.ts'
import { OwnDevices } from './own-devices.ts'
import { Presences } from './presences.ts'
import { LocalReadMarkers } from './read-markers.ts'
import { Remote } from './remote.ts'
import { RoomChoices } from './room-choices.ts'
import { RoomKeeper } from './room-keeper.ts'
import { Searching } from './searching.ts'
import type { ServiceEvents, Services } from './services.ts'
import { Transfers } from './transfers.ts'
import { Unread } from './unread.ts'

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
  const rooms = new OpenRooms(await createRooms(peer), duties)
  const sources = createKeeper(peer)
  const keeper = new RoomKeeper(sources, options.logger)
  rooms.on('room-opened', (room) => keeper.follow(room))
  const markers = new LocalReadMarkers(profile)
  markers.onChange(() => rooms.emit('update'))
  const unread = new Unread(markers)
  const choices = new RoomChoices(profile)
  choices.on('update', () => rooms.emit('update'))
  const presences = new Presences(peer, rooms)
  const searching = new Searching(peer, rooms)
  opened.defer(() => searching.close())
  const exports = new ExportLinks()
  const apps = new Apps(peer, duties, sources)
  const drives = new Drives(peer, duties, sources)
  const remote = new Remote(peer, duties)
  const devices = new OwnDevices({ peer, duties, rooms, choices, keeper: sources })
  opened.defer(() => devices.close())
  const transfers = new Transfers(peer, duties)
  const changes = new EventEmitter<ServiceEvents>()
  const changed = () => changes.emit('status')
  for (const event of ['state', 'connection', 'disconnection'] as const) peer.network.on(event, changed)

  const closing = opened.move()
  return {
    ...{
      profile,
      peer,
      rooms,
      keeper,
      unread,
      choices,
      presences,
      searching,
      exports,
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
