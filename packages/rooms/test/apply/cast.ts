/** People with real keys who write into a room that is nothing but a view. */
import { type Identity, verifyDevice } from '@comice/core'
import { CREATOR_CONTEXT, type DeviceRecord, encodeHex, type KnownOperation } from '@comice/protocol'
import { keyPairOf, seedOf, type SeededRandom } from '@comice/testkit'
import Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import IdentityKey from 'keet-identity-key'
import { createDeviceRecord, type WriterCoreKeys } from '../../src/invite/device-record.ts'

/** An id admits as long as its invite is not revoked, and is given once. */
const INVITES = 60

export interface Member {
  readonly identity: Identity
  readonly writer: WriterCoreKeys
  deviceFor(inviteId: Uint8Array): DeviceRecord
}

export interface Cast {
  readonly roomKey: Uint8Array
  readonly creator: Member
  readonly members: readonly Member[]
  readonly inviteIds: readonly Uint8Array[]
  /** The first operations, of the first of them, in a room of the third format. */
  founding(random: SeededRandom): KnownOperation[]
}

/** @param names of people; with `/` and a name behind it, another device of somebody */
export async function makeCast(names: readonly string[]): Promise<Cast> {
  const inviteIds = Array.from({ length: INVITES }, (_, at) => Buffer.alloc(32, at + 1))
  const members: Member[] = []
  for (const name of names) members.push(await makeMember(name, inviteIds))
  const [creator] = members
  if (creator === undefined) throw new RangeError('nobody')
  const { identity, writer } = creator
  const roomKey = writer.key
  const record = createDeviceRecord(identity, { writer, name: 'alice', context: CREATOR_CONTEXT })
  const founding = (random: SeededRandom): KnownOperation[] => [
    { kind: 'create', roomName: 'garden', creator: record, createdAt: 1, roomVersion: 3 },
    {
      kind: 'epoch',
      epochId: random.bytes(32),
      links: [],
      without: [],
      sealed: [{ deviceKey: identity.device.publicKey, box: random.bytes(80) }],
    },
    // So that the others come in, whatever chance makes of the invites.
    {
      kind: 'invite',
      inviteId: inviteIds[0] ?? Buffer.alloc(32),
      publicKey: random.bytes(32),
      expiresAt: 0,
      maxUses: 0,
      role: 'admin',
    },
  ]
  return { roomKey, creator, members, inviteIds, founding }
}

async function makeMember(name: string, inviteIds: readonly Uint8Array[]): Promise<Member> {
  const [person = name, deviceName] = name.split('/')
  const identity = await identityOf(person, deviceName)
  const keyPair = keyPairOf(`${name} in a room`)
  const key = Hypercore.key({ version: 1, signers: [{ publicKey: keyPair.publicKey }] })
  const writer = { key, keyPair }
  const deviceByInvite = new Map(
    inviteIds.map((context) => [encodeHex(context), createDeviceRecord(identity, { writer, name, context })]),
  )
  const deviceFor = (inviteId: Uint8Array) => {
    const device = deviceByInvite.get(encodeHex(inviteId))
    if (device === undefined) throw new RangeError('no such invite')
    return device
  }
  return { identity, writer, deviceFor }
}

/** The same for the same name, in every run; another device of the same person for another name of it. */
export async function identityOf(name: string, deviceName = 'device'): Promise<Identity> {
  const device = keyPairOf(`${name}'s ${deviceName}`)
  const seed = Buffer.concat([seedOf(name), seedOf(`${name} again`)])
  const attestation = await IdentityKey.bootstrap({ seed }, device.publicKey)
  const attested = verifyDevice(attestation, device.publicKey)
  if (attested === null) throw new Error('no proof')
  return {
    publicKey: attested.identityKey,
    device: { publicKey: device.publicKey, keyPair: device, attestation },
    phrase: () => Promise.reject(new Error('it has no words')),
    sign: (message) => crypto.sign(message, device.secretKey),
  }
}
