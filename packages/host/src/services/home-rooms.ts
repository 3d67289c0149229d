/**
 * Rooms and a home: what one device joins, the others have too. Each device says in the home which rooms it has; one that lacks a
 * room opens it and asks there to be let in; one that is in lets it in. A device that was put out of the home is put out of
 * the rooms.
 */
import type { Peer } from '@comice/core'
import type { Home } from '@comice/home'
import { type HomeRecords, JOIN_KIND, recordsOf, ROOM_KIND } from '@comice/home/records'
import { encodeKey, type HomeJoin, type HomeRoom, isComiceError, isEqualBytes } from '@comice/protocol'
import type { Room } from '@comice/rooms'
import { MAX_ROOMS_PER_DEVICE } from '../constants.ts'
import type { OpenRooms } from './open-rooms.ts'

export interface HomeRoomsParts {
  readonly peer: Peer
  readonly home: Home
  readonly rooms: OpenRooms
}

/** A room that a device could not be put out of. */
export interface RoomProblem {
  readonly room: string
  readonly name: string
  readonly error: Error
}

interface Records {
  readonly rooms: HomeRecords<HomeRoom>
  /** By room and device, see {@link requestName}. */
  readonly joins: HomeRecords<HomeJoin>
}

export class HomeRooms {
  readonly #parts: HomeRoomsParts
  readonly #onupdate = () => this.#lookSoon()
  readonly #onopened = (room: Room) => {
    this.#follow(room)
    this.#lookSoon()
  }
  /** What was done for a device in a room, or failed for good in this run of the node. */
  readonly #done = new Set<string>()
  #isDue = false
  #isClosed = false
  #looking: Promise<void> | null = null

  constructor(parts: HomeRoomsParts) {
    this.#parts = parts
    parts.home.on('update', this.#onupdate)
    parts.rooms.on('room-opened', this.#onopened)
    for (const room of parts.rooms.opened) this.#follow(room)
    this.#lookSoon()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#parts.home.off('update', this.#onupdate)
    this.#parts.rooms.off('room-opened', this.#onopened)
    await this.#looking
  }

  /** Puts a device out of every room. Resolves to those where that failed. */
  async putOut(deviceKey: Uint8Array): Promise<RoomProblem[]> {
    await this.#parts.rooms.wakeAll()
    return putOutOf(this.#members(), deviceKey)
  }

  /** Messages change nothing here; who is in does. */
  #follow(room: Room): void {
    room.on('event', ({ type }) => {
      if (type === 'state' && !this.#isClosed) this.#lookSoon()
    })
  }

  /** One look at a time; what changes meanwhile is looked at by one more. */
  #lookSoon(): void {
    this.#isDue = true
    this.#looking ??= this.#lookWhileDue()
      .catch((error: unknown) => {
        // A room or the home is closing, or cannot be written now: the next update looks again.
        this.#parts.peer.logger.debug({ error }, 'rooms and home are not in step')
      })
      .finally(() => {
        this.#looking = null
        if (this.#isDue && !this.#isClosed) this.#lookSoon()
      })
  }

  async #lookWhileDue(): Promise<void> {
    const { home } = this.#parts
    const records = { rooms: recordsOf(home, ROOM_KIND), joins: recordsOf(home, JOIN_KIND) }
    while (this.#isDue && !this.#isClosed) {
      this.#isDue = false
      if (home.state !== 'member') return
      await this.#tell(records)
      await this.#takeOver(records)
      await this.#letIn(records)
      await this.#putOutRevoked()
    }
  }

  /** Says in the home which rooms this device is in. */
  async #tell({ rooms }: Records): Promise<void> {
    const names = new Map(this.#members().map(({ id, name }) => [id, name]))
    for (const { key, encryptionKey, joinedAt } of await this.#parts.rooms.entries()) {
      const id = encodeKey(key)
      const name = names.get(id)
      const known = rooms.get(id)
      // One that sleeps is told of when it is open.
      if (name === undefined && known === null) await this.#parts.rooms.wake(id)
      if (name === undefined) continue
      if (known?.name !== name)
        await rooms.put(id, { key, encryptionKey, joinedAt: known?.joinedAt ?? joinedAt, name })
    }
  }

  /** Opens what other devices have, and asks to be let in. */
  async #takeOver({ rooms, joins }: Records): Promise<void> {
    const mine = this.#parts.peer.identity.device.publicKey
    const here = new Set((await this.#parts.rooms.entries()).map(({ key }) => encodeKey(key)))
    const opened = new Map(this.#parts.rooms.opened.map((room) => [room.id, room]))
    for (const [id, entry] of this.#listed(rooms)) {
      const room = here.has(id) ? opened.get(id) : await this.#parts.rooms.add(entry)
      const name = requestName(id, mine)
      const isAsking = joins.get(name) !== null
      if (room?.state === 'joining' && !isAsking)
        await joins.put(name, await this.#parts.rooms.requestEntry(room))
      else if (room?.state === 'member' && isAsking) await joins.delete(name)
    }
  }

  /** Of each device as many as a person has: a stolen one could have the others open rooms without end. */
  #listed(rooms: HomeRecords<HomeRoom>): [string, HomeRoom][] {
    const left = new Map<string, number>()
    // The first that a device has listed, so that a flood does not push out what is followed already.
    const at = (id: string) => this.#parts.home.markOf(ROOM_KIND.keyOf(id))
    const oldest = [...rooms.list()].sort(([a], [b]) => (at(a)?.at ?? 0) - (at(b)?.at ?? 0))
    return oldest.filter(([id, entry]) => {
      // Written by a device that does not follow the rules.
      if (encodeKey(entry.key) !== id) return false
      const device = at(id)?.device ?? ''
      const allowed = left.get(device) ?? MAX_ROOMS_PER_DEVICE
      left.set(device, allowed - 1)
      return allowed > 0
    })
  }

  /** Lets other devices of the home into rooms that this one is in. */
  async #letIn({ joins }: Records): Promise<void> {
    const { home, peer } = this.#parts
    const others = home.devices().filter(({ isThis, isRevoked }) => !isThis && !isRevoked)
    await this.#wakeWanted(joins)
    const rooms = this.#members()
    for (const { deviceKey } of others) {
      for (const room of rooms) {
        const request = joins.get(requestName(room.id, deviceKey))
        if (request === null || !isEqualBytes(request.device.deviceKey, deviceKey)) continue
        if (!this.#isFirst('in', room.id, encodeKey(request.inviteId))) continue
        await room.ownDevices.letIn(request).catch((error: unknown) => {
          if (!isComiceError(error)) throw error
          // Its person may only read there, or the room is full: others may still let it in.
          peer.logger.debug({ error, room: room.id }, 'a device was not let into a room')
        })
      }
    }
  }

  /** Opens rooms that sleep, and that another device asks to be let into. */
  async #wakeWanted(joins: Records['joins']): Promise<void> {
    const { home, rooms } = this.#parts
    for (const { id, isOpen } of await rooms.list()) {
      const isWanted = home
        .devices()
        .some(({ deviceKey, isThis }) => !isThis && joins.get(requestName(id, deviceKey)) !== null)
      if (!isOpen && isWanted) await rooms.wake(id)
    }
  }

  /** Another device may have revoked it, or this one when a room was not open. */
  async #putOutRevoked(): Promise<void> {
    const { home, peer } = this.#parts
    const revoked = home.devices().filter(({ isRevoked }) => isRevoked)
    if (revoked.length > 0) await this.#parts.rooms.wakeAll()
    for (const { deviceKey, id } of revoked) {
      const rooms = this.#members().filter((room) => this.#isFirst('out', room.id, id))
      for (const { error, room } of await putOutOf(rooms, deviceKey))
        peer.logger.debug({ error, room }, 'a revoked device is still in a room')
    }
  }

  #isFirst(...what: readonly string[]): boolean {
    const name = what.join(' ')
    const isFirst = !this.#done.has(name)
    this.#done.add(name)
    return isFirst
  }

  #members(): Room[] {
    return this.#parts.rooms.opened.filter(({ state }) => state === 'member')
  }
}

async function putOutOf(rooms: readonly Room[], deviceKey: Uint8Array): Promise<RoomProblem[]> {
  const problems: RoomProblem[] = []
  for (const room of rooms) {
    try {
      await room.ownDevices.remove(deviceKey)
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      problems.push({ room: room.id, name: room.name, error })
    }
  }
  return problems
}

/** Of a request to be let in: the room and the device. */
function requestName(roomId: string, deviceKey: Uint8Array): string {
  return `${roomId}/${encodeKey(deviceKey)}`
}
