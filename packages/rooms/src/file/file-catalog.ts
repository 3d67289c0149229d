/** What a profile knows of the files of one room that are on its disk. */
import { encodeKey, type RoomFileEntry, roomFileEntry } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'

export class FileCatalog {
  readonly #profile: Profile
  readonly #room: string

  /** @param room id of the room */
  constructor(profile: Profile, room: string) {
    this.#profile = profile
    this.#room = room
  }

  /** @param key of the file's core */
  async put(key: Uint8Array, entry: RoomFileEntry): Promise<void> {
    await (await this.#entries()).put(this.#id(key), entry)
  }

  async get(key: Uint8Array): Promise<RoomFileEntry | null> {
    return (await this.#entries()).get(this.#id(key))
  }

  async del(key: Uint8Array): Promise<boolean> {
    return (await this.#entries()).del(this.#id(key))
  }

  async list(): Promise<RoomFileEntry[]> {
    const found: RoomFileEntry[] = []
    const range = { prefix: `${this.#room}/` }
    for await (const { value } of (await this.#entries()).list(range)) found.push(value)
    return found
  }

  /** The same one each time, opened when a file is first asked about. */
  #entries(): Promise<Collection<RoomFileEntry>> {
    return this.#profile.collection('room-files', roomFileEntry.codec)
  }

  #id(key: Uint8Array): string {
    return `${this.#room}/${encodeKey(key)}`
  }
}
