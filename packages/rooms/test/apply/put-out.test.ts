/** What remains in a room of a device that its person has put out, and what it can still do. */
import { isEqualBytes, type KnownOperation } from '@comice/protocol'
import { expect, test } from 'vitest'
import { MAX_MEMBER_KEPT_EPOCHS } from '../../src/constants.ts'
import { makeCast, type Member } from './cast.ts'
import { type CastRoom, openCastRoom } from './cast-room.ts'

const cast = await makeCast(['alice', 'bob', 'alice/phone', 'alice/tablet', 'carol'])
const [alice, bob, phone, tablet, carol] = cast.members as readonly [Member, Member, Member, Member, Member]
const [anyNumber, counted] = cast.inviteIds as readonly [Uint8Array, Uint8Array]

function comes(device: Member): KnownOperation {
  return { kind: 'own-device', context: anyNumber, device: device.deviceFor(anyNumber), admittedAt: 1 }
}

function goes({ identity }: Member): KnownOperation {
  return { kind: 'remove-device', deviceKey: identity.device.publicKey }
}

const idOf = (number: number) => Buffer.alloc(32, number)
const body = (epoch: number) => ({ epochId: idOf(epoch), nonce: Buffer.alloc(24), box: Buffer.alloc(17) })

function epoch(number: number, ...to: Member[]): KnownOperation {
  const sealed = to.map(({ identity }) => ({ deviceKey: identity.device.publicKey, box: Buffer.alloc(80) }))
  return { kind: 'epoch', epochId: idOf(number), links: [], without: [], sealed }
}

function post(number: number): KnownOperation {
  return { kind: 'post', claimedAt: 1, body: body(number) }
}

/** With bob, and a phone of alice's, under epoch 100. */
async function withPhone(): Promise<CastRoom> {
  const room = await openCastRoom(cast)
  await room.admit(alice, bob.deviceFor(anyNumber))
  await room.write(alice, comes(phone), epoch(100, alice, bob, phone))
  return room
}

test('what a device said before it was put out can be edited, reacted to, pinned and deleted', async () => {
  await using room = await withPhone()
  await room.write(phone, post(100), post(100))
  await room.write(alice, goes(phone), epoch(101, alice, bob))
  const target = { writerKey: phone.writer.key, index: 0 }
  await room.write(alice, { kind: 'edit', target, claimedAt: 5, body: body(101) })
  await room.write(bob, { kind: 'react', target, body: body(101) })
  expect(await room.view.marks(target)).toMatchObject({ editedAt: 5, reactions: 1 })
  await room.write(alice, { kind: 'pin', target, seq: 0, on: true })
  expect(await room.view.pin(target)).not.toBeNull()
  const other = { ...target, index: 1 }
  await room.write(alice, { kind: 'delete', target: other })
  expect((await room.view.marks(other))?.deletedBy).toEqual(alice.identity.publicKey)
})

test('of a device that was put out, nothing counts, and what others said under its last key is heard', async () => {
  await using room = await withPhone()
  await room.write(alice, goes(phone))
  await room.write(phone, post(100), epoch(102, alice, bob, phone))
  // He had not seen yet that it was put out.
  await room.write(bob, post(102))
  expect((await room.view.state()).messages).toBe(1)
  expect(await room.late()).toEqual([true])
  // Nobody seals under it from here on.
  expect((await room.view.currentEpoch())?.isStale).toBe(true)
  expect((await room.view.currentEpoch())?.epochId).toEqual(idOf(100))
})

test('a device that was put out fills the room with no keys', async () => {
  await using room = await withPhone()
  await room.write(alice, goes(phone), epoch(101, alice, bob))
  for (let at = 0; at < MAX_MEMBER_KEPT_EPOCHS + 3; at++) await room.write(phone, epoch(110 + at, phone))
  const { publicKey } = phone.identity.device
  const kept = (await room.view.epochs()).filter(({ deviceKey }) => isEqualBytes(deviceKey, publicKey))
  expect(kept).toHaveLength(MAX_MEMBER_KEPT_EPOCHS)
})

test('who waits for an approval, and is let in by another device of theirs, takes no place of who let them wait', async () => {
  await using room = await withPhone()
  const invite = { publicKey: Buffer.alloc(32), expiresAt: 0, maxUses: 5, role: 'member' as const }
  await room.write(alice, { kind: 'invite', inviteId: counted, ...invite })
  await room.admit(bob, tablet.deviceFor(counted), counted)
  expect(await room.view.share(bob.identity.publicKey)).toMatchObject({ pending: 1 })
  await room.write(alice, comes(tablet))
  expect(await room.view.share(bob.identity.publicKey)).toMatchObject({ pending: 0 })

  // Neither does one whom a device let wait that is out now.
  await room.admit(phone, carol.deviceFor(counted), counted)
  expect(await room.view.share(alice.identity.publicKey)).toMatchObject({ pending: 1 })
  await room.write(alice, goes(phone), { kind: 'approve', writerKey: carol.writer.key, on: true })
  expect(await room.view.share(alice.identity.publicKey)).toMatchObject({ pending: 0 })
})

test('whoever put out a device, left and comes back needs an approval, so that a thief does not come back for them', async () => {
  await using room = await withPhone()
  await room.write(alice, { kind: 'role', identityKey: bob.identity.publicKey, role: 'owner' })
  const invite = { publicKey: Buffer.alloc(32), expiresAt: 0, maxUses: 0, role: 'member' as const }
  await room.write(bob, { kind: 'invite', inviteId: counted, ...invite })
  await room.write(alice, goes(phone), { kind: 'leave', claimedAt: 1 })
  // Made by whoever has the phone: the identity vouches for it.
  await room.admit(bob, tablet.deviceFor(counted), counted)
  expect(await room.view.pending(tablet.writer.key)).toMatchObject({ needsApproval: true })
  expect(await room.view.departure(alice.identity.publicKey)).toMatchObject({ departure: 'left' })
  await room.write(bob, { kind: 'approve', writerKey: tablet.writer.key, on: true })
  expect(await room.view.departure(alice.identity.publicKey)).toBeNull()
  // Who never put out a device is in at once.
  await room.admit(bob, carol.deviceFor(counted), counted)
  expect(await room.view.device(carol.writer.key)).not.toBeNull()
})
