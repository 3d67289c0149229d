/** How far the user has read each room. One contract, so that it can be kept for one device or for all of a person. */
import { readMarker, type ReadMarker } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'

export interface ReadMarkers {
  /** How many messages of the room were read, from its first; null: it was never looked at. */
  get(room: string): Promise<number | null>
  put(room: string, messages: number): Promise<void>
  /** Calls `listener` when that of a room has changed, by whomever. Returns a function that takes it back. */
  onChange(listener: (room: string) => void): () => void
}

/** Those of this device alone, in its profile. */
export class LocalReadMarkers implements ReadMarkers {
  readonly #profile: Profile
  readonly #now: () => number
  readonly #listeners = new Set<(room: string) => void>()

  constructor(profile: Profile, now: () => number = Date.now) {
    this.#profile = profile
    this.#now = now
  }

  async get(room: string): Promise<number | null> {
    return (await (await this.#markers()).get(room))?.messages ?? null
  }

  async put(room: string, messages: number): Promise<void> {
    await (await this.#markers()).put(room, { messages, readAt: this.#now() })
    for (const listener of this.#listeners) listener(room)
  }

  onChange(listener: (room: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #markers(): Promise<Collection<ReadMarker>> {
    return this.#profile.collection('read-markers', readMarker.codec)
  }
}
