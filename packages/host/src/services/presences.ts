/** Who is in the open rooms now, and what the user wants others to see of that. */
import { Presence, type Present, type Shown } from '@comice/rooms'
import type { Peer } from '@comice/core'
import c from 'compact-encoding'
import type { Codec } from '@comice/protocol'
import type { Collection } from '@comice/storage'
import type { OpenRooms } from './open-rooms.ts'

/** What others may see. */
export interface PresenceChoice {
  /** That one looks at a room. */
  readonly here: boolean
  /** That one writes a message. */
  readonly typing: boolean
}

const flag: Codec<number> = c.uint

export class Presences {
  readonly presence: Presence
  readonly #peer: Peer

  constructor(peer: Peer, rooms: OpenRooms) {
    this.#peer = peer
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

  /** Everything, unless it was switched off. */
  async choice(): Promise<PresenceChoice> {
    const choices = await this.#choices()
    const [here, typing] = await Promise.all([choices.get('here'), choices.get('typing')])
    return { here: here !== 0, typing: typing !== 0 }
  }

  async choose(wish: Partial<PresenceChoice>): Promise<PresenceChoice> {
    const choices = await this.#choices()
    const given = Object.entries(wish).map(([key, on]) => ({ key, value: on ? 1 : 0 }))
    await choices.putAll(given)
    return this.choice()
  }

  #choices(): Promise<Collection<number>> {
    return this.#peer.profile.collection('presence-choice', flag)
  }
}
