/** What this device is in a room, by the view. */
import { type DepartureRecord, type MuteRecord, type RoomRecord, ROOM_VERSION } from '@comice/protocol'
import b4a from 'b4a'
import type { RoomBase } from '../base/open-base.ts'
import { RoomErrors } from '../errors.ts'
import type { ViewReader } from '../view/room-view.ts'
import type { RefusalReason } from '../view/view-encoding.ts'
import type { RoomReader } from './room-reader.ts'
import type { RoomStateName } from './room.ts'

export interface Standing {
  /** The room's name; null: it is not here yet. */
  readonly name: string | null
  readonly state: RoomStateName
  readonly problem: Error | null
  /** The device does not write, because its person only reads. */
  readonly isReader: boolean
  readonly isSecondFormat: boolean
  /** Of this person; null: what they say is shown. */
  readonly mute: MuteRecord | null
  /** See `RoomState`. */
  readonly personChanges: number
}

export interface StandingOptions {
  reader: RoomReader
  before: Standing | null
  identityKey: Uint8Array
}

/** What may have changed since `before`. */
export async function standingOf(base: RoomBase, options: StandingOptions): Promise<Standing> {
  const { reader, before } = options
  const isMember = before !== null && before.name !== null && before.state === 'member'
  if (isMember && (base.writable || before.isReader)) {
    // A room keeps its name, and in the first format who can write stays a member.
    const { room, state } = await reader.view(async (view) => ({
      room: before.isSecondFormat ? null : await view.room(),
      state: await view.state(),
    }))
    const isUpgraded = room !== null && room.roomVersion >= 2
    if (state.personChanges === before.personChanges && !isUpgraded) return before
    if (room !== null && !isUpgraded) return { ...before, personChanges: state.personChanges }
  }
  return readStanding(base, options)
}

async function readStanding(base: RoomBase, options: StandingOptions): Promise<Standing> {
  const { identityKey } = options
  const writerKey = base.local.key ?? b4a.alloc(32)
  const found = await options.reader.view(async (view) => ({
    room: await view.room(),
    refusal: await view.refusal(writerKey),
    hasDevice: (await view.device(writerKey)) !== null,
    isPutOut: (await view.removedDevice(writerKey)) !== null,
    isPending: (await view.pending(writerKey)) !== null,
    isReader: await view.isSilent(writerKey),
    departure: await view.departure(identityKey),
    mute: await muteOf(identityKey, view),
    personChanges: (await view.state()).personChanges,
  }))
  const { room, isReader, mute, personChanges } = found
  return {
    name: room?.name ?? null,
    isReader,
    mute,
    isSecondFormat: (room?.roomVersion ?? 1) >= 2,
    personChanges,
    ...stateIn(found, { isWritable: base.writable, wasMember: options.before?.state === 'member' }),
  }
}

/** Nobody is above an owner, so none is muted. */
export async function muteOf(identityKey: Uint8Array, view: ViewReader): Promise<MuteRecord | null> {
  const mute = await view.mute(identityKey)
  return mute === null || (await view.person(identityKey))?.role === 'owner' ? null : mute
}

interface Found {
  room: RoomRecord | null
  refusal: RefusalReason | null
  hasDevice: boolean
  isPutOut: boolean
  isPending: boolean
  isReader: boolean
  departure: DepartureRecord | null
}

function stateIn(
  { room, refusal, hasDevice, isPutOut, isPending, isReader, departure }: Found,
  { isWritable, wasMember }: { isWritable: boolean; wasMember: boolean },
): Pick<Standing, 'state' | 'problem'> {
  if (room !== null && room.roomVersion > ROOM_VERSION)
    return { state: 'failed', problem: RoomErrors.ROOM_NEWER({ supported: ROOM_VERSION }) }
  if (isPutOut) return { state: 'removed', problem: RoomErrors.DEVICE_REMOVED() }
  if (isPending) return { state: 'pending', problem: null }
  if (departure !== null && hasDevice) return { state: 'removed', problem: departureError(departure) }
  // Autobase has no writer for a moment when it fast-forwards; a member stays one while the view says so.
  const isMember = isWritable || (hasDevice && (isReader || wasMember))
  if (isMember) return { state: 'member', problem: null }
  if (refusal !== null) return { state: 'refused', problem: refusalError(refusal) }
  return { state: 'joining', problem: null }
}

function departureError({ departure }: DepartureRecord): Error {
  if (departure === 'left') return RoomErrors.ROOM_LEFT()
  return RoomErrors.ROOM_REMOVED({ isBanned: departure === 'banned' })
}

function refusalError(reason: RefusalReason): Error {
  switch (reason) {
    case 'spent':
      return RoomErrors.INVITE_SPENT()
    case 'expired':
      return RoomErrors.INVITE_EXPIRED()
    case 'revoked':
    case 'full':
    case 'banned':
    case 'declined':
      return RoomErrors.INVITE_REFUSED()
  }
}
