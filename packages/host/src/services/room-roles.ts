/**
 * Roles in rooms, for grants: whoever has at least that role in a room of this node may do what was granted to the role. The
 * room's log says whose devices are in, so a device needs to prove nothing beside its key.
 */
import type { Peer, PeerConnection, Principal } from '@comice/core'
import { encodeKey, type Role, ROLES } from '@comice/protocol'
import { Looks, type Room } from '@comice/rooms'
import { ROLES_WAIT_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { OpenRooms } from './open-rooms.ts'
import { isGrantedToRoles } from './role-grants.ts'

/** A role that can be named. */
type NamedRole = (typeof ROLES)[number]

interface Followed {
  readonly room: Room
  readonly looks: Looks
  /** By device, as z32. Empty while nothing is granted to a role of the room. */
  roleByDevice: ReadonlyMap<string, Role>
}

const NOBODY: ReadonlyMap<string, Role> = new Map()

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
      for (const { looks } of this.#followedById.values()) looks.soon()
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
    // One look at a time; one that failed is made again.
    const looks = new Looks({
      look: () => this.#look(followed),
      onfailure: (error) => this.#peer.logger.debug({ error, room: room.id }, 'could not read roles'),
    })
    const followed: Followed = { room, looks, roleByDevice: NOBODY }
    this.#followedById.set(room.id, followed)
    room.on('event', (event) => {
      if (event.type === 'state' && event.state === 'closed') this.#forget(followed)
      else if (event.type === 'state' || event.type === 'members') looks.soon()
    })
    looks.soon()
  }

  #forget({ room, looks }: Followed): void {
    this.#followedById.delete(room.id)
    this.#peer.grants.recheck()
    looks.close().catch((error: unknown) => this.#peer.logger.debug({ error, room: room.id }, 'roles'))
  }

  /** A room that cannot be read, or not at once, lets nobody do anything until it can. */
  async #look(followed: Followed): Promise<void> {
    const late = setTimeout(() => this.#set(followed, NOBODY), ROLES_WAIT_MS)
    try {
      this.#set(followed, await this.#read(followed.room))
    } catch (error) {
      this.#set(followed, NOBODY)
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  #set(followed: Followed, roleByDevice: ReadonlyMap<string, Role>): void {
    followed.roleByDevice = roleByDevice
    this.#peer.grants.recheck()
  }

  /** Nobody, where this device is not in itself: it would not hear of it when somebody is put out. */
  async #read(room: Room): Promise<ReadonlyMap<string, Role>> {
    if (!isGrantedToRoles(this.#peer, room.id) || room.state !== 'member') return NOBODY
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
