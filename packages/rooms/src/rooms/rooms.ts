/** The rooms of a peer: makes, joins, lists and opens them. */
import type { Peer } from '@comice/core'
import { encodeKey, isComiceError, roomEntry, type RoomEntry } from '@comice/protocol'
import type { Collection } from '@comice/storage'
import BlindPairing from 'blind-pairing'
import crypto from 'hypercore-crypto'
import { openBase, type OpenBaseOptions, type RoomBase, roomNamespace } from '../base/open-base.ts'
import { ACK_INTERVAL_MS, MAX_LISTED_ROOMS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { Admitter } from '../invite/admitter.ts'
import { PairingSwarm } from '../invite/pairing-swarm.ts'
import { AutobaseRoom } from '../room/room-autobase.ts'
import { RoomCaretaker } from '../room/room-caretaker.ts'
import { createOwnDeviceRequest, type OwnDeviceRequest } from '../room/room-own-devices.ts'
import type { Room } from '../room/room.ts'
import { SigningCaretaker } from '../signing/signing-caretaker.ts'
import {
  assertDeletable,
  clearCores,
  coreKeysOf,
  type DeleteRoomOptions,
  forgetKey,
  keyHoldersOf,
} from './delete-room.ts'
import { joinRoom, type JoinOptions } from './join-room.ts'
import { type CreateRoomOptions, makeRoom, type NewRoomScope } from './make-room.ts'
import { MemberDevices } from './member-devices.ts'
import { findRoom } from './room-lookup.ts'
import { SleepingRooms } from './sleeping-rooms.ts'

export type { CreateRoomOptions } from './make-room.ts'

export interface RoomsOptions {
  /** Quiet time before this peer, as the indexer of a room, acknowledges others' messages. Default 1,000 ms. */
  ackIntervalMs?: number
  /** Rooms of the profile beyond which {@link Rooms.add} takes none. Default 1,000. */
  maxListedRooms?: number
}

export interface SleepOptions {
  /** Ids of all invites that the room had when it was last open: who asks by another one does not wake it. Default: any request does. */
  readonly invites?: readonly string[]
}

/** A room of this profile, open or not. */
export interface RoomSummary {
  /** Its key, as z-base-32. */
  readonly id: string
  readonly name: string
  /** Unix time in ms. */
  readonly joinedAt: number
  readonly lastOpenedAt: number
  readonly isOpen: boolean
}

/**
 * The rooms of `peer`. Nothing is opened until asked; `peer.close()` closes what is open.
 *
 * ```ts
 * const rooms = await createRooms(peer)
 * const room = await rooms.create({ name: 'garden', nickname: 'alice' })
 * await room.say('hello')
 * ```
 */
export async function createRooms(peer: Peer, options: RoomsOptions = {}): Promise<Rooms> {
  return new Rooms(peer, await peer.profile.collection('rooms', roomEntry.codec), options)
}

function failed(error: Error): Error {
  return RoomErrors.ROOM_FAILED({ reason: error.message }, { cause: error })
}

/** See {@link createRooms}. */
export class Rooms implements AsyncDisposable {
  readonly #peer: Peer
  readonly #entries: Collection<RoomEntry>
  readonly #ackIntervalMs: number
  readonly #maxListedRooms: number
  readonly #swarm: PairingSwarm
  readonly #pairing: BlindPairing
  readonly #memberDevices: MemberDevices
  readonly #sleeping: SleepingRooms
  /** By id; a room that is being opened is in here too, so that two callers get the same. */
  readonly #open = new Map<string, Promise<AutobaseRoom>>()
  /** Ids of rooms that nobody may open any more. */
  readonly #deleting = new Set<string>()
  #closing: Promise<void> | null = null

  constructor(peer: Peer, entries: Collection<RoomEntry>, options: RoomsOptions) {
    const { ackIntervalMs = ACK_INTERVAL_MS, maxListedRooms = MAX_LISTED_ROOMS } = options
    this.#peer = peer
    this.#entries = entries
    this.#ackIntervalMs = ackIntervalMs
    this.#maxListedRooms = maxListedRooms
    this.#swarm = new PairingSwarm(peer)
    this.#pairing = new BlindPairing(this.#swarm.asHyperswarm())
    this.#memberDevices = new MemberDevices(peer)
    this.#sleeping = new SleepingRooms(peer, this.#pairing)
    this.#swarm.start()
    peer.beforeClose(() => this.close())
  }

  /** Makes a room; this person owns it. Resolves when it is on this disk. @throws NAME_INVALID */
  async create(options: CreateRoomOptions): Promise<Room> {
    this.#assertOpen()
    const openBase: NewRoomScope['openBase'] = (base) => this.#openBase(base)
    return this.adopt(await makeRoom(options, { peer: this.#peer, openBase }))
  }

  /**
   * Joins by an invite. A member must be online. Resolves when this device may write; joining a room that is
   * already here opens it.
   *
   * @throws SECRET_TEXT_INVALID, INVITE_INVALID, INVITE_EXPIRED, INVITE_SPENT, INVITE_REFUSED, ROOM_UNREACHABLE,
   *   ROOM_INCOMPLETE, JOIN_ABORTED, NAME_INVALID
   */
  join(inviteText: string, options: JoinOptions = {}): Promise<Room> {
    this.#assertOpen()
    return joinRoom(inviteText, options, { peer: this.#peer, pairing: this.#pairing, rooms: this })
  }

  /** All rooms of this profile, by name. */
  async list(): Promise<RoomSummary[]> {
    const rooms: RoomSummary[] = []
    for await (const { key: id, value } of this.#entries.list()) {
      const { name, joinedAt, lastOpenedAt } = value
      rooms.push({ id, name, joinedAt, lastOpenedAt, isOpen: this.#open.has(id) })
    }
    return rooms.sort((a, b) => a.name.localeCompare(b.name))
  }

  /** Its id, by its id, its name, or the first characters of its id. @throws ROOM_NOT_FOUND, ROOM_AMBIGUOUS */
  async find(idOrName: string): Promise<string> {
    return findRoom(await this.list(), idOrName)
  }

  /** Opens a room by its id, its name, or the first characters of its id. @throws ROOM_NOT_FOUND, ROOM_AMBIGUOUS */
  async open(idOrName: string): Promise<Room> {
    this.#assertOpen()
    const id = await this.find(idOrName)
    const entry = await this.#entries.get(id)
    if (entry === null) throw RoomErrors.ROOM_NOT_FOUND()
    const opened = { ...entry, lastOpenedAt: this.#peer.now() }
    if (!this.#open.has(id)) await this.#entries.put(id, opened)
    return this.#opened(opened)
  }

  /**
   * Has a room that is not open wait for somebody: a peer that has it, or that asks to be let in by an invite. `onwake` is called
   * whenever one comes, to open it. One that is open stays so. @throws ROOM_NOT_FOUND
   */
  async sleep(id: string, onwake: () => void, { invites }: SleepOptions = {}): Promise<void> {
    this.#assertOpen()
    const entry = await this.#entries.get(id)
    if (entry === null) throw RoomErrors.ROOM_NOT_FOUND()
    if (this.#open.has(id) || this.#closing !== null) return
    const { key } = entry
    const known = invites === undefined ? null : new Set(invites)
    this.#sleeping.add({ id, key, discoveryKey: crypto.discoveryKey(key), invites: known, onwake })
  }

  /** What another device of this person needs to have the rooms of this profile too: keys among it. */
  async entries(): Promise<RoomEntry[]> {
    const entries: RoomEntry[] = []
    for await (const { value } of this.#entries.list()) entries.push(value)
    return entries
  }

  /** Keeps and opens a room of another device of this person. What is known already is opened. @throws ROOMS_FULL */
  async add(entry: Omit<RoomEntry, 'lastOpenedAt'>): Promise<Room> {
    this.#assertOpen()
    const known = await this.#entries.get(encodeKey(entry.key))
    if (known !== null) return this.#opened(known)
    const limit = this.#maxListedRooms
    if ((await this.entries()).length >= limit) throw RoomErrors.ROOMS_FULL({ limit })
    return this.adopt({ ...entry, lastOpenedAt: 0 })
  }

  /** What a device of this person that is in a room needs to let this one in: see `Room.ownDevices`. */
  async requestEntry(room: Room): Promise<OwnDeviceRequest> {
    return createOwnDeviceRequest(this.#peer, room)
  }

  /**
   * Deletes what is on this disk of a room that this person is not in any more; an invite leads in again.
   * @throws ROOM_NOT_FOUND, ROOM_AMBIGUOUS, ROOM_STILL_IN, LEAVE_UNHEARD
   */
  async delete(idOrName: string, options: DeleteRoomOptions = {}): Promise<void> {
    const { id } = await this.open(idOrName)
    const room = await this.#open.get(id)
    if (room === undefined) throw RoomErrors.ROOM_CLOSED()
    await assertDeletable(room, options)
    const keys = await coreKeysOf(room)
    const holders = keyHoldersOf(room)
    this.#deleting.add(id)
    try {
      await room.close()
      await room.files.clear()
      await clearCores(this.#peer, keys)
      await forgetKey(this.#peer, holders)
      // Last: what is cut off in between can be deleted again.
      await this.#entries.del(id)
      await this.#peer.profile.sync()
    } finally {
      this.#deleting.delete(id)
    }
  }

  /** Closes every room that is open, and serves no invites any more. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Keeps a room in this profile and opens it. For {@link joinRoom}. */
  async adopt(entry: RoomEntry): Promise<AutobaseRoom> {
    await this.#entries.put(encodeKey(entry.key), entry)
    await this.#peer.profile.sync()
    return this.#opened(entry)
  }

  /** Forgets a room that this device was not let into. For {@link joinRoom}. */
  async forget(room: AutobaseRoom): Promise<void> {
    await room.close()
    await this.#entries.del(room.id)
  }

  /** The room with this discovery key, if it is in this profile. For {@link joinRoom}. */
  async known(discoveryKey: Uint8Array): Promise<AutobaseRoom | null> {
    const wanted = encodeKey(discoveryKey)
    for await (const { value } of this.#entries.list()) {
      if (encodeKey(crypto.discoveryKey(value.key)) === wanted) return this.#opened(value)
    }
    return null
  }

  async #opened(entry: RoomEntry): Promise<AutobaseRoom> {
    // Whoever asked before the end, as a room that somebody woke: its base would stay open in a store that closes.
    this.#assertOpen()
    const id = encodeKey(entry.key)
    if (this.#deleting.has(id)) throw RoomErrors.ROOM_NOT_FOUND()
    const known = this.#open.get(id)
    if (known !== undefined) {
      const room = await known
      // Opening it again may help, as after a rollback, but makes this version no newer; the list opens all, again and again.
      if (room.state !== 'failed' || isComiceError(room.problem, 'ROOM_NEWER')) return room
      await room.close()
      return this.#opened(entry)
    }
    const opening = this.#openRoom(entry)
    this.#open.set(id, opening)
    opening.catch(() => this.#open.delete(id))
    return opening
  }

  async #openRoom({ key, encryptionKey, name }: RoomEntry): Promise<AutobaseRoom> {
    const id = encodeKey(key)
    const discoveryKey = crypto.discoveryKey(key)
    const parts: {
      room?: AutobaseRoom
      admitter?: Admitter
      forgetDevices?: () => void
      caretaker?: RoomCaretaker
      signing?: SigningCaretaker
    } = {}
    const stop = (problem: Error) => {
      this.#peer.logger.error({ error: problem, room: id }, 'a room stopped')
      parts.room?.fail(problem)
    }
    const base = await this.#openBase({
      key,
      encryptionKey,
      namespace: roomNamespace(discoveryKey),
      onerror: (error) => stop(isComiceError(error) ? error : failed(error)),
      onrollback: (rollback) => {
        stop(RoomErrors.ROOM_ROLLED_BACK({ ...rollback }))
        // At once: an acknowledgement of the base would be the fork.
        base
          .close()
          .catch((error: unknown) => this.#peer.logger.warn({ error, room: id }, 'could not close a room'))
      },
    })
    const onclose = async () => {
      this.#open.delete(id)
      parts.forgetDevices?.()
      await parts.caretaker?.close()
      await parts.signing?.close()
      await parts.admitter?.close()
    }
    const room = new AutobaseRoom({ peer: this.#peer, base, key, discoveryKey, name, onclose })
    parts.room = room
    try {
      await room.refresh()
    } catch (error) {
      // Or its base stays open, and the room cannot be opened again in this process.
      await room.close()
      throw error
    }
    parts.forgetDevices = this.#memberDevices.follow(room)
    await this.#sleeping.end(id)
    // Also joins the room's topic, where members meet.
    parts.admitter = new Admitter({ peer: this.#peer, pairing: this.#pairing, room })
    parts.caretaker = new RoomCaretaker(this.#peer, room)
    parts.signing = new SigningCaretaker(this.#peer, room)
    return room
  }

  #openBase(options: Omit<OpenBaseOptions, 'ackIntervalMs'>): Promise<RoomBase> {
    return openBase(this.#peer, { ...options, ackIntervalMs: this.#ackIntervalMs })
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw RoomErrors.ROOM_CLOSED()
  }

  async #close(): Promise<void> {
    const closings = [...this.#open.values()].map(async (opening) => (await opening).close())
    // A room that did not open has nothing to close; one that fails to close must not keep the others open.
    await Promise.allSettled(closings)
    await this.#sleeping.close()
    this.#memberDevices.close()
    this.#swarm.stop()
    await this.#pairing.close()
  }
}
