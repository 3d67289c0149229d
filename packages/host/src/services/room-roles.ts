/**
 * Roles in rooms, for grants: whoever has at least that role in a room of this node may do what was granted to the role. The
 * room's log says whose devices are in, so a device needs to prove nothing beside its key.
 */
import type { Peer, PeerConnection, Principal } from '@comice/core'
import { encodeKey, type Role, ROLES } from '@comice/protocol'
import type { Room } from '@comice/rooms'
import { HostErrors } from '../errors.ts'
import type { OpenRooms } from './open-rooms.ts'
import { isGrantedToRoles } from './role-grants.ts'

/** A role that can be named. */
type NamedRole = (typeof ROLES)[number]

interface Followed {
  readonly room: Room
  /** By device, as z32. Empty while nothing is granted to a role of the room. */
  roleByDevice: ReadonlyMap<string, Role>
  isLooking: boolean
  /** Something has changed while it was looked. */
  isStale: boolean
}

export class RoomRoles {
  readonly #peer: Peer
  readonly #rooms: OpenRooms
  readonly #followedById = new Map<string, Followed>()

  constructor(peer: Peer, rooms: OpenRooms) {
    this.#peer = peer
    this.#rooms = rooms
    rooms.on('room-opened', (room) => this.#follow(room))
    peer.grants.addResolver((connection) => this.#principalsOf(connection))
    peer.grants.onChange(() => {
      for (const followed of this.#followedById.values()) this.#look(followed)
    })
  }

  /** Whom `<room>:<role>` means; the room by name, id or the beginning of that. @throws ROLE_INVALID, ROOM_NOT_FOUND */
  async principal(text: string): Promise<Principal> {
    const at = text.lastIndexOf(':')
    const role = ROLES.find((one) => one === text.slice(at + 1))
    if (at < 1 || role === undefined) throw HostErrors.ROLE_INVALID({ roles: ROLES.join(', ') })
    const room = await this.#rooms.open(text.slice(0, at))
    return { kind: 'role', key: keyOf(room.id, role) }
  }

  /** How a person calls it: with the room's name, or its id when it is not open. */
  nameOf({ key }: Principal): string {
    const [id = '', role = ''] = key.split(':')
    return `${this.#followedById.get(id)?.room.name ?? id.slice(0, 8)}:${role}`
  }

  #follow(room: Room): void {
    if (this.#followedById.has(room.id)) return
    const followed: Followed = { room, roleByDevice: new Map(), isLooking: false, isStale: false }
    this.#followedById.set(room.id, followed)
    room.on('event', (event) => {
      if (event.type === 'state' && event.state === 'closed') {
        this.#followedById.delete(room.id)
        this.#peer.grants.recheck()
      } else if (event.type === 'state' || event.type === 'members') this.#look(followed)
    })
    this.#look(followed)
  }

  /** One look at a time; what changes meanwhile is looked at after it. */
  #look(followed: Followed): void {
    followed.isStale = true
    if (!followed.isLooking) void this.#lookUntilFresh(followed)
  }

  async #lookUntilFresh(followed: Followed): Promise<void> {
    followed.isLooking = true
    while (followed.isStale) {
      followed.isStale = false
      // A room that cannot be read lets nobody do anything.
      followed.roleByDevice = await this.#read(followed.room).catch(() => new Map<string, Role>())
      this.#peer.grants.recheck()
    }
    followed.isLooking = false
  }

  /** Nobody, where this device is not in itself: it would not hear of it when somebody is put out. */
  async #read(room: Room): Promise<Map<string, Role>> {
    if (!isGrantedToRoles(this.#peer, room.id) || room.state !== 'member') return new Map()
    const roleByMember = new Map((await room.members()).map(({ id, role }) => [id, role]))
    return new Map(
      (await room.devices()).flatMap(({ key, member }) => {
        const role = roleByMember.get(member)
        return role === undefined ? [] : [[encodeKey(key), role] as const]
      }),
    )
  }

  #principalsOf({ remotePublicKey }: PeerConnection): Principal[] {
    const device = encodeKey(remotePublicKey)
    return [...this.#followedById.values()].flatMap(({ room, roleByDevice }) => {
      const has = ROLES.findIndex((role) => role === roleByDevice.get(device))
      // An owner is a moderator and a member, too.
      const roles = has === -1 ? [] : ROLES.slice(has)
      return roles.map((role) => ({ kind: 'role', key: keyOf(room.id, role) }) as const)
    })
  }
}

function keyOf(room: string, role: NamedRole): string {
  return `${room}:${role}`
}
