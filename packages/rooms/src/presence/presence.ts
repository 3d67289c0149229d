/**
 * Who looks at a room now, and who types. Told over the connections to members' devices, kept in memory, and forgotten
 * in a moment; nothing of it is in a room's log. Who says nothing is not seen.
 */
import { EventEmitter } from 'node:events'
import type { Peer, PeerConnection } from '@comice/core'
import { encodeKey, type PresenceNote } from '@comice/protocol'
import { PRESENCE_LIFETIME_MS, PRESENCE_REPEAT_MS, TYPING_LIFETIME_MS } from '../constants.ts'
import type { Room } from '../room/room.ts'
import { PresenceChannel } from './presence-channel.ts'

/** What one shows of oneself in a room. */
export interface Shown {
  readonly isHere: boolean
  readonly isTyping: boolean
}

/** Somebody else who is in a room now. */
export interface Present {
  /** Identity, as z-base-32. */
  readonly member: string
  readonly isTyping: boolean
}

export interface PresenceEvents {
  /** Somebody came, went, types or stopped, in the room with this id. */
  update: [room: string]
}

interface Seen {
  readonly hereUntil: number
  readonly typesUntil: number
}

interface Followed {
  readonly room: Room
  /** Members by their devices, as z-base-32. Null while it must be read again. */
  members: Promise<ReadonlyMap<string, string>> | null
  /** What was said last, by device. At most one of each device that is in the room. */
  readonly seen: Map<string, Seen>
  shown: Shown & { readonly until: number }
}

const NOTHING = { isHere: false, isTyping: false, until: 0 }

/** The presence of this peer, in the rooms that it follows. */
export class Presence extends EventEmitter<PresenceEvents> {
  readonly #peer: Peer
  readonly #followed = new Map<string, Followed>()
  readonly #channels = new Map<PeerConnection, PresenceChannel>()
  readonly #detach: () => void
  readonly #repeating: NodeJS.Timeout
  readonly #expiring: NodeJS.Timeout

