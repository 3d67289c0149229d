/**
 * Rooms that are not open and wait for somebody: a peer that has the room, or one that asks to be let in. A room that is
 * asleep costs its topic and an entry of two maps; its Autobase, cores and view are not opened. See
 * docs/decisions/0210-rooms-sleep.md.
 */
import type { Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import b4a from 'b4a'
import type BlindPairing from 'blind-pairing'

interface Sleeper {
  readonly session: ReturnType<Peer['wakeup']['session']>
  readonly member: BlindPairing.Member
}

export interface SleepingRoom {
  readonly id: string
  readonly key: Uint8Array
  readonly discoveryKey: Uint8Array
  /** Ids of the invites that the room had; null: any request to be let in wakes it. */
  readonly invites: ReadonlySet<string> | null
  /** Somebody is there. The room is to be opened, which ends the wait. */
  readonly onwake: () => void
}

export class SleepingRooms {
  readonly #peer: Peer
  readonly #pairing: BlindPairing
  readonly #sleepersById = new Map<string, Sleeper>()

  constructor(peer: Peer, pairing: BlindPairing) {
    this.#peer = peer
    this.#pairing = pairing
  }

  has(id: string): boolean {
    return this.#sleepersById.has(id)
  }

  add({ id, key, discoveryKey, invites, onwake }: SleepingRoom): void {
    if (this.has(id)) return
    // When the peer is in the list of peers, which the base then looks through.
    const wake = () => queueMicrotask(onwake)
    // A peer proves that it knows the room's key before it is one.
    const session = this.#peer.wakeup.session(key, { discoveryKey, onpeeradd: wake })
    if (session.peers.length > 0) wake()
    const member = this.#pairing.addMember({
      discoveryKey: b4a.from(discoveryKey),
      // Who asks does so again of the room when it is open: the channel of this wait closes then.
      // Who knows the topic alone wakes nothing. An invite that was made since comes with a member who has the room.
      onadd: ({ inviteId }) => {
        if (invites === null || invites.has(encodeKey(inviteId))) wake()
        return Promise.resolve()
      },
    })
    this.#sleepersById.set(id, { session, member })
  }

  /** Ends the wait of a room that opens, before it serves its invites itself. */
  async end(id: string): Promise<void> {
    const sleeper = this.#sleepersById.get(id)
    if (sleeper === undefined) return
    this.#sleepersById.delete(id)
    await sleeper.member.close()
    sleeper.session.destroy()
  }

  async close(): Promise<void> {
    for (const id of [...this.#sleepersById.keys()]) await this.end(id)
  }
}
