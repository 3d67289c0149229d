/** What is on the disk of a room that somebody left, and the way back. */
import { Readable } from 'node:stream'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom, type RoomPeer } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

/** Blocks of cores that lie on somebody's disk. */
async function blocksOf({ peer }: RoomPeer, keys: readonly Uint8Array[]): Promise<number> {
  let blocks = 0
  for (const key of keys) {
    const core = peer.store.get({ key, active: false })
    await core.ready()
    for (let index = 0; index < core.length; index++) if (await core.has(index)) blocks++
    await core.close()
  }
  return blocks
}

async function keysOf(room: Room): Promise<Uint8Array[]> {
  const own = insides(room).base.local.key
  return [...(await room.cores()).map(({ key }) => key), ...(own === null ? [] : [own])]
}

/** Whether a core holds the key of its room, as Autobase keeps it. */
async function hasRoomKey({ peer }: RoomPeer, key: Uint8Array): Promise<boolean> {
  const core = peer.store.get({ key, active: false })
  await core.ready()
  const found = await core.getUserData('autobase/encryption')
  await core.close()
  return found !== null
}

test('a room that was left is deleted from the disk, and an invite leads in again, with what was said', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  await alice.room.say('a ripe pear')
  await waitFor(async () => (await bob.room.history()).messages.length === 1)
  const pear = await bob.room.files.add(Readable.from([Buffer.from('mine')]), { name: 'pear.txt' })
  await bob.room.say('mine', { files: [pear.id] })
  const files = (await bob.room.files.cores()).map(({ key }) => key)
  expect(await blocksOf(bob, files)).toBe(1)
  await expect(bob.rooms.delete(bob.room.id)).rejects.toMatchObject({ code: 'ROOM_STILL_IN' })
  await bob.room.leave()
  const keys = await keysOf(bob.room)
  const holders = [bob.room.key, keys.at(-1) ?? Buffer.alloc(32)]
  for (const key of holders) expect(await hasRoomKey(bob, key)).toBe(true)
  await bob.rooms.delete(bob.room.id)
  // What Autobase keeps of the views beside their cores is noise without it.
  for (const key of holders) expect(await hasRoomKey(bob, key)).toBe(false)
  expect(bob.room.state).toBe('closed')
  expect(await bob.rooms.list()).toEqual([])
  expect(await blocksOf(bob, [...keys, ...files])).toBe(0)
  await waitFor(async () => (await alice.room.former()).length === 1)

  const { text } = await alice.room.createInvite()
  const again = await bob.rooms.join(text, { nickname: 'bob' })
  const said = await again.say('back')
  expect(said.text).toBe('back')
  await waitFor(async () => (await alice.room.history()).messages.length === 3)
  const texts = await waitFor(async () => {
    const { messages } = await again.history()
    return messages.length === 3 ? messages.map((message) => message.text) : null
  })
  expect(texts).toEqual(['a ripe pear', 'mine', 'back'])
})

test('what was said before a handover is deleted too: the views were in other cores then', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  await alice.room.say('a ripe pear')
  const { id = '' } = (await alice.room.members()).find(({ name }) => name === 'bob') ?? {}
  await alice.room.setRole(id, 'owner')
  await waitFor(async () => (await bob.room.members()).every(({ role }) => role === 'owner'))
  const former = await keysOf(bob.room)
  await waitFor(() => insides(bob.room).base.signedLength === insides(bob.room).base.length)
  await bob.room.takeOver()
  const keys = await keysOf(bob.room)
  expect(keys).not.toEqual(former)
  await bob.room.leave()
  expect(await blocksOf(bob, former)).toBeGreaterThan(0)
  await bob.rooms.delete(bob.room.id)
  expect(await blocksOf(bob, [...former, ...keys])).toBe(0)
}, 60_000)

test('a leaving that nobody has heard of is not deleted, but when there is nobody to hear it', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  await alice.close()
  await waitFor(() => insides(bob.room).base.local.peers.length === 0)
  await bob.room.leave()
  const deleting = bob.rooms.delete(bob.room.id, { waitMs: 1 })
  await expect(deleting).rejects.toMatchObject({ code: 'LEAVE_UNHEARD' })
  expect(await bob.rooms.list()).toHaveLength(1)
  const shed = await bob.rooms.create({ name: 'shed' })
  await shed.leave()
  await bob.rooms.delete(shed.id)
  await bob.rooms.delete(bob.room.id, { force: true })
  expect(await bob.rooms.list()).toEqual([])
})
