/** What one member can use up of a room, and what is free again when they are removed. */
import type { KnownOperation, SealedKey } from '@comice/protocol'
import { LIMITS } from '@comice/protocol'
import { keyPairOf } from '@comice/testkit'
import Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import {
  MAX_EPOCH_SEALS,
  MAX_HELD_BACK_MESSAGES,
  MAX_MEMBER_DEVICES,
  MAX_MEMBER_EPOCHS,
  MAX_MEMBER_INVITES,
  MAX_MEMBER_KEPT_EPOCHS,
  MAX_MEMBER_PENDING,
} from '../../src/constants.ts'
import { createDeviceRecord } from '../../src/invite/device-record.ts'
import { identityOf, makeCast, type Member } from './cast.ts'
import { type CastRoom, openCastRoom } from './cast-room.ts'

const cast = await makeCast(['alice', 'bob', 'mallory'])
const [alice, bob, mallory] = cast.members as readonly [Member, Member, Member]
const [anyNumber, counted] = cast.inviteIds as readonly [Uint8Array, Uint8Array]

const removeMallory: KnownOperation = { kind: 'remove', identityKey: mallory.identity.publicKey, ban: false }

async function withEverybody(): Promise<CastRoom> {
  const room = await openCastRoom(cast)
  for (const member of [bob, mallory]) await room.admit(alice, member.deviceFor(anyNumber))
  return room
}

function idOf(number: number): Buffer {
  const id = Buffer.alloc(32, 0xee)
  id.writeUInt32BE(number)
  return id
}

function sealsTo(member: Member, count = 1): SealedKey[] {
  const { publicKey: deviceKey } = member.identity.device
  return Array.from({ length: count }, () => ({ deviceKey, box: Buffer.alloc(80) }))
}

function epochOf(number: number): KnownOperation & { kind: 'epoch' } {
  return { kind: 'epoch', epochId: idOf(number), links: [], without: [], sealed: sealsTo(alice) }
}

function postUnder(number: number): KnownOperation {
  return {
    kind: 'post',
    claimedAt: 1,
    body: { epochId: idOf(number), nonce: Buffer.alloc(24), box: Buffer.alloc(17) },
  }
}

function invite(number: number, maxUses = 0): KnownOperation & { kind: 'invite' } {
  const parts = { publicKey: Buffer.alloc(32), expiresAt: 0, maxUses, role: 'member' as const }
  return { kind: 'invite', inviteId: idOf(number), ...parts }
}

/** A device that asks to come in; another one of the same person for another number. */
async function deviceOf(person: string, number: number, context = anyNumber) {
  const keyPair = keyPairOf(`core ${number} of ${person}`)
  const writer = { key: Hypercore.key({ version: 1, signers: [{ publicKey: keyPair.publicKey }] }), keyPair }
  const identity = await identityOf(person, `device ${number}`)
  return createDeviceRecord(identity, { writer, name: person, context })
}

const refusals = async (room: CastRoom) => (await room.view.state()).ignored.unauthorised

test(`a person has at most ${MAX_MEMBER_DEVICES} devices in a room`, async () => {
  await using room = await withEverybody()
  // One is in already.
  for (let at = 1; at < MAX_MEMBER_DEVICES; at++) await room.admit(mallory, await deviceOf('mallory', at))
  expect(await room.view.devices()).toHaveLength(2 + MAX_MEMBER_DEVICES)
  const more = await deviceOf('mallory', MAX_MEMBER_DEVICES)
  await room.admit(mallory, more)
  expect(await room.view.devices()).toHaveLength(2 + MAX_MEMBER_DEVICES)
  expect(await room.view.refusal(more.writerKey)).toBe('full')
  await room.admit(mallory, await deviceOf('bob', 1))
  expect(await room.view.devices()).toHaveLength(3 + MAX_MEMBER_DEVICES)
})

test(`a member has at most ${MAX_MEMBER_INVITES} invites, of which one that is used up makes room for a new one`, async () => {
  await using room = await withEverybody()
  for (let at = 0; at < MAX_MEMBER_INVITES; at++) await room.write(mallory, invite(at))
  const before = await refusals(room)
  await room.write(mallory, invite(MAX_MEMBER_INVITES))
  expect(await refusals(room)).toBe(before + 1)
  await room.write(bob, invite(1_000))
  expect(await room.view.invite(idOf(1_000))).not.toBeNull()

  await room.write(mallory, { kind: 'revoke', inviteId: idOf(7) }, invite(MAX_MEMBER_INVITES))
  expect(await room.view.invite(idOf(7))).toBeNull()
  expect(await room.view.invite(idOf(MAX_MEMBER_INVITES))).not.toBeNull()
  expect(await refusals(room)).toBe(before + 1)
  expect((await room.view.state()).invites).toBe((await room.view.invites()).length)
})

