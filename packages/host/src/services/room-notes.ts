/**
 * What is shown of rooms that are not open. It is noted when the node stops, and a room that was noted sleeps at the next start
 * until somebody comes who has it, or the user looks: opening 200 rooms took 9 s and 180 MB. The note of a room that opens is
 * gone before anything can change in it, so after a kill the rooms that were open are opened again.
 *
 * A room that names a seeder never sleeps: what others left at the seeder is fetched by rooms that are open. Nor does one
 * whose roles may do something here: who has them must be known before they come.
 */
import type { Peer } from '@comice/core'
import type { Codec } from '@comice/protocol'
import type { HistoryPosition, Room } from '@comice/rooms'
import type { Collection, Profile } from '@comice/storage'
import c from 'compact-encoding'
import { ROOM_NOTES_TIMEOUT_MS, ROOM_NOTE_VERSION, ROOMS_NOTED_AT_ONCE } from '../constants.ts'
import { isGrantedToRoles } from './role-grants.ts'
import type { ReadMarkers } from './read-markers.ts'
import { chosen, roomView, type RoomView, type RoomViewParts } from './room-view.ts'

interface RoomNote {
  readonly version: number
  readonly view: RoomView
  readonly position: HistoryPosition
  /** Ids of its invites: by others nobody wakes it. */
  readonly invites: readonly string[]
}

/** Of this profile alone, which nobody else writes; another layout is told by its version. */
const noteCodec = c.json as Codec<RoomNote>

export interface RoomNotesParts extends RoomViewParts {
  readonly profile: Profile
  readonly peer: Peer
  readonly markers: ReadMarkers
}

/** See the module's text. */
export class RoomNotes {
  readonly #parts: RoomNotesParts
  #notes: Promise<Map<string, RoomNote>> | null = null

  constructor(parts: RoomNotesParts) {
    this.#parts = parts
  }

  /** What is shown of it; null: it must be opened for that. */
  async view(id: string): Promise<RoomView | null> {
    const view = (await this.#all()).get(id)?.view ?? null
    // Another device may have read further; then others of its messages are unread.
    if (view === null || (await this.#parts.markers.get(id)) !== view.read) return null
    return { ...view, ...chosen(await this.#parts.choices.get(id), view) }
  }

  /** Where its history stands; null: it must be opened for that. */
  async position(id: string): Promise<HistoryPosition | null> {
    return (await this.#all()).get(id)?.position ?? null
  }

  /** Ids of the invites that may wake it; null: it must be opened to know. */
  async invites(id: string): Promise<readonly string[] | null> {
    return (await this.#all()).get(id)?.invites ?? null
  }

  /** Of a room that opens. Resolves when it is forgotten on the disk too. */
  async forget(id: string): Promise<void> {
    if ((await this.#all()).delete(id)) await (await this.#collection()).del(id)
  }

  /**
   * Of rooms that are open and that `close` closes. One that changes in between, or is not read within
   * {@link ROOM_NOTES_TIMEOUT_MS}, is not noted.
   */
  async take(rooms: readonly Room[], close: () => Promise<void>): Promise<void> {
    const notes = new Map<string, RoomNote>()
    const changed = new Set<string>()
    const due = [...rooms]
    let isLate = false
    const lane = async () => {
      for (let room = due.shift(); room !== undefined && !isLate; room = due.shift()) {
        const { id } = room
        room.on('update', () => changed.add(id))
        const note = await this.#note(room).catch(() => null)
        if (note !== null) notes.set(id, note)
      }
    }
    const lanes = Array.from({ length: ROOMS_NOTED_AT_ONCE }, lane)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ROOM_NOTES_TIMEOUT_MS)))
    await Promise.race([Promise.all(lanes), late])
    isLate = true
    clearTimeout(timer)
    await close()
    const entries = [...notes].filter(([id]) => !changed.has(id)).map(([key, value]) => ({ key, value }))
    if (entries.length > 0) await (await this.#collection()).putAll(entries)
  }

  async #note(room: Room): Promise<RoomNote | null> {
    if (room.state !== 'member' || isGrantedToRoles(this.#parts.peer, room.id)) return null
    const view = await roomView(this.#parts, room)
    if (view.seeders.length > 0) return null
    const invites = (await room.invites()).map(({ id }) => id)
    return { version: ROOM_NOTE_VERSION, view, position: await room.position(), invites }
  }

  #all(): Promise<Map<string, RoomNote>> {
    // What cannot be read was not noted.
    this.#notes ??= this.#read().catch(() => new Map<string, RoomNote>())
    return this.#notes
  }

  async #read(): Promise<Map<string, RoomNote>> {
    const notes = new Map<string, RoomNote>()
    for await (const { key, value } of (await this.#collection()).list())
      if (value.version === ROOM_NOTE_VERSION) notes.set(key, value)
    return notes
  }

  #collection(): Promise<Collection<RoomNote>> {
    return this.#parts.profile.collection<RoomNote>('room-notes', noteCodec)
  }
}
