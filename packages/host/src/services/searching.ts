/**
 * Search over the rooms of the node. SQLite and the index are opened by the first search, and from then on with the node:
 * who never searches pays nothing for it.
 */
import { access } from 'node:fs/promises'
import path from 'node:path'
import type { Peer } from '@comice/core'
import { openRoomSearch, removeSearchFile, type Room, type RoomSearch } from '@comice/rooms'
import { SEARCH_WAIT_MS } from '../constants.ts'
import type { OpenRooms } from './open-rooms.ts'
import type { RoomNotes } from './room-notes.ts'

export const SEARCH_FILE = 'search.sqlite'

export interface SearchingParts {
  readonly peer: Peer
  readonly rooms: OpenRooms
  /** Of rooms that sleep: one that is in the index as it was noted need not be opened. */
  readonly notes: RoomNotes
}

export class Searching {
  readonly #peer: Peer
  readonly #rooms: OpenRooms
  readonly #notes: RoomNotes
  #opening: Promise<RoomSearch> | null = null
  readonly #follow = (room: Room) => void this.#opening?.then((search) => search.follow(room))

  constructor({ peer, rooms, notes }: SearchingParts) {
    this.#peer = peer
    this.#rooms = rooms
    this.#notes = notes
  }

  /** Opens it where somebody has searched before, so that what is said is in the index when it is searched. */
  async openIfUsed(): Promise<void> {
    const file = this.#file
    const isUsed = await access(file).then(
      () => true,
      () => false,
    )
    if (!isUsed) return
    // It is from before the profile was locked.
    if (this.#peer.profile.isLocked) await removeSearchFile(file)
    else await this.open()
  }

  /** The index of all rooms, as far as it has come within {@link SEARCH_WAIT_MS}. */
  async ready(): Promise<RoomSearch> {
    const search = await this.open()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, SEARCH_WAIT_MS)))
    await Promise.race([search.settled(), late])
    clearTimeout(timer)
    return search
  }

  open(): Promise<RoomSearch> {
    this.#opening ??= this.#open()
    // A disk that was full may have room again.
    this.#opening.catch(() => (this.#opening = null))
    return this.#opening
  }

  async close(): Promise<void> {
    this.#rooms.off('room-opened', this.#follow)
    await (await this.#opening?.catch(() => null))?.close()
  }

  /** Of a locked profile nothing may lie readable on the disk: its index is in memory, and made anew by each node. */
  async #open(): Promise<RoomSearch> {
    const { logger, profile } = this.#peer
    const search = await openRoomSearch({ file: profile.isLocked ? null : this.#file, logger })
    const rooms = await this.#rooms.list()
    search.keepOnly(rooms.map(({ id }) => id))
    this.#rooms.on('room-opened', this.#follow)
    for (const { id, isOpen } of rooms) {
      const position = isOpen ? null : await this.#notes.position(id)
      if (position === null || !search.hasAll(id, position)) search.follow(await this.#rooms.open(id))
    }
    return search
  }

  get #file(): string {
    return path.join(this.#peer.profile.dir, SEARCH_FILE)
  }
}