test(`a member lets at most ${MAX_MEMBER_PENDING} devices wait, and none does when they are removed`, async () => {
  await using room = await withEverybody()
  await room.write(alice, { ...invite(1, 1_000), inviteId: counted })
  for (let at = 0; at < MAX_MEMBER_PENDING; at++)
    await room.admit(mallory, await deviceOf(`puppet ${at}`, 0, counted), counted)
  expect((await room.view.state()).pending).toBe(MAX_MEMBER_PENDING)
  const more = await deviceOf('one more', 0, counted)
  await room.admit(mallory, more, counted)
  expect(await room.view.refusal(more.writerKey)).toBe('full')
  const carol = await deviceOf('carol', 0, counted)
  await room.admit(bob, carol, counted)
  expect(await room.view.pending(carol.writerKey)).not.toBeNull()

  await room.write(alice, removeMallory)
  expect((await room.view.allPending()).map(({ device }) => device.name)).toEqual(['carol'])
  expect((await room.view.state()).pending).toBe(1)
  // Let in or sent away, she takes no place of bob's any more.
  await room.write(alice, { kind: 'approve', writerKey: carol.writerKey, on: true })
  expect(await room.view.share(bob.identity.publicKey)).toMatchObject({ pending: 0 })
})

test(`of one member, ${MAX_MEMBER_EPOCHS} new keys that nothing calls for count, and what is said under further ones is heard`, async () => {
  await using room = await withEverybody()
  for (let at = 0; at < MAX_MEMBER_EPOCHS; at++) await room.write(mallory, epochOf(at))
  expect((await room.view.currentEpoch())?.epochId).toEqual(idOf(MAX_MEMBER_EPOCHS - 1))
  const further = MAX_MEMBER_EPOCHS
  await room.write(mallory, epochOf(further))
  await room.write(bob, postUnder(further))
  expect((await room.view.currentEpoch())?.epochId).toEqual(idOf(MAX_MEMBER_EPOCHS - 1))
  expect((await room.view.state()).messages).toBe(1)
  expect(await room.late()).toEqual([true])
  const end = further + MAX_MEMBER_KEPT_EPOCHS
  for (let at = further + 1; at <= end; at++) await room.write(mallory, epochOf(at))
  expect(await room.view.epoch(idOf(end - 1))).not.toBeNull()
  expect(await room.view.epoch(idOf(end))).toBeNull()

  await room.write(bob, epochOf(5_000))
  expect((await room.view.currentEpoch())?.epochId).toEqual(idOf(5_000))
  // Somebody departs: that calls for one, and all may make them again.
  await room.write(bob, { kind: 'leave', claimedAt: 1 })
  await room.write(mallory, epochOf(6_000), epochOf(6_001))
  expect((await room.view.currentEpoch())?.epochId).toEqual(idOf(6_001))
})

test('a key that a member made who was made a reader before is not used, and what others said under it is heard', async () => {
  await using room = await withEverybody()
  const before = (await room.view.currentEpoch())?.number
  await room.write(alice, { kind: 'role', identityKey: mallory.identity.publicKey, role: 'reader' })
  await room.write(mallory, epochOf(1))
  await room.write(bob, postUnder(1))
  expect((await room.view.state()).messages).toBe(1)
  expect(await room.late()).toEqual([true])
  expect((await room.view.currentEpoch())?.number).toBe(before)
})

test(`an epoch is sealed to at most ${MAX_EPOCH_SEALS} devices, whoever does it, and the next one has as much room`, async () => {
  await using room = await withEverybody()
  await room.write(alice, epochOf(1))
  const seals = (number: number, count: number = LIMITS.MAX_SEALED_KEYS): KnownOperation => {
    return { kind: 'epoch-seal', epochId: idOf(number), sealed: sealsTo(alice, count) }
  }
  const times = Math.floor((MAX_EPOCH_SEALS - 1) / LIMITS.MAX_SEALED_KEYS)
  await room.write(mallory, ...Array.from({ length: times + 5 }, () => seals(1)))
  const { number = -1, seals: used } = (await room.view.currentEpoch()) ?? {}
  expect(used).toBe(1 + times * LIMITS.MAX_SEALED_KEYS)
  expect(await room.view.sealsOf(number)).toHaveLength(1 + times * LIMITS.MAX_SEALED_KEYS)
  await room.write(alice, epochOf(2), seals(2, 3))
  expect(await room.view.currentEpoch()).toMatchObject({ epochId: idOf(2), seals: 4 })
})

test('who comes back and goes again does not overwrite what was held back before', async () => {
  await using room = await withEverybody()
  await room.write(alice, epochOf(1), removeMallory)
  await room.write(mallory, postUnder(1), postUnder(1))
  await room.admit(alice, mallory.deviceFor(anyNumber))
  expect(await room.view.departure(mallory.identity.publicKey)).toBeNull()
  await room.write(alice, removeMallory)
  await room.write(mallory, ...Array.from({ length: MAX_HELD_BACK_MESSAGES }, () => postUnder(1)))
  expect(await room.view.departure(mallory.identity.publicKey)).toMatchObject({
    heldBack: MAX_HELD_BACK_MESSAGES + 2,
  })
  const kept = await room.view.heldBack()
  expect(kept).toHaveLength(MAX_HELD_BACK_MESSAGES)
  expect(new Set(kept.map(({ id }) => id.index)).size).toBe(MAX_HELD_BACK_MESSAGES)
  expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_message, at) => at))
})
