/** Makes a room: its first core, and what stands first in it. */
import { createEpoch, type Peer, sealEpochKey } from '@comice/core'
import {
  CREATOR_CONTEXT,
  type CreateOp,
  encodeKey,
  encodeOperation,
  type KnownOperation,
  normalizeName,
  ROOM_VERSION,
  type RoomEntry,
} from '@comice/protocol'
import crypto from 'hypercore-crypto'
import type { OpenBaseOptions, RoomBase } from '../base/open-base.ts'
import { createDeviceRecord, writerKeysOf } from '../invite/device-record.ts'
import type { KnownRoomKind } from '../view/view-encoding.ts'

export interface CreateRoomOptions {
  name: string
  /** What this person is called in the room. Default: none. */
  nickname?: string
  /**
   * Version of the room's format. From 2 on messages are sealed, there are roles, and people can be removed; in 3, the default, they
   * can be muted, and messages reported. Earlier ones are for members whose Comice does not know 3 yet.
   */
  format?: 1 | 2 | 3
  /** What it is for, from format 2 on. Default `group`. */
  kind?: KnownRoomKind
}

/** What making a room needs. */
export interface NewRoomScope {
  readonly peer: Peer
  readonly openBase: (options: Omit<OpenBaseOptions, 'ackIntervalMs'>) => Promise<RoomBase>
}

/** Resolves to its keys and name when it is on this disk. @throws NAME_INVALID */
export async function makeRoom(
  { name, nickname, format = ROOM_VERSION, kind = 'group' }: CreateRoomOptions,
  { peer, openBase }: NewRoomScope,
): Promise<RoomEntry> {
  const roomName = normalizeName(name)
  const memberName = nickname === undefined ? '' : normalizeName(nickname)
  const encryptionKey = crypto.randomBytes(32)
  // The core's key is the room's, so it cannot be in the room's namespace; the store finds it by key later.
  const namespace = `comice new room ${encodeKey(crypto.randomBytes(32))}`
  const base = await openBase({ key: null, encryptionKey, namespace, onerror: ignore, onrollback: ignore })
  const writer = writerKeysOf(base.local)
  const creator = createDeviceRecord(peer.identity, { writer, name: memberName, context: CREATOR_CONTEXT })
  const createdAt = peer.now()
  const founding = firstOperations({ roomName, creator, createdAt, roomVersion: format }, kind)
  // Each alone: a newcomer reads the first batches of the creator's core before they go forward, and a batch is read whole.
  for (const operation of founding) await base.append(encodeOperation(operation))
  await base.close()
  return { key: writer.key, encryptionKey, name: roomName, joinedAt: createdAt, lastOpenedAt: createdAt }
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
