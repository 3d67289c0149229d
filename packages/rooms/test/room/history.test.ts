import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'

async function texts(room: Room): Promise<string[]> {
  return (await room.history({ limit: 500 })).messages.map(({ text }) => text)
}

async function sayMany(room: Room, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, number) => room.say(`message ${number}`)))
}

test('history comes by pages, oldest first, and says whether there is more', async () => {
  await using test = await createTestRoom(['alice'])
  const { room } = test.alice
  await sayMany(room, 12)
  const newest = await room.history({ limit: 5 })
  expect(newest.messages.map(({ seq }) => seq)).toEqual([7, 8, 9, 10, 11])
  expect(newest.more).toBe(true)
  const older = await room.history({ limit: 10, before: 7 })
  expect(older.messages.map(({ text }) => text)).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((number) => `message ${number}`),
  )
  expect(older.more).toBe(false)
  expect(await room.history({ before: 0 })).toEqual({ messages: [], more: false })
})

test('what two say while they are cut off from each other is in one order at both afterwards', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { underlay })
  const { alice, bob } = test
  await alice.room.say('before')
  await waitFor(async () => (await texts(bob.room)).length === 1)
  underlay.cut('bob')
  for (const number of [1, 2, 3]) {
    await alice.room.say(`alice ${number}`)
    await bob.room.say(`bob ${number}`)
  }
  expect(await texts(alice.room)).toHaveLength(4)
  expect(await texts(bob.room)).toHaveLength(4)
  underlay.heal()
  await waitFor(
    async () => {
      const [atAlice, atBob] = await Promise.all([texts(alice.room), texts(bob.room)])
      return atAlice.length === 7 && atAlice.join() === atBob.join()
    },
    { timeoutMs: 25_000 },
  )
  const order = await texts(alice.room)
  for (const name of ['alice', 'bob']) {
    expect(order.filter((text) => text.startsWith(name))).toEqual(
      [1, 2, 3].map((number) => `${name} ${number}`),
    )
  }
})

test('a room that is closed and opened again has everything, and goes on', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  await test.bob.room.say('one')
  await waitFor(async () => (await texts(test.alice.room)).length === 1)
  for (const name of ['alice', 'bob'] as const) {
    const peer = await test.peers.reopen(test[name])
    expect(await peer.rooms.list()).toMatchObject([{ name: 'garden', isOpen: false }])
    const room = await peer.rooms.open('garden')
    expect(room.state).toBe('member')
    expect(room.name).toBe('garden')
    expect(await texts(room)).toContain('one')
    await room.say(`${name} is back`)
    expect(await texts(room)).toContain(`${name} is back`)
  }
})

test('a newcomer to a room of 2,000 messages reads the newest page without the history', async () => {
  await using test = await createTestRoom(['alice'])
  await sayMany(test.alice.room, 2_000)
  const startedAt = performance.now()
  const carol = await test.join('carol')
  const { messages, more } = await waitFor(async () => {
    const page = await carol.room.history()
    return page.messages.at(-1)?.text === 'message 1999' ? page : null
  })
  console.log(
    `newcomer: newest page of 2,000 after ${Math.round(performance.now() - startedAt)} ms, joining included`,
  )
  expect(messages).toHaveLength(50)
  expect(more).toBe(true)
  // All blocks of a room that carol has are those of cores she opened; history would be 2,000 of alice's.
  const base = test.alice.room.key
  const writer = carol.peer.store.get({ key: base, active: false })
  await writer.ready()
  let blocks = 0
  for (let index = 0; index < writer.length; index++) if (await writer.has(index)) blocks++
  expect(writer.length).toBeGreaterThan(1_999)
  expect(blocks).toBeLessThan(300)
  await writer.close()
})

test('many things said at once are all said, in their order, and each call gets its own', async () => {
  await using test = await createTestRoom(['alice'])
  const { room } = test.alice
  const said = await Promise.all(Array.from({ length: 3_000 }, (_, number) => room.say(`message ${number}`)))
  expect(said.map(({ seq }) => seq)).toEqual(Array.from({ length: 3_000 }, (_, number) => number))
  expect(said.map(({ text }) => text)).toEqual(said.map((_message, number) => `message ${number}`))
})

test('what cannot be said is refused with its reason', async () => {
  await using test = await createTestRoom(['alice'])
  const { room } = test.alice
  await expect(room.say('')).rejects.toMatchObject({ code: 'MESSAGE_INVALID' })
  await expect(room.say('é'.repeat(8_193))).rejects.toMatchObject({ code: 'MESSAGE_INVALID' })
  await expect(room.say('\ud800')).rejects.toMatchObject({ code: 'MESSAGE_INVALID' })
  await expect(room.rename('a\u0007b')).rejects.toMatchObject({ code: 'NAME_INVALID' })
  const longest = await room.say('é'.repeat(8_192))
  expect(longest.text).toHaveLength(8_192)
  await room.close()
  await expect(room.say('too late')).rejects.toMatchObject({ code: 'ROOM_CLOSED' })
  await expect(room.history()).rejects.toMatchObject({ code: 'ROOM_CLOSED' })
})
