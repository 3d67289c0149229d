/**
 * The devices of this person in a room. One that is new asks another one that is in, over a way of their own such as a home;
 * that one lets it in. In the first format, which has no operation for it, it does so by an invite that nobody can use:
 * made, spent and revoked at once.
 */
import type { Identity, Peer } from '@comice/core'
import { admissionSignable, type DeviceRecord, isEqualBytes, type KnownOperation } from '@comice/protocol'
import { MAX_MEMBER_DEVICES } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { createDeviceRecord } from '../invite/device-record.ts'
import { createInvite } from '../invite/invite-text.ts'
import { isNewDevice } from '../operation/member-device.ts'
import { mayDo } from '../role/role.ts'
import { writerCoreKeys } from '../rooms/writer-core-keys.ts'
import type { RoomReader } from './room-reader.ts'
import type { RoomReading } from './room-reading.ts'
import { isSecondFormat, type RoomSealer } from './room-sealer.ts'
import type { RoomWriter } from './room-writer.ts'
import type { Room } from './room.ts'

/** A device asks to be let in. */
export interface OwnDeviceRequest {
  /** Id and public key of an invite that nobody has the secret of. */
  readonly inviteId: Uint8Array
  readonly publicKey: Uint8Array
  /** Made in the context of that invite. */
  readonly device: DeviceRecord
}

export async function createOwnDeviceRequest(
  peer: Peer,
  { key, discoveryKey }: Pick<Room, 'key' | 'discoveryKey'>,
): Promise<OwnDeviceRequest> {
  const writer = await writerCoreKeys(peer, discoveryKey)
  const { id: inviteId, publicKey } = createInvite(key, 0)
  const device = createDeviceRecord(peer.identity, { writer, name: '', context: inviteId })
  return { inviteId, publicKey, device }
}

export interface RoomOwnDevicesParts {
  readonly roomKey: Uint8Array
  readonly identity: Identity
  readonly reader: RoomReader
  readonly writer: RoomWriter
  readonly sealer: RoomSealer
  readonly now: () => number
}

/** The devices of this person in a room. */
export interface OwnDevicesInRoom {
  /**
   * Lets in another one, which asked for it: see `Rooms.requestEntry`. What is asked for a second time, or by a device that
   * was put out, does nothing. @throws NOT_ALLOWED and as `Room.say`
   */
  letIn(request: OwnDeviceRequest): Promise<void>
  /**
   * Puts out another one, for good, and makes a new key without it. One that is not in is fine.
   * @throws ROOM_FORMAT and as `Room.say`
   */
  remove(deviceKey: Uint8Array): Promise<void>
  /** Public keys of those that are in the room. */
  list(): Promise<Uint8Array[]>
}

export class RoomOwnDevices implements OwnDevicesInRoom {
  readonly #parts: RoomOwnDevicesParts

  constructor(parts: RoomOwnDevicesParts) {
    this.#parts = parts
  }

  async letIn(request: OwnDeviceRequest): Promise<void> {
    const { reader, writer } = this.#parts
    await writer.writeAlone(() =>
      reader.read(async (reading) => {
        if (!(await isNewDevice(request.device, reading))) return []
        // It would be refused, and what is written for it stays: a stolen device may ask for any number.
        if ((await reading.devicesOf(this.#parts.identity.publicKey)).length >= MAX_MEMBER_DEVICES) return []
        return (await isSecondFormat(reading)) ? this.#entry(reading, request) : this.#plainEntry(request)
      }),
    )
  }

  async remove(deviceKey: Uint8Array): Promise<void> {
    const { reader, writer, sealer, identity } = this.#parts
    await writer.writeAlone(() =>
      reader.read(async (reading) => {
        const mine = await reading.devicesOf(identity.publicKey)
        if (!mine.some((device) => isEqualBytes(device, deviceKey))) return []
        if (!(await isSecondFormat(reading))) throw RoomErrors.ROOM_FORMAT({ action: 'put out a device' })
        const { operations } = await sealer.newEpoch(reading, { withoutDevice: deviceKey })
        return [{ kind: 'remove-device', deviceKey }, ...operations]
      }),
    )
  }

  list(): Promise<Uint8Array[]> {
    const { reader, identity } = this.#parts
    return reader.read((reading) => reading.devicesOf(identity.publicKey))
  }

  async #entry(reading: RoomReading, { inviteId, device }: OwnDeviceRequest): Promise<KnownOperation[]> {
    const { sealer, identity, now } = this.#parts
    const me = await reading.person(identity.publicKey)
    if (me === null || !mayDo(me.role, 'make an epoch'))
      throw RoomErrors.NOT_ALLOWED({ action: 'let in a device: a reader only reads' })
    const keys = await sealer.sealTo(reading, [device])
    return [{ kind: 'own-device', context: inviteId, device, admittedAt: now() }, ...keys]
  }

  #plainEntry({ inviteId, publicKey, device }: OwnDeviceRequest): KnownOperation[] {
    const { identity, roomKey, now } = this.#parts
    const admission = { inviteId, device, admittedAt: now(), admitter: identity.device.publicKey }
    const signature = identity.sign(admissionSignable(roomKey, admission))
    return [
      { kind: 'invite', inviteId, publicKey, expiresAt: 0, maxUses: 1, role: 'member' },
      { kind: 'admit', ...admission, signature },
      { kind: 'revoke', inviteId },
    ]
  }
}
