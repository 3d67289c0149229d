import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRooms } from '@comice/rooms/testing'
import type { Room } from '@comice/rooms'
import { anotherDevice, takeAlong } from './another-device.ts'

async function texts(room: Room): Promise<string[]> {
  return (await room.history()).messages.map(({ text }) => text)
}

test.each([
  { format: 1, kind: 'group' },
  { format: 2, kind: 'group' },
  { format: 2, kind: 'direct' },
] as const)(
  'another device is let in without an invite, in format $format as $kind',
  async ({ format, kind }) => {
    await using stack = new AsyncDisposableStack()
    const peers = stack.use(await createTestRooms(['alice', 'bob']))
    const { alice, bob } = peers
    const room = await alice.rooms.create({ name: 'garden', nickname: 'alice', format, kind })
    const bobs = await bob.rooms.join((await room.createInvite()).text, { nickname: 'bob' })
    await room.say('before')
    const phone = await anotherDevice(stack, peers, alice)
    const there = await takeAlong(alice, phone, room)
    await waitFor(async () => (await texts(there)).includes('before'))
    await there.say('from the phone')
    await waitFor(async () => (await texts(bobs)).includes('from the phone'))
    expect((await bobs.members()).map(({ name }) => name).sort()).toEqual(['alice', 'bob'])
    expect(await room.ownDevices.list()).toHaveLength(2)
    // Asked for once more: nothing happens.
    await room.ownDevices.letIn(await phone.rooms.requestEntry(there))
    expect(await room.ownDevices.list()).toHaveLength(2)
    expect((await room.invites()).every(({ revoked, uses }) => revoked || uses === 1)).toBe(true)
  },
  120_000,
)

test('a device that was put out writes nothing that counts, and reads nothing that follows', async () => {
  await using stack = new AsyncDisposableStack()
  const peers = stack.use(await createTestRooms(['alice', 'bob']))
  const { alice, bob } = peers
  const room = await alice.rooms.create({ name: 'garden', nickname: 'alice', format: 2 })
  const invite = await room.createInvite({ maxUses: 0 })
  const bobs = await bob.rooms.join(invite.text, { nickname: 'bob' })
  const phone = await anotherDevice(stack, peers, alice)
  const there = await takeAlong(alice, phone, room)
  await there.say('hello')
  await waitFor(async () => (await texts(bobs)).includes('hello'))

  await room.ownDevices.remove(phone.peer.identity.device.publicKey)
  await waitFor(() => there.state === 'removed')
  expect(there.problem).toMatchObject({ code: 'DEVICE_REMOVED' })
  await expect(there.say('still here?')).rejects.toMatchObject({ code: 'DEVICE_REMOVED' })
  await waitFor(async () => (await bobs.ownDevices.list()).length === 1)
  await bobs.say('without the phone')
  await waitFor(async () => (await texts(room)).includes('without the phone'))
  // The phone has the block, and not its key.
  await waitFor(async () => (await there.history()).messages.length === 2)
  expect(await texts(there)).not.toContain('without the phone')
  expect((await room.members()).map(({ name }) => name).sort()).toEqual(['alice', 'bob'])

  // Nor does an invite that it has kept let it in again.
  await expect(phone.rooms.join(invite.text, { timeoutMs: 3000 })).rejects.toMatchObject({
    code: expect.any(String),
  })
  expect(await room.ownDevices.list()).toHaveLength(1)
  // And not another device that it made, without anybody's approval.
  const made = await anotherDevice(stack, peers, alice)
  await expect(made.rooms.join(invite.text, { timeoutMs: 10_000 })).rejects.toMatchObject({
    code: 'JOIN_PENDING',
  })
  expect(await room.pending()).toMatchObject([{ needsApproval: true }])
}, 180_000)

test('a room of the first format says that it cannot put out a device', async () => {
  await using stack = new AsyncDisposableStack()
  const peers = stack.use(await createTestRooms(['alice']))
  const room = await peers.alice.rooms.create({ name: 'garden', nickname: 'alice', format: 1 })
  const phone = await anotherDevice(stack, peers, peers.alice)
  await takeAlong(peers.alice, phone, room)
  const device = phone.peer.identity.device.publicKey
  await expect(room.ownDevices.remove(device)).rejects.toMatchObject({ code: 'ROOM_FORMAT' })
  await room.upgrade()
  await room.ownDevices.remove(device)
  expect(await room.ownDevices.list()).toHaveLength(1)
}, 120_000)
