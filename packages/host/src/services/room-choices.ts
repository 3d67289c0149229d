/** What the user wants of each room on this device: archived, muted, forgotten. Nobody else is told. */
import { roomChoice, type RoomChoice } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'

const NONE: RoomChoice = { archived: false, muted: false, forgotten: false }

export class RoomChoices {
  readonly #profile: Profile
  readonly #onchange: () => void

  /** `onchange` is called when something was chosen. */
  constructor(profile: Profile, onchange: () => void) {
    this.#profile = profile
    this.#onchange = onchange
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
    this.#onchange()
    return choice
  }

  #choices(): Promise<Collection<RoomChoice>> {
    return this.#profile.collection('room-choices', roomChoice.codec)
  }
}
