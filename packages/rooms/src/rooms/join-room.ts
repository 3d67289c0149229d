/** How a device gets into a room: asks with the invite, opens what it is given, waits until it may write. */
import type { Peer } from '@comice/core'
import { normalizeName, type RoomEntry } from '@comice/protocol'
import type BlindPairing from 'blind-pairing'
import { JOIN_TIMEOUT_MS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { askToJoin, type RoomSecrets } from '../invite/candidate.ts'
import { createDeviceRecord } from '../invite/device-record.ts'
import { type ReadInvite, readInvite } from '../invite/invite-text.ts'
import type { AutobaseRoom } from '../room/room-autobase.ts'
import type { Room, RoomStateName } from '../room/room.ts'
import { writerCoreKeys } from './writer-core-keys.ts'

export interface JoinOptions {
  /** What this person is called in the room. Default: none. */
  nickname?: string
  /** Gives up. What was admitted stays: joining again goes on. */
  signal?: AbortSignal
  /** Default 60,000 ms. */
  timeoutMs?: number
}

/** The part of the service that joining needs. */
export interface RoomShelf {
  adopt(entry: RoomEntry): Promise<AutobaseRoom>
  forget(room: AutobaseRoom): Promise<void>
  known(discoveryKey: Uint8Array): Promise<AutobaseRoom | null>
}

export interface JoinScope {
  peer: Peer
  pairing: BlindPairing
  rooms: RoomShelf
}

/** Stands for the room's name until the first look into it. */
const UNNAMED = 'room'

/** See `Rooms.join`. */
export async function joinRoom(inviteText: string, options: JoinOptions, scope: JoinScope): Promise<Room> {
  const invite = readInvite(inviteText)
  const name = options.nickname === undefined ? '' : normalizeName(options.nickname)
  const known = await scope.rooms.known(invite.discoveryKey)
  if (known !== null && known.state === 'member') return known

  const { timeoutMs = JOIN_TIMEOUT_MS } = options
  const deadline = AbortSignal.timeout(timeoutMs)
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal])
  let room: AutobaseRoom | null = null
  try {
    const secrets = await ask(invite, { name, signal }, scope)
    room = known ?? (await keep(secrets, scope))
    await untilMember(room, { signal, rooms: scope.rooms })
    await keep({ ...secrets, name: room.name }, scope)
    return room
  } catch (error) {
    if (deadline.aborted) throw timeoutError({ room, invite, timeoutMs, now: scope.peer.now() })
    throw options.signal?.aborted ? RoomErrors.JOIN_ABORTED() : error
  }
}

function timeoutError(facts: {
  room: AutobaseRoom | null
  invite: ReadInvite
  timeoutMs: number
  now: number
}): Error {
  const { room, invite, timeoutMs, now } = facts
  if (room?.state === 'pending') return RoomErrors.JOIN_PENDING({ waitedMs: timeoutMs })
  if (room !== null) return RoomErrors.ROOM_INCOMPLETE({ waitedMs: timeoutMs })
  // Members judge by their clocks, so ours only says why nobody may have answered.
  const seemsExpired = invite.expiresAt !== 0 && now >= invite.expiresAt
  return seemsExpired ? RoomErrors.INVITE_EXPIRED() : RoomErrors.ROOM_UNREACHABLE({ waitedMs: timeoutMs })
}

async function ask(
  invite: ReadInvite,
  { name, signal }: { name: string; signal: AbortSignal },
  { peer, pairing }: JoinScope,
): Promise<RoomSecrets> {
  const writer = await writerCoreKeys(peer, invite.discoveryKey)
  const device = createDeviceRecord(peer.identity, { writer, name, context: invite.id })
  return askToJoin(pairing, { invite, device, signal })
}

function keep(room: RoomSecrets & { name?: string }, { peer, rooms }: JoinScope): Promise<AutobaseRoom> {
  const { key, encryptionKey, name = UNNAMED } = room
  const now = peer.now()
  return rooms.adopt({ key, encryptionKey, name, joinedAt: now, lastOpenedAt: now })
}

/** A room that we were removed from may take us in again. */
const STILL: ReadonlySet<RoomStateName> = new Set(['joining', 'pending', 'removed'])

/** Resolves when the room has taken us in. Forgets a room that refused us. */
async function untilMember(
  room: AutobaseRoom,
  { signal, rooms }: { signal: AbortSignal; rooms: RoomShelf },
): Promise<void> {
  const settled = Promise.withResolvers<void>()
  const look = () => {
    if (room.state === 'member') settled.resolve()
    else if (!STILL.has(room.state)) settled.reject(room.problem ?? RoomErrors.ROOM_CLOSED())
  }
  const onabort = () => settled.reject(signal.reason)
  room.on('event', look)
  signal.addEventListener('abort', onabort, { once: true })
  if (signal.aborted) onabort()
  look()
  try {
    await settled.promise
  } catch (error) {
    if (room.state === 'refused') await rooms.forget(room)
    throw error
  } finally {
    room.off('event', look)
    signal.removeEventListener('abort', onabort)
  }
}
