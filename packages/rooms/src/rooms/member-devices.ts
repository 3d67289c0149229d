/** The devices of the open rooms' members, in memory: connections of theirs go before those of strangers. */
import type { Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type { AutobaseRoom } from '../room/room-autobase.ts'

/** See the module's text. */
export class MemberDevices {
  readonly #peer: Peer
  readonly #devicesByRoom = new Map<string, ReadonlySet<string>>()
  readonly #takeBack: () => void

  constructor(peer: Peer) {
    this.#peer = peer
    this.#takeBack = peer.acquaintances.vouch((devicePublicKey) => this.has(devicePublicKey))
  }

  has(devicePublicKey: Uint8Array): boolean {
    const key = encodeKey(devicePublicKey)
    return [...this.#devicesByRoom.values()].some((devices) => devices.has(key))
  }

  /** Reads the room's devices now and whenever its members change, until it closes. */
  follow(room: AutobaseRoom): void {
    const read = () => {
      room.reader.devices().then(
        (keys) => room.state !== 'closed' && this.#devicesByRoom.set(room.id, new Set(keys.map(encodeKey))),
        (error: unknown) => this.#peer.logger.debug({ error, room: room.id }, 'the members’ devices were not read'),
      )
    }
    room.on('event', (event) => {
      if (event.type === 'members') read()
      if (event.type === 'state' && event.state === 'closed') this.#devicesByRoom.delete(room.id)
    })
    read()
  }

  close(): void {
    this.#takeBack()
    this.#devicesByRoom.clear()
  }
}
