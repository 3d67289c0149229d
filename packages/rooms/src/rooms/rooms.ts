/** The rooms of a peer: makes, joins, lists and opens them. */
import { createEpoch, type Peer, sealEpochKey } from '@comice/core'
import {
  CREATOR_CONTEXT,
  type CreateOp,
  encodeKey,
  encodeOperation,
  isComiceError,
  type KnownOperation,
  normalizeName,
  ROOM_VERSION,
  roomEntry,
  type RoomEntry,
} from '@comice/protocol'
import type { Collection } from '@comice/storage'
import BlindPairing from 'blind-pairing'
import crypto from 'hypercore-crypto'
import { openBase, type OpenBaseOptions, type RoomBase, roomNamespace } from '../base/open-base.ts'
import { ACK_INTERVAL_MS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { Admitter } from '../invite/admitter.ts'
import { createDeviceRecord, writerKeysOf } from '../invite/device-record.ts'
import { PairingSwarm } from '../invite/pairing-swarm.ts'
import { AutobaseRoom } from '../room/room-autobase.ts'
import { RoomCaretaker } from '../room/room-caretaker.ts'
import { createOwnDeviceRequest, type OwnDeviceRequest } from '../room/room-own-devices.ts'
import type { Room } from '../room/room.ts'
import { SigningCaretaker } from '../signing/signing-caretaker.ts'
import type { KnownRoomKind } from '../view/view-encoding.ts'
import { joinRoom, type JoinOptions } from './join-room.ts'
import { MemberDevices } from './member-devices.ts'
import { findRoom } from './room-lookup.ts'
import { SleepingRooms } from './sleeping-rooms.ts'

export interface RoomsOptions {
  /** Quiet time before this peer, as the indexer of a room, acknowledges others' messages. Default 1,000 ms. */
  ackIntervalMs?: number
}

export interface CreateRoomOptions {
  name: string
  /** What this person is called in the room. Default: none. */
  nickname?: string
  /**
   * Version of the room's format. In 2, the default, messages are sealed, there are roles, and people can be removed; 1 is for
   * members whose Comice does not know it yet.
   */
  format?: 1 | 2
  /** What it is for, in format 2. Default `group`. */
  kind?: KnownRoomKind
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

/** In the second format with the first epoch, so that nothing is ever said in it in plain. */
function firstOperations(create: CreateOp, roomKind: KnownRoomKind): KnownOperation[] {
  const made: KnownOperation = { kind: 'create', ...create }
  if (create.roomVersion < 2) return [made]
  const { writerKey, deviceKey } = create.creator
  const epoch = createEpoch(writerKey)
  const sealed = [sealEpochKey(epoch, deviceKey)].filter((one) => one !== null)
  return [
    made,
    { kind: 'room-kind', roomKind },
    { kind: 'epoch', epochId: epoch.id, links: [], without: [], sealed },
  ]
}

// A room that is being made has nobody to tell: its first append fails, and says why.
const ignore = () => undefined

/** See {@link createRooms}. */
export class Rooms implements AsyncDisposable {
  readonly #peer: Peer
  readonly #entries: Collection<RoomEntry>
  readonly #ackIntervalMs: number
  readonly #swarm: PairingSwarm
  readonly #pairing: BlindPairing
  readonly #memberDevices: MemberDevices
  readonly #sleeping: SleepingRooms
  /** By id; a room that is being opened is in here too, so that two callers get the same. */
  readonly #open = new Map<string, Promise<AutobaseRoom>>()
  #closing: Promise<void> | null = null

  constructor(peer: Peer, entries: Collection<RoomEntry>, { ackIntervalMs = ACK_INTERVAL_MS }: RoomsOptions) {
    this.#peer = peer
    this.#entries = entries
    this.#ackIntervalMs = ackIntervalMs
    this.#swarm = new PairingSwarm(peer)
    this.#pairing = new BlindPairing(this.#swarm.asHyperswarm())
    this.#memberDevices = new MemberDevices(peer)
    this.#sleeping = new SleepingRooms(peer, this.#pairing)
    this.#swarm.start()
    peer.beforeClose(() => this.close())
  }

  /** Makes a room; this person owns it. Resolves when it is on this disk. @throws NAME_INVALID */
  async create({ name, nickname, format = ROOM_VERSION, kind = 'group' }: CreateRoomOptions): Promise<Room> {
    this.#assertOpen()
    const roomName = normalizeName(name)
    const memberName = nickname === undefined ? '' : normalizeName(nickname)
    const encryptionKey = crypto.randomBytes(32)
    // The core's key is the room's, so it cannot be in the room's namespace; the store finds it by key later.
    const namespace = `comice new room ${encodeKey(crypto.randomBytes(32))}`
    const base = await this.#openBase({
      key: null,
      encryptionKey,
      namespace,
      onerror: ignore,
      onrollback: ignore,
    })
    const writer = writerKeysOf(base.local)
    const creator = createDeviceRecord(this.#peer.identity, {
      writer,
      name: memberName,
      context: CREATOR_CONTEXT,
    })
    const createdAt = this.#peer.now()
    const founding = firstOperations({ roomName, creator, createdAt, roomVersion: format }, kind)
    // Each alone: a newcomer reads the first batches of the creator's core before they go forward, and a batch is read whole.
    for (const operation of founding) await base.append(encodeOperation(operation))
    await base.close()
    return this.adopt({
      key: writer.key,
      encryptionKey,
      name: roomName,
      joinedAt: createdAt,
      lastOpenedAt: createdAt,
    })
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
  async sleep(id: string, onwake: () => void): Promise<void> {
    this.#assertOpen()
    const entry = await this.#entries.get(id)
    if (entry === null) throw RoomErrors.ROOM_NOT_FOUND()
    if (this.#open.has(id) || this.#closing !== null) return
    this.#sleeping.add({ id, key: entry.key, discoveryKey: crypto.discoveryKey(entry.key), onwake })
  }

  /** What another device of this person needs to have the rooms of this profile too: keys among it. */
  async entries(): Promise<RoomEntry[]> {
    const entries: RoomEntry[] = []
    for await (const { value } of this.#entries.list()) entries.push(value)
    return entries
  }

  /** Keeps and opens a room of another device of this person. What is known already is opened. */
  async add(entry: Omit<RoomEntry, 'lastOpenedAt'>): Promise<Room> {
    this.#assertOpen()
    const known = await this.#entries.get(encodeKey(entry.key))
    return known === null ? this.adopt({ ...entry, lastOpenedAt: 0 }) : this.#opened(known)
  }

  /** What a device of this person that is in a room needs to let this one in: see `Room.ownDevices`. */
  async requestEntry(room: Room): Promise<OwnDeviceRequest> {
    return createOwnDeviceRequest(this.#peer, room)
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
    const id = encodeKey(entry.key)
    const known = this.#open.get(id)
    if (known !== undefined) {
      const room = await known
      if (room.state !== 'failed') return room
      // Opening it again may help: it does after a rollback.
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
