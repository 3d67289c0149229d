/** What the user wants of each room on this device: archived, muted, forgotten. Nobody else is told. */
import { EventEmitter } from 'node:events'
import { roomChoice, type RoomChoice } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'

const NONE: RoomChoice = { archived: false, muted: false, forgotten: false }

interface RoomChoicesEvents {
  /** Something was chosen. */
  update: []
}

export class RoomChoices extends EventEmitter<RoomChoicesEvents> {
  readonly #profile: Profile

  constructor(profile: Profile) {
    super()
    // Each room that is looked at listens.
    this.setMaxListeners(0)
    this.#profile = profile
  }

  async get(room: string): Promise<RoomChoice> {
    return (await (await this.#choices()).get(room)) ?? NONE
  }

  async put(room: string, change: Partial<RoomChoice>): Promise<RoomChoice> {
    const before = await this.get(room)
    const choice = { ...before, ...change }
    const isSame =
      choice.archived === before.archived &&
      choice.muted === before.muted &&
      choice.forgotten === before.forgotten
    if (isSame) return choice
    await (await this.#choices()).put(room, choice)
    this.emit('update')
    return choice
  }

  #choices(): Promise<Collection<RoomChoice>> {
    return this.#profile.collection('room-choices', roomChoice.codec)
  }
}