  constructor(peer: Peer) {
    super()
    this.#peer = peer
    this.#detach = peer.attach((connection) => this.#welcome(connection))
    peer.network.on('disconnection', this.#onend)
    this.#repeating = setInterval(() => this.#repeat(), PRESENCE_REPEAT_MS).unref()
    this.#expiring = setInterval(() => this.#expire(), TYPING_LIFETIME_MS / 4).unref()
    peer.beforeClose(() => Promise.resolve(this.close()))
  }

  /** Until the room closes. */
  follow(room: Room): void {
    if (this.#followed.has(room.id)) return
    const followed: Followed = { room, members: null, seen: new Map(), shown: NOTHING }
    this.#followed.set(room.id, followed)
    room.on('event', (event) => {
      if (event.type === 'members') followed.members = null
      if (event.type !== 'state' || event.state !== 'closed') return
      if (this.#followed.get(room.id) === followed) this.#followed.delete(room.id)
    })
  }

  /** Says to the members who are connected whether one is here. It is over unless it is said again within 40 s. */
  show(room: string, { isHere, isTyping }: Shown): void {
    const followed = this.#followed.get(room)
    if (followed === undefined) return
    const before = followed.shown
    const until = this.#peer.now() + PRESENCE_LIFETIME_MS
    followed.shown = { isHere, isTyping: isHere && isTyping, until }
    // To be typing runs out soon, so it is said again each time.
    if (before.isHere === isHere && before.isTyping === isTyping && !isTyping) return
    this.#tellAll(followed)
  }

  /** Who else is in that room now. */
  async of(room: string): Promise<Present[]> {
    const followed = this.#followed.get(room)
    if (followed === undefined) return []
    const members = await this.#membersOf(followed)
    const now = this.#peer.now()
    const typing = new Map<string, boolean>()
    for (const [device, { hereUntil, typesUntil }] of followed.seen) {
      const member = members.get(device)
      if (member === undefined || hereUntil <= now) continue
      typing.set(member, typing.get(member) === true || typesUntil > now)
    }
    typing.delete(encodeKey(this.#peer.identity.publicKey))
    return [...typing].map(([member, isTyping]) => ({ member, isTyping }))
  }

  close(): void {
    clearInterval(this.#repeating)
    clearInterval(this.#expiring)
    this.#detach()
    this.#peer.network.off('disconnection', this.#onend)
    for (const channel of this.#channels.values()) channel.close()
    this.#channels.clear()
    this.#followed.clear()
  }

  readonly #onend = (connection: PeerConnection): void => {
    this.#channels.get(connection)?.close()
    this.#channels.delete(connection)
    const device = encodeKey(connection.remotePublicKey)
    // A better connection may have taken its place.
    if (!this.#isConnected(device)) this.#forget(device)
  }

  #welcome(connection: PeerConnection): void {
    const device = encodeKey(connection.remotePublicKey)
    const onnote = (note: PresenceNote) => {
      this.#take(note, device).catch((error: unknown) =>
        this.#peer.logger.debug({ error }, 'a note of presence was not taken'),
      )
    }
    const channel = new PresenceChannel({ connection, now: this.#peer.now, onnote })
    this.#channels.set(connection, channel)
    for (const followed of this.#followed.values()) {
      if (followed.shown.isHere) this.#tell(followed, [[connection, channel]])
    }
  }

  async #take({ discoveryKey, isHere, isTyping }: PresenceNote, device: string): Promise<void> {
    const id = encodeKey(discoveryKey)
    const followed = [...this.#followed.values()].find(({ room }) => encodeKey(room.discoveryKey) === id)
    if (followed === undefined) return
    // Anybody may know a discovery key; only members' devices are told of, and remembered.
    if (!(await this.#membersOf(followed)).has(device)) return
    const now = this.#peer.now()
    const before = followed.seen.get(device)
    if (!isHere && before === undefined) return
    if (!isHere) followed.seen.delete(device)
    else {
      const typesUntil = isTyping ? now + TYPING_LIFETIME_MS : 0
      followed.seen.set(device, { hereUntil: now + PRESENCE_LIFETIME_MS, typesUntil })
    }
    const wasTyping = (before?.typesUntil ?? 0) > now
    if (before === undefined || !isHere || wasTyping !== isTyping) this.emit('update', followed.room.id)
  }

  #repeat(): void {
    const now = this.#peer.now()
    for (const followed of this.#followed.values()) {
      const { isHere, until } = followed.shown
      // Whoever showed it does not say so any more: its program may have ended.
      if (isHere && until <= now) followed.shown = NOTHING
      if (isHere) this.#tellAll(followed)
    }
  }

  #expire(): void {
    const now = this.#peer.now()
    for (const { room, seen } of this.#followed.values()) {
      let isChanged = false
      for (const [device, { hereUntil, typesUntil }] of seen) {
        if (hereUntil > now && (typesUntil === 0 || typesUntil > now)) continue
        isChanged = true
        if (hereUntil <= now) seen.delete(device)
        else seen.set(device, { hereUntil, typesUntil: 0 })
      }
      if (isChanged) this.emit('update', room.id)
    }
  }

  #forget(device: string): void {
    for (const { room, seen } of this.#followed.values())
      if (seen.delete(device)) this.emit('update', room.id)
  }

  #isConnected(device: string): boolean {
    return [...this.#channels.keys()].some(({ remotePublicKey }) => encodeKey(remotePublicKey) === device)
  }

  #tellAll(followed: Followed): void {
    this.#tell(followed, [...this.#channels])
  }

  /** Only members are told: who else knows the room's topic learns nothing. */
  #tell(followed: Followed, channels: readonly (readonly [PeerConnection, PresenceChannel])[]): void {
    const { discoveryKey } = followed.room
    this.#membersOf(followed).then(
      (members) => {
        const { isHere, isTyping } = followed.shown
        for (const [{ remotePublicKey }, channel] of channels) {
          if (members.has(encodeKey(remotePublicKey))) channel.send({ discoveryKey, isHere, isTyping })
        }
      },
      (error: unknown) => this.#peer.logger.debug({ error }, 'presence was not told'),
    )
  }

  #membersOf(followed: Followed): Promise<ReadonlyMap<string, string>> {
    followed.members ??= followed.room.devices().then((devices) => {
      return new Map(devices.map(({ key, member }) => [encodeKey(key), member]))
    })
    // The room was closing, or in between: it is read again when it is needed.
    followed.members.catch(() => (followed.members = null))
    return followed.members
  }
}
