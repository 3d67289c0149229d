/** The rooms of the node: each open one is a duty, and a change in any of them is an update of all. */
import { EventEmitter } from 'node:events'
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
import type { Duties } from '../duty/duties.ts'

interface OpenRoomsEvents {
  /** A room was opened, closed or changed. */
  update: []
  'room-opened': [room: Room]
}

/** What `@comice/rooms` offers, with the node's duties tied to it. */
export class OpenRooms extends EventEmitter<OpenRoomsEvents> {
  readonly #rooms: Rooms
  readonly #duties: Duties
  readonly #duty = new Map<Room, Disposable>()

  constructor(rooms: Rooms, duties: Duties) {
    super()
    this.#rooms = rooms
    this.#duties = duties
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
    return this.#hold(await this.#rooms.join(invite, options))
  }

  /** As `Rooms.open`. */
  async open(ref: string): Promise<Room> {
    return this.#hold(await this.#rooms.open(ref))
  }

  /** As `Rooms.add`. */
  async add(entry: Omit<RoomEntry, 'lastOpenedAt'>): Promise<Room> {
    return this.#hold(await this.#rooms.add(entry))
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

  /** Opens all, one after the other: each costs time and memory, and callers must not wait for it. */
  async openAll(): Promise<void> {
    for (const { id } of await this.#rooms.list()) await this.open(id)
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
