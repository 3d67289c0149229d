/** What goes with somebody who leaves or is removed, operation by operation. */
import type { KnownOperation } from '@comice/protocol'
import { keyPairOf } from '@comice/testkit'
import Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { MAX_HELD_BACK_MESSAGES } from '../../src/constants.ts'
import { createDeviceRecord } from '../../src/invite/device-record.ts'
import { identityOf, makeCast, type Member } from './cast.ts'
import { type CastRoom, openCastRoom } from './cast-room.ts'

const cast = await makeCast(['alice', 'bob', 'carol', 'dave'])
const [alice, bob, carol, dave] = cast.members as readonly [Member, Member, Member, Member]
const [anyNumber, counted] = cast.inviteIds as readonly [Uint8Array, Uint8Array]

function epochOf(fill: number, ...members: Member[]): KnownOperation & { kind: 'epoch' } {
  const sealed = members.map(({ identity }) => ({
    deviceKey: identity.device.publicKey,
    box: Buffer.alloc(80),
  }))
  return { kind: 'epoch', epochId: Buffer.alloc(32, fill), links: [], without: [], sealed }
}

function postUnder({ epochId }: { epochId: Uint8Array }): KnownOperation {
  return { kind: 'post', claimedAt: 1, body: { epochId, nonce: Buffer.alloc(24), box: Buffer.alloc(17) } }
}

async function withEverybody(): Promise<CastRoom> {
  const room = await openCastRoom(cast)
  for (const member of [bob, carol, dave]) await room.admit(alice, member.deviceFor(anyNumber))
  return room
}

test('a device that waits does not bring back its person who was removed meanwhile', async () => {
  await using room = await withEverybody()
  const invite = { inviteId: counted, publicKey: Buffer.alloc(32), expiresAt: 0, maxUses: 3 }
  await room.write(alice, { kind: 'invite', role: 'member', ...invite })
  const keyPair = keyPairOf("bob's other core")
  const writer = { key: Hypercore.key({ version: 1, signers: [{ publicKey: keyPair.publicKey }] }), keyPair }
  const phone = await identityOf('bob', 'phone')
  const device = createDeviceRecord(phone, { writer, name: 'bob', context: counted })
  await room.admit(carol, device, counted)
  expect(await room.view.pending(writer.key)).not.toBeNull()

  await room.write(alice, { kind: 'remove', identityKey: bob.identity.publicKey, ban: false })
  expect(await room.view.pending(writer.key)).toBeNull()
  expect(await room.view.refusal(writer.key)).toBe('declined')
  // Who had not seen the removal lets it in.
  await room.write(carol, { kind: 'approve', writerKey: writer.key, on: true })
  expect(await room.view.departure(bob.identity.publicKey)).toMatchObject({ departure: 'removed' })
  expect(await room.view.device(writer.key)).toBeNull()
  expect(await room.view.state()).toMatchObject({ people: 3, pending: 0 })
})

test('what is said after somebody left is late under every key that they had, not only the newest', async () => {
  await using room = await withEverybody()
  const [older, newer, without] = [
    epochOf(7, alice, bob, carol, dave),
    epochOf(8, alice, bob, carol, dave),
    epochOf(9, alice, carol, dave),
  ]
  await room.write(alice, older)
  await room.write(carol, newer, postUnder(older))
  await room.write(bob, { kind: 'leave', claimedAt: 1 })
  await room.write(carol, postUnder(newer), postUnder(older))
  await room.write(alice, without, postUnder(without))
  await room.write(dave, postUnder(newer), postUnder(older))
  // A name among `without` says nothing about who has the keys: anybody can write one.
  const forged = epochOf(10, alice, carol, dave)
  await room.write(dave, { ...forged, without: [carol.identity.publicKey] }, postUnder(without))
  expect(await room.late()).toEqual([false, true, true, false, true, true, false])
})

test('what somebody says under the key of a member who turns out to be gone is there, and marked', async () => {
  await using room = await withEverybody()
  await room.write(alice, { kind: 'role', identityKey: bob.identity.publicKey, role: 'admin' })
  const [agreed, theirs] = [epochOf(7, alice, carol, dave), epochOf(8, alice, bob, carol)]
  // On the other side of a cut, bob removed dave with an epoch, and carol spoke under it.
  await room.write(alice, { kind: 'remove', identityKey: bob.identity.publicKey, ban: false }, agreed)
  await room.write(bob, { kind: 'remove', identityKey: dave.identity.publicKey, ban: false }, theirs)
  await room.write(carol, postUnder(theirs))
  expect(await room.late()).toEqual([true])
  expect(await room.view.state()).toMatchObject({ people: 3, messages: 1, heldBack: 2 })
  const current = await room.view.currentEpoch()
  expect(Buffer.from(current?.epochId ?? [])).toEqual(agreed.epochId)
  expect(current?.isStale).toBe(false)
  expect(await room.view.sealsOf((await room.view.epoch(theirs.epochId))?.number ?? 0)).toHaveLength(3)
})

test('somebody who is gone fills the view with no more than a bound', async () => {
  await using room = await withEverybody()
  await room.write(alice, { kind: 'remove', identityKey: bob.identity.publicKey, ban: false })
  const { epochs } = await room.view.state()
  for (let at = 0; at < 80; at++) {
    await room.write(bob, epochOf(100 + at, bob, carol), postUnder(epochOf(100 + at)))
  }
  const { epochs: kept, heldBack, messages } = await room.view.state()
  expect({ heldBack, messages }).toEqual({ heldBack: 160, messages: 0 })
  expect(kept - epochs).toBe(MAX_HELD_BACK_MESSAGES / 2)
  expect(await room.view.heldBack()).toHaveLength(MAX_HELD_BACK_MESSAGES / 2)
})

test('who puts a false epoch under the id of a true one before it does not take the key from the others', async () => {
  await using room = await withEverybody()
  const without = epochOf(7, alice, carol, dave)
  await room.write(bob, { ...without, sealed: epochOf(7, bob).sealed })
  const remove: KnownOperation = { kind: 'remove', identityKey: bob.identity.publicKey, ban: false }
  await room.write(alice, remove, without, postUnder(without))
  expect(await room.late()).toEqual([true])
  const { number = 0 } = (await room.view.epoch(without.epochId)) ?? {}
  expect(await room.view.sealsOf(number)).toHaveLength(4)
  // Nobody seals under it any more.
  expect(await room.view.currentEpoch()).toMatchObject({ number, isStale: true })
})
