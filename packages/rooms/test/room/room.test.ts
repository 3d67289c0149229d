import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { AutobaseRoom } from '../../src/room/room-autobase.ts'
import { createTestRoom, createTestRooms } from '../../src/testing/test-room.ts'

test('a room is found by its id, its name, or the start of its id', async () => {
  await using peers = await createTestRooms(['alice'])
  const { rooms } = peers.alice
  const garden = await rooms.create({ name: 'garden' })
  await rooms.create({ name: 'kitchen' })
  await rooms.create({ name: 'kitchen' })
  for (const name of ['garden', garden.id, garden.id.slice(0, 8), Buffer.from(garden.key).toString('hex')]) {
    expect(await rooms.open(name)).toBe(garden)
  }
  await expect(rooms.open('kitchen')).rejects.toMatchObject({ code: 'ROOM_AMBIGUOUS' })
  await expect(rooms.open('cellar')).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' })
  await expect(rooms.open('')).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' })
})

test('a room works with no network at all', async () => {
  await using peers = await createTestRooms([])
  const alice = await peers.add('alice', { isOnline: false })
  const room = await alice.rooms.create({ name: 'diary', nickname: 'alice' })
  const said = await room.say('dear diary')
  expect(said).toMatchObject({ seq: 0, name: 'alice', text: 'dear diary', mine: true })
  expect((await room.history()).messages).toEqual([said])
})

test('a quiet room does not grow', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { rooms: { ackIntervalMs: 50 } })
  const { alice, bob } = test
  await bob.room.say('hello')
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  const bases = [alice, bob].map(({ room }) => (room as AutobaseRoom).base)
  // The indexer acknowledges once, which signs what was said…
  await waitFor(() => bases.every((base) => base.signedLength === base.length))
  const lengths = () => bases.map((base) => [base.local.length, base.length])
  const before = lengths()
  // … and then, for forty times as long as it waits before one, no more.
  const until = performance.now() + 2_000
  await waitFor(() => performance.now() > until)
  expect(lengths()).toEqual(before)
})

test('every core of a room is listed, those of members who left too', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'])
  const { alice, bob, carol } = test
  await bob.room.say('bye')
  await waitFor(async () => (await carol.room.history()).messages.length === 1)
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  await bob.close()
  const cores = await carol.room.cores()
  expect(cores.map(({ kind }) => kind).sort()).toEqual(['system', 'view', 'writer', 'writer', 'writer'])
  const keys = (await alice.room.cores()).map(({ key }) => Buffer.from(key).toString('hex'))
  expect(new Set(cores.map(({ key }) => Buffer.from(key).toString('hex')))).toEqual(new Set(keys))
  let changes = 0
  alice.room.on('cores', () => changes++)
  await test.join('dave')
  await waitFor(() => changes > 0)
})

test('seeders travel in the room', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const key = Buffer.alloc(32, 7)
  await test.bob.room.setSeeder(key)
  await waitFor(async () => (await test.alice.room.seeders()).length === 1)
  expect(Buffer.from((await test.alice.room.seeders())[0] ?? [])).toEqual(key)
  await test.alice.room.setSeeder(key, false)
  await waitFor(async () => (await test.bob.room.seeders()).length === 0)
})

test('peers that come back meet again and exchange what they missed', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  await test.bob.close()
  await test.alice.room.say('while you were away')
  const bob = await test.peers.reopen(test.bob)
  const room = await bob.rooms.open('garden')
  await waitFor(async () => (await room.history()).messages.length === 1)
  await room.say('thanks')
  await waitFor(async () => (await test.alice.room.history()).messages.length === 2)
})
