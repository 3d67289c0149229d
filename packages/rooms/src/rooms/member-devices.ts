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

  /** Reads the room's devices now and whenever its people change. Returns a function that forgets them. */
  follow(room: AutobaseRoom): () => void {
    let seenChanges = -1
    const look = async () => {
      const { personChanges } = await room.reader.view((view) => view.state())
      if (personChanges === seenChanges) return
      const devices = new Set((await room.reader.devices()).map(encodeKey))
      seenChanges = personChanges
      if (room.state !== 'closed') this.#devicesByRoom.set(room.id, devices)
    }
    const onupdate = () => {
      look().catch((error: unknown) =>
        this.#peer.logger.debug({ error, room: room.id }, 'devices were not read'),
      )
    }
    room.on('update', onupdate)
    onupdate()
    return () => {
      room.off('update', onupdate)
      this.#devicesByRoom.delete(room.id)
    }
  }

  close(): void {
    this.#takeBack()
    this.#devicesByRoom.clear()
  }
}
