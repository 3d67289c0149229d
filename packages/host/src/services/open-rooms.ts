/** The rooms of the node: each open one is a duty, and a change in any of them is an update of all. */
import { EventEmitter } from 'node:events'
import type { Logger } from '@comice/core'
import type { RoomEntry } from '@comice/protocol'
import type {
  CreateRoomOptions,
  DeleteRoomOptions,
  JoinOptions,
  OwnDeviceRequest,
  Room,
  Rooms,
  RoomSummary,
} from '@comice/rooms'
import { Looks } from './looks.ts'
import type { Duties } from '../duty/duties.ts'
import type { RoomNotes } from './room-notes.ts'

interface OpenRoomsEvents {
  /** A room was opened, closed or changed. */
  update: []
  'room-opened': [room: Room]
}

export interface OpenRoomsParts {
  readonly rooms: Rooms
  readonly duties: Duties
  /** Of rooms that are not open. */
  readonly notes: RoomNotes
  readonly logger: Logger
}

/** What `@comice/rooms` offers, with the node's duties tied to it. */
export class OpenRooms extends EventEmitter<OpenRoomsEvents> {
  /** Those whose files pages look at. */
  readonly looks = new Looks()
  readonly #rooms: Rooms
  readonly #duties: Duties
  readonly #notes: RoomNotes
  readonly #logger: Logger
  readonly #duty = new Map<Room, Disposable>()
  /** Rooms that sleep keep the node too: somebody may come who has one. */
  #sleepDuty: Disposable | null = null

  constructor({ rooms, duties, notes, logger }: OpenRoomsParts) {
    super()
    this.#rooms = rooms
    this.#duties = duties
    this.#notes = notes
    this.#logger = logger
  }

  list(): Promise<RoomSummary[]> {
    return this.#rooms.list()
  }

  /** As `Rooms.create`. */
  async create(options: CreateRoomOptions): Promise<Room> {
    return this.#hold(await this.#rooms.create(options))
  }

  /** As `Rooms.join`. */
  async join(invite: string, options: JoinOptions): Promise<Room> {
    return this.#forgotten(await this.#rooms.join(invite, options))
  }

  /** As `Rooms.open`. */
  async open(ref: string): Promise<Room> {
    const id = await this.#rooms.find(ref)
    await this.#notes.forget(id)
    return this.#hold(await this.#rooms.open(id))
  }

  /** As `Rooms.add`. */
  async add(entry: Omit<RoomEntry, 'lastOpenedAt'>): Promise<Room> {
    return this.#forgotten(await this.#rooms.add(entry))
  }

  /** As `Rooms.delete`. */
  async delete(ref: string, options: DeleteRoomOptions): Promise<void> {
    await this.#rooms.delete(ref, options)
    this.emit('update')
  }

  /** As `Rooms.entries`. */
  entries(): Promise<RoomEntry[]> {
    return this.#rooms.entries()
  }

  /** As `Rooms.requestEntry`. */
  requestEntry(room: Room): Promise<OwnDeviceRequest> {
    return this.#rooms.requestEntry(room)
  }

  /** Those that are open now. */
  get opened(): readonly Room[] {
    return [...this.#duty.keys()]
  }

  /** Opens all, one after the other, but those that were noted: they sleep, and are opened when somebody comes who has them. */
  async start(): Promise<void> {
    for (const { id } of await this.#rooms.list()) {
      const invites = await this.#notes.invites(id)
      if (invites === null) await this.wake(id)
      else await this.#sleep(id, invites)
    }
  }

  /** Opens one that may sleep. One that does not open keeps no other from it. */
  async wake(id: string): Promise<void> {
    await this.open(id).catch((error: unknown) =>
      this.#logger.warn({ error, room: id }, 'a room did not open'),
    )
  }

  /** Opens all that sleep. */
  async wakeAll(): Promise<void> {
    for (const { id, isOpen } of await this.#rooms.list()) if (!isOpen) await this.wake(id)
  }

  /** Closes all, and notes what is shown of them. */
  close(): Promise<void> {
    return this.#notes.take(this.opened, () => this.#rooms.close())
  }

  async #sleep(id: string, invites: readonly string[]): Promise<void> {
    this.#sleepDuty ??= this.#duties.hold('rooms wait for their members')
    await this.#rooms.sleep(id, () => void this.wake(id), { invites })
  }

  /** One that was known may have been asleep. */
  async #forgotten(room: Room): Promise<Room> {
    await this.#notes.forget(room.id)
    return this.#hold(room)
  }

  #hold(room: Room): Room {
    if (this.#duty.has(room)) return room
    this.#duty.set(room, this.#duties.hold(`room ${room.id.slice(0, 8)} is open`))
    const changed = () => this.emit('update')
    room.on('update', changed)
    room.on('event', (event) => {
      if (event.type !== 'state' || event.state !== 'closed') return
      this.#duty.get(room)?.[Symbol.dispose]()
      this.#duty.delete(room)
      room.off('update', changed)
      changed()
    })
    this.emit('room-opened', room)
    changed()
    return room
  }
}
