/** Mallory is a member and writes well-formed blocks with operations she may not write, or that are none. */
import {
  admissionSignable,
  type AdmitOp,
  CREATOR_CONTEXT,
  decodeKey,
  type DeviceRecord,
  encodeOperation,
  type KnownOperation,
  LIMITS,
  ROOM_VERSION,
} from '@comice/protocol'
import { keyPairOf, waitFor } from '@comice/testkit'
import Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { createDeviceRecord, type WriterCoreKeys } from '../../src/invite/device-record.ts'
import type { RoomDiagnostics } from '../../src/room/room.ts'
import { createTestRoom, type RoomMember, type RoomPeer } from '../../src/testing/test-room.ts'
import { appendBlocks, appendOperation, envelope, headOf, insides, seenBy } from './mallory.ts'

/** A core that nobody has, with its keys. */
function coreOf(name: string): WriterCoreKeys {
  const keyPair = keyPairOf(name)
  return { key: Hypercore.key({ version: 1, signers: [{ publicKey: keyPair.publicKey }] }), keyPair }
}

interface Case {
  bytes: Uint8Array | Uint8Array[]
  counted: keyof RoomDiagnostics
}

interface Scene {
  alice: RoomMember
  mallory: RoomMember
  carol: RoomPeer
  /** An invite of alice that admits one until `expiresAt`. */
  invite: { id: Uint8Array; expiresAt: number }
}

/** What everybody must ignore, by name. */
const cases: Record<string, (scene: Scene) => Case> = {
  'bytes that are no operation': () => ({ bytes: Buffer.from('hello'), counted: 'malformed' }),
  'an operation with bytes left over': () => {
    const bytes = Buffer.concat([encodeOperation({ kind: 'profile', name: 'x' }), Buffer.of(0)])
    return { bytes, counted: 'malformed' }
  },
  'an operation that is too large': () => ({
    bytes: Buffer.alloc(LIMITS.MAX_OP_BYTES + 1),
    counted: 'oversized',
  }),
  'a message that is too long': () => {
    const text = 'x'.repeat(LIMITS.MAX_MESSAGE_BYTES + 1)
    const payload = Buffer.concat([
      Buffer.of(0, 0xfd, text.length & 255, text.length >> 8),
      Buffer.from(text),
      Buffer.of(1),
    ])
    const head = Buffer.of(1, 4, 0xfd, payload.length & 255, payload.length >> 8)
    return { bytes: Buffer.concat([head, payload]), counted: 'malformed' }
  },
  'a kind that nobody knows': () => ({ bytes: Buffer.of(1, 200, 3, 1, 2, 3), counted: 'unknown' }),
  'a version of later': () => ({ bytes: Buffer.of(9, 4, 3, 1, 2, 3), counted: 'unknown' }),
  'another creation of the room': ({ mallory }) => {
    const writer = coreOf('mallory2')
    const creator = createDeviceRecord(mallory.peer.identity, {
      writer,
      name: 'owner',
      context: CREATOR_CONTEXT,
    })
    return op({ kind: 'create', roomName: 'hers', creator, createdAt: 1, roomVersion: ROOM_VERSION })
  },
  'the revocation of somebody else’s invite': ({ invite }) => op({ kind: 'revoke', inviteId: invite.id }),
  'an invite that makes owners': () => {
    const key = Buffer.alloc(32, 3)
    return op({ kind: 'invite', inviteId: key, publicKey: key, expiresAt: 0, maxUses: 0, role: 'owner' })
  },
  'an invite with the id of another': ({ invite }) => {
    const publicKey = Buffer.alloc(32, 3)
    return op({ kind: 'invite', inviteId: invite.id, publicKey, expiresAt: 0, maxUses: 0, role: 'member' })
  },
  'an upgrade, which only the owner may ask for': () =>
    op({ kind: 'upgrade', roomVersion: ROOM_VERSION + 1 }),
  'an admission on an invite that does not exist': (scene) => {
    const inviteId = Buffer.alloc(32, 9)
    return admission(scene, { inviteId, device: deviceOf(scene.carol, inviteId) })
  },
  'an admission with a wrong signature': (scene) => admission(scene, { signature: Buffer.alloc(64, 1) }),
  'an admission in the name of alice': (scene) => {
    return admission(scene, { admitter: scene.alice.peer.identity.device.publicKey })
  },
  'an admission whose time was changed after it was signed': (scene) => {
    const signed = admissionOf(scene)
    return op({ ...signed, admittedAt: signed.admittedAt - 1 })
  },
  'an admission of a device that claims alice’s identity': (scene) => {
    const device = deviceOf(scene.carol, scene.invite.id)
    return admission(scene, { device: { ...device, identityKey: scene.alice.peer.identity.publicKey } })
  },
  'an admission of alice’s device for a core of mallory': (scene) => {
    const mine = deviceOf(scene.mallory, scene.invite.id, coreOf('mallory2'))
    const { publicKey: deviceKey } = scene.alice.peer.identity.device
    return admission(scene, {
      device: { ...mine, identityKey: scene.alice.peer.identity.publicKey, deviceKey },
    })
  },
  'an admission of a core that its owner did not offer': (scene) => {
    const hers = deviceOf(scene.carol, scene.invite.id)
    const key = insides(scene.alice.room).base.core.key ?? Buffer.alloc(32)
    return admission(scene, { device: { ...hers, writerKey: key } })
  },
  'an admission of alice’s own core, which would make her no indexer': (scene) => {
    const hers = deviceOf(scene.carol, scene.invite.id)
    return admission(scene, { device: { ...hers, writerKey: scene.alice.room.key } })
  },
  'an admission with a record made for another invite': (scene) => {
    return admission(scene, { device: deviceOf(scene.carol, Buffer.alloc(32, 9)) })
  },
  'an admission of somebody who is in': (scene) => {
    return admission(scene, { device: deviceOf(scene.mallory, scene.invite.id, coreOf('mallory2')) })
  },
}

