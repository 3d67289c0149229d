/** How far the user has read each room. One contract; what is read on one device is read on all. */
import { READ_KIND } from '@comice/home/records'
import { homeRead, readMarker, type ReadMarker } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import type { PersonalRecords } from '../personal/personal-records.ts'

export interface ReadMarkers {
  /** How many messages of the room were read, from its first; null: it was never looked at. */
  get(room: string): Promise<number | null>
  /** Says that so many were read here. */
  put(room: string, messages: number): Promise<void>
  /** Says that what there is counts as read, unless somebody says how far they have read. */
  begin(room: string, messages: number): Promise<void>
  /** Calls `listener` when that of a room has changed, by whomever. Returns a function that takes it back. */
  onChange(listener: (room: string) => void): () => void
}

export interface PersonalReadMarkersParts {
  readonly profile: Profile
  readonly records: PersonalRecords
  /** Id of this device. */
  readonly device: string
  readonly now: () => number
}

/**
 * Those of a person. Each device says how far was read on it, and the furthest counts: so a device that comes late, or whose
 * clock is behind, sets nothing back. What a device said that was put out since does not count.
 */
export class PersonalReadMarkers implements ReadMarkers {
  readonly #parts: PersonalReadMarkersParts
  readonly #listeners = new Set<(room: string) => void>()
  #furthest: ReadonlyMap<string, number> = new Map()

  constructor(parts: PersonalReadMarkersParts) {
    this.#parts = parts
    parts.records.on('update', () => this.#look())
    this.#look()
  }

  async get(room: string): Promise<number | null> {
    await this.#parts.records.ready()
    const read = this.#furthest.get(room)
    return read ?? (await (await this.#beginnings()).get(room))?.messages ?? null
  }

  async put(room: string, messages: number): Promise<void> {
    const { device, records } = this.#parts
    await records.ready()
    records.note([{ key: READ_KIND.keyOf(`${room}/${device}`), value: homeRead.encode({ seq: messages }) }])
  }

  async begin(room: string, messages: number): Promise<void> {
    await (await this.#beginnings()).put(room, { messages, readAt: this.#parts.now() })
    this.#tell(room)
  }

  onChange(listener: (room: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #look(): void {
    const before = this.#furthest
    this.#furthest = furthestOf(this.#parts.records)
    for (const [room, messages] of this.#furthest) if (before.get(room) !== messages) this.#tell(room)
  }

  #tell(room: string): void {
    for (const listener of this.#listeners) listener(room)
  }

  /** Of this device alone: what was there when it first looked at a room is not news. */
  #beginnings(): Promise<Collection<ReadMarker>> {
    return this.#parts.profile.collection('read-markers', readMarker.codec)
  }
}

function furthestOf(records: PersonalRecords): Map<string, number> {
  const revoked = records.revokedDevices()
  const furthest = new Map<string, number>()
  for (const [key, bytes] of records.list(READ_KIND.prefix)) {
    const [room = '', device = ''] = key.slice(READ_KIND.prefix.length).split('/')
    const read = homeRead.decode(bytes)
    if (!read.ok || revoked.has(device)) continue
    furthest.set(room, Math.max(read.value.seq, furthest.get(room) ?? 0))
  }
  return furthest
}
