/** A key that was given cannot be taken back: whoever the order refuses must not have been given one. */
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom, createTestRooms, type RoomPeer } from '../../src/testing/test-room.ts'
import type { Room } from '../../src/room/room.ts'
import { insides } from './mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const

/** How many epochs of the room are sealed to this peer's device. */
async function keysOf({ peer }: RoomPeer, room: Room): Promise<number> {
  const device = Buffer.from(peer.identity.device.publicKey)
  return insides(room).reader.read(async (reading) => {
    let keys = 0
    for (const { number } of await reading.epochs()) {
      const seals = await reading.sealsOf(number)
      if (seals.some(({ deviceKey }) => device.equals(deviceKey))) keys++
    }
    return keys
  })
}

async function idOf(room: Room, name: string): Promise<string> {
  const member = (await room.members()).find((one) => one.name === name)
  if (member === undefined) throw new Error(`${name} is not in the room`)
  return member.id
}

test('who waits on an invite that became void meanwhile is refused, and never gets a key', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2 })
  const { alice, bob } = test
  await alice.room.say('secret')
  const { text } = await bob.room.createInvite({ needsApproval: true })
  const carol = await test.peers.add('carol')
  const joining = carol.rooms.join(text, { nickname: 'carol', timeoutMs: 60_000 })
  const refused = expect(joining).rejects.toMatchObject({ code: 'INVITE_REFUSED' })
  const [waiting] = await waitFor(async () => {
    const pending = await alice.room.pending()
    return pending.length === 1 ? pending : null
  }, WAIT)
  await alice.room.remove(await idOf(alice.room, 'bob'))
  // With bob's place went those of whoever waited by his invites, so there may be nobody to approve by now.
  const approved = alice.room.approve(waiting?.id ?? '')
  await approved.catch((error: unknown) => expect(error).toMatchObject({ code: 'PENDING_NOT_FOUND' }))
  await refused
  expect(await keysOf(carol, alice.room)).toBe(0)
}, 180_000)

test('a removed member who asks again for a place that is taken is refused, and gets no new key', async () => {
  await using peers = await createTestRooms(['alice', 'mallory', 'carol'])
  const { alice, mallory, carol } = peers
  const room = await alice.rooms.create({ name: 'garden', nickname: 'alice', format: 2, kind: 'direct' })
  const { text } = await room.createInvite({ maxUses: 0 })
  const theirs = await mallory.rooms.join(text, { nickname: 'mallory' })
  await waitFor(async () => (await keysOf(mallory, room)) > 0, WAIT)
  const before = await keysOf(mallory, room)
  await room.remove(await idOf(room, 'mallory'))
  await waitFor(() => theirs.state === 'removed', WAIT)
  await carol.rooms.join(text, { nickname: 'carol' })
  await room.say('for carol')
  await expect(mallory.rooms.join(text, { timeoutMs: 30_000 })).rejects.toMatchObject({
    code: 'INVITE_REFUSED',
  })
  expect(await keysOf(mallory, room)).toBe(before)
}, 180_000)
