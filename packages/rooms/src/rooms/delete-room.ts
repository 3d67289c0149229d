/**
 * Deletes what was said in a room from this disk. What stays of each core are its length and hashes: the writer's key is the same
 * when somebody comes back, and a core that began anew with it would be a fork.
 */
import { setTimeout } from 'node:timers/promises'
import type { Peer } from '@comice/core'
import { formerCores } from '@comice/storage'
import { DELETE_LOOK_MS, DELETE_WAIT_MS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { AutobaseRoom } from '../room/room-autobase.ts'

export interface DeleteRoomOptions {
  /** Also while one is in it, or nobody has heard yet that one left. Default false. */
  readonly force?: boolean
  /** How long to wait until somebody has heard that one left. Default 10,000 ms. */
  readonly waitMs?: number
}

/** @throws ROOM_STILL_IN, LEAVE_UNHEARD */
export async function assertDeletable(
  room: AutobaseRoom,
  { force = false, waitMs = DELETE_WAIT_MS }: DeleteRoomOptions,
): Promise<void> {
  if (force) return
  if (room.state === 'member' || room.state === 'pending') throw RoomErrors.ROOM_STILL_IN()
  // Who was alone in it leaves nobody behind.
  const isAlone = (await room.members()).length === 0
  if (room.state === 'removed' && !isAlone && !(await isHeard(room, waitMs)))
    throw RoomErrors.LEAVE_UNHEARD({ waitedMs: waitMs })
}

/** Whether somebody else has all that this device wrote, the leaving last. Else it would be lost with it. */
async function isHeard({ base }: AutobaseRoom, waitMs: number): Promise<boolean> {
  const { local } = base
  const until = performance.now() + waitMs
  for (;;) {
    if (local.length === 0 || local.peers.some(({ remoteContiguousLength: has }) => has >= local.length))
      return true
    const left = until - performance.now()
    if (left <= 0) return false
    // What others have of a core is told by them without an event.
    await setTimeout(Math.min(left, DELETE_LOOK_MS))
  }
}

/** Keys of the cores in whose user data Autobase 7.28 keeps the key of a base, under {@link ENCRYPTION}. Read before it is closed. */
export function keyHoldersOf({ key, base }: AutobaseRoom): Uint8Array[] {
  return base.local.key === null ? [key] : [key, base.local.key]
}

const ENCRYPTION = 'autobase/encryption'

/**
 * Takes the room's key off this disk. Autobase keeps what it computed, and nobody has signed yet, in sessions of the views' cores that
 * clearing leaves as they are, and that it needs when somebody comes back: without the key they are noise. An invite brings it again.
 */
export async function forgetKey({ store }: Peer, holders: readonly Uint8Array[]): Promise<void> {
  for (const key of holders) {
    const core = store.get({ key, active: false })
    try {
      await core.ready()
      await core.setUserData(ENCRYPTION, null)
    } finally {
      await core.close()
    }
  }
}

/** Keys of all cores that this device has of a room. Read before it is closed. */
export async function coreKeysOf(room: AutobaseRoom): Promise<Uint8Array[]> {
  const keys = (await room.cores()).map(({ key }) => key)
  const { local } = room.base
  // Before a handover the views were in others, with what was said until then.
  keys.push(...(await formerCores(room.base)))
  return local.key === null ? keys : [...keys, local.key]
}

/** The blocks of closed cores. */
export async function clearCores({ store }: Peer, keys: readonly Uint8Array[]): Promise<void> {
  for (const key of keys) {
    const core = store.get({ key, active: false })
    try {
      await core.ready()
      await core.clear(0, core.length)
    } finally {
      await core.close()
    }
  }
}
