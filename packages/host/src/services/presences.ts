/** Who is in the open rooms now, and what the user wants others to see of that. */
import { Presence, type Present, type Shown } from '@comice/rooms'
import type { Peer } from '@comice/core'
import { recordsOf, SETTING_KIND } from '@comice/home/records'
import { type Codec, homeText } from '@comice/protocol'
import c from 'compact-encoding'
import type { PersonalRecords } from '../personal/personal-records.ts'
import type { OpenRooms } from './open-rooms.ts'

/** What others may see. */
export interface PresenceChoice {
  /** That one looks at a room. */
  readonly here: boolean
  /** That one writes a message. */
  readonly typing: boolean
}

const flag: Codec<number> = c.uint
const ON = 'on'
const OFF = 'off'

export interface PresencesParts {
  readonly peer: Peer
  readonly rooms: OpenRooms
  readonly records: PersonalRecords
}

export class Presences {
  readonly presence: Presence
  readonly #peer: Peer
  readonly #records: PersonalRecords

  constructor({ peer, rooms, records }: PresencesParts) {
    this.#peer = peer
    this.#records = records
    this.presence = new Presence(peer)
    rooms.on('room-opened', (room) => this.presence.follow(room))
  }

  of(room: string): Promise<Present[]> {
    return this.presence.of(room)
  }

  /** Shows as much of it as the user wants others to see. */
  async show(room: string, { isHere, isTyping }: Shown): Promise<void> {
    const { here, typing } = await this.choice()
    this.presence.show(room, { isHere: isHere && here, isTyping: isTyping && typing })
  }

  /** Everything, unless it was switched off, on any device of the user. */
  async choice(): Promise<PresenceChoice> {
    const [here, typing] = await Promise.all([this.#isOn('here'), this.#isOn('typing')])
    return { here, typing }
  }

  async choose(wish: Partial<PresenceChoice>): Promise<PresenceChoice> {
    await this.#records.ready()
    const given = Object.entries(wish).map(([what, on]) => ({
      key: SETTING_KIND.keyOf(`presence-${what}`),
      value: homeText.encode({ text: on ? ON : OFF }),
    }))
    await this.#records.put(given)
    return this.choice()
  }

  async #isOn(what: keyof PresenceChoice): Promise<boolean> {
    await this.#records.ready()
    const chosen = recordsOf(this.#records, SETTING_KIND).get(`presence-${what}`)
    if (chosen !== null) return chosen.text !== OFF
    // Where it was chosen by an earlier version, for this device alone.
    return (await (await this.#peer.profile.collection('presence-choice', flag)).get(what)) !== 0
  }
}