function op(operation: KnownOperation): Case {
  return { bytes: encodeOperation(operation), counted: 'unauthorised' }
}

function deviceOf(peer: RoomPeer, context: Uint8Array, writer = coreOf('carol')): DeviceRecord {
  return createDeviceRecord(peer.peer.identity, { writer, name: 'carol', context })
}

function admissionOf(scene: Scene, changes: Partial<AdmitOp> = {}): KnownOperation & { kind: 'admit' } {
  const { identity } = scene.mallory.peer
  const inviteId = changes.inviteId ?? scene.invite.id
  const device = changes.device ?? deviceOf(scene.carol, inviteId)
  const admitter = changes.admitter ?? identity.device.publicKey
  const facts = { inviteId, device, admittedAt: changes.admittedAt ?? 1_000, admitter }
  const signature = changes.signature ?? identity.sign(admissionSignable(scene.alice.room.key, facts))
  return { kind: 'admit', ...facts, signature }
}

function admission(scene: Scene, changes: Partial<AdmitOp>): Case {
  return op(admissionOf(scene, changes))
}

async function setTheScene(
  test: Awaited<ReturnType<typeof createTestRoom<'alice' | 'mallory'>>>,
): Promise<Scene> {
  const { alice, mallory } = test
  const invite = await alice.room.createInvite({ maxUses: 1, expiresInMs: 60 * 60 * 1000 })
  const carol = await test.peers.add('carol', { isOnline: false })
  await waitFor(async () => (await mallory.room.invites()).some(({ id }) => id === invite.id))
  return { alice, mallory, carol, invite: { id: decodeKey(invite.id), expiresAt: invite.expiresAt ?? 0 } }
}

test('each of them is counted and changes nothing', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const scene = await setTheScene(test)
  const { alice, mallory } = scene
  await mallory.room.say('hello')
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  const before = await seenBy(alice.room)
  for (const [name, make] of Object.entries(cases)) {
    const { bytes, counted } = make(scene)
    const ignored = await alice.room.diagnostics()
    for (const value of [bytes].flat()) await appendOperation(mallory, value)
    await waitFor(async () => (await alice.room.diagnostics())[counted] > ignored[counted], {
      describe: name,
    })
    expect(await alice.room.diagnostics(), name).toEqual({ ...ignored, [counted]: ignored[counted] + 1 })
    expect(await seenBy(alice.room), name).toEqual(before)
    expect(insides(alice.room).base.isIndexer, name).toBe(true)
  }
  await alice.room.say('nothing happened')
  await waitFor(async () => (await mallory.room.history()).messages.length === 2)
  expect(await seenBy(mallory.room)).toEqual(await seenBy(alice.room))
})

test('an admission that was signed after the invite expired, was spent or was revoked lets nobody in', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const scene = await setTheScene(test)
  const { alice, mallory, invite } = scene
  const refusalOf = (name: string) =>
    insides(alice.room).reader.view((view) => view.refusal(coreOf(name).key))
  const admit = async (name: string, changes: Partial<AdmitOp> = {}) => {
    const peer = await test.peers.add(name, { isOnline: false })
    const device = deviceOf(peer, invite.id, coreOf(name))
    await appendOperation(mallory, encodeOperation(admissionOf(scene, { device, ...changes })))
  }

  await admit('late', { admittedAt: invite.expiresAt })
  await waitFor(async () => (await refusalOf('late')) === 'expired')
  await admit('first')
  await waitFor(async () => (await alice.room.members()).length === 3)
  await admit('second')
  await waitFor(async () => (await refusalOf('second')) === 'spent')

  const other = await alice.room.createInvite({ maxUses: 0 })
  await alice.room.revokeInvite(other.id)
  await waitFor(async () =>
    (await mallory.room.invites()).some(({ id, revoked }) => id === other.id && revoked),
  )
  const inviteId = decodeKey(other.id)
  const peer = await test.peers.add('third', { isOnline: false })
  await admit('third', { inviteId, device: deviceOf(peer, inviteId, coreOf('third')) })
  await waitFor(async () => (await refusalOf('third')) === 'revoked')
  expect(await alice.room.members()).toHaveLength(3)
  expect((await alice.room.cores()).filter(({ kind }) => kind === 'writer')).toHaveLength(3)
})

test('a name that would control a terminal is shown without its control characters', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const { alice, mallory } = test
  const name = '\u001b[2Jalice\u202e'
  await appendOperation(mallory, encodeOperation({ kind: 'profile', name }))
  await mallory.room.say('hello')
  const page = await waitFor(async () => {
    const { messages } = await alice.room.history()
    return messages[0]?.name === 'alice' ? messages : null
  })
  expect(page).toHaveLength(1)
})

test('an upgrade that this version cannot follow stops the room with its name, and only that room', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const other = await bob.rooms.create({ name: 'other' })
  await bob.room.say('hello')
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  // Alice, the owner, runs a later version, which writes this and goes on; ours would stop before it is written.
  const value = encodeOperation({ kind: 'upgrade', roomVersion: ROOM_VERSION + 1 })
  await appendBlocks(alice, [envelope({ heads: [await headOf(bob)], value })])
  await waitFor(() => bob.room.state === 'failed')
  expect(bob.room.problem).toMatchObject({ code: 'ROOM_NEWER' })
  await expect(bob.room.say('hello?')).rejects.toMatchObject({ code: 'ROOM_NEWER' })
  expect((await bob.room.history()).messages).toHaveLength(1)
  await other.say('this one works')
})
