/** Makes the parts of a room: what reads, writes and seals, and what is done with these. */
import type { Peer } from '@comice/core'
import type { RoomBase } from '../base/open-base.ts'
import { EpochKeys } from '../epoch/epoch-keys.ts'
import { HypercoreRoomFiles } from '../file/room-files-hypercore.ts'
import { RoomSigning } from '../signing/room-signing.ts'
import { RoomInvites } from './room-invites.ts'
import { RoomMessages } from './room-messages.ts'
import { RoomOwnDevices } from './room-own-devices.ts'
import { RoomPeople } from './room-people.ts'
import { RoomReader } from './room-reader.ts'
import { RoomRecall } from './room-recall.ts'
import { RoomReports } from './room-reports.ts'
import { RoomSealer } from './room-sealer.ts'
import { upgradeRoom } from './room-upgrade.ts'
import { RoomWriter } from './room-writer.ts'

export interface RoomScope {
  readonly peer: Peer
  readonly base: RoomBase
  /** Key of the room. */
  readonly key: Uint8Array
  /** Resolves when the view has changed, or after so many ms. */
  readonly changed: (ms: number) => Promise<void>
  /** Its files have changed. */
  readonly onfiles: () => void
  /** Throws when the room cannot be written now. */
  readonly assertWritable: () => void
}

export interface RoomParts {
  readonly reader: RoomReader
  readonly writer: RoomWriter
  readonly files: HypercoreRoomFiles
  readonly sealer: RoomSealer
  readonly people: RoomPeople
  readonly messages: RoomMessages
  readonly recall: RoomRecall
  readonly reports: RoomReports
  readonly invites: RoomInvites
  readonly ownDevices: RoomOwnDevices
  readonly signing: RoomSigning
  readonly upgrade: () => Promise<void>
}

export function assembleRoom({ peer, base, key, changed, onfiles, assertWritable }: RoomScope): RoomParts {
  const { publicKey: identityKey, device } = peer.identity
  const keys = new EpochKeys({ scope: key, device: device.keyPair })
  const reader = new RoomReader({ base, scope: { roomKey: key, identityKey, keys } })
  const sealer = new RoomSealer({ roomKey: key, identityKey, keys, read: (use) => reader.read(use), changed })
  const writer = new RoomWriter({
    base,
    assertWritable,
    ownMessages: (firstIndex) => reader.ownMessages(firstIndex),
    prepare: () => sealer.prepare(),
  })
  const files = new HypercoreRoomFiles({ peer, roomKey: key, reader, onchange: onfiles })
  const parts = { roomKey: key, identityKey, reader, writer, files, sealer, changed, now: () => peer.now() }
  return {
    reader,
    writer,
    files,
    sealer,
    people: new RoomPeople(parts),
    messages: new RoomMessages(parts),
    recall: new RoomRecall(reader),
    reports: new RoomReports({ ...parts, device: device.keyPair }),
    invites: new RoomInvites(parts),
    ownDevices: new RoomOwnDevices({ ...parts, identity: peer.identity }),
    signing: new RoomSigning({ ...parts, base }),
    upgrade: () => upgradeRoom(parts),
  }
}
