/** Removal that takes reading away, in rooms of the second format. */
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Message, Room } from '../../src/room/room.ts'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'

async function messagesOf(room: Room): Promise<readonly Message[]> {
  return (await room.history({ limit: 500 })).messages
}

/** The messages, when `text` has come. */
function untilSaid(room: Room, text: string): Promise<readonly Message[]> {
  return waitFor(
    async () => {
      const messages = await messagesOf(room)
      return messages.some((message) => message.text === text) ? messages : null
    },
    { describe: text, timeoutMs: 25_000 },
  )
}

async function idOf({ peer, room }: RoomMember): Promise<string> {
  const me = (await room.members()).find(({ mine }) => mine)
  if (me === undefined) throw new Error(`${peer.profile.dir} is not in`)
  return me.id
}

test('people talk in a room of the second format, and whoever comes later reads what was said before', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2 })
  const { alice, bob } = test
  expect(await alice.room.format()).toBe(2)
  await alice.room.say('hello')
  await untilSaid(bob.room, 'hello')
  await bob.room.say('hello back')
  await untilSaid(alice.room, 'hello back')
  const carol = await test.join('carol')
  const seen = await untilSaid(carol.room, 'hello back')
  expect(seen.map(({ name, text, unreadable }) => ({ name, text, unreadable }))).toEqual([
    { name: 'alice', text: 'hello', unreadable: null },
    { name: 'bob', text: 'hello back', unreadable: null },
  ])
  await carol.room.say('I read it')
  await untilSaid(alice.room, 'I read it')
}, 120_000)

test('a removed member cannot read what follows, nor write, and the others go on', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { format: 2 })
  const { alice, bob, carol } = test
  await bob.room.say('before')
  await untilSaid(alice.room, 'before')
  await alice.room.remove(await idOf(bob))
  await alice.room.say('after')
  await untilSaid(carol.room, 'after')
  await carol.room.say('after too')
  await untilSaid(alice.room, 'after too')
  expect((await alice.room.members()).map(({ name }) => name).sort()).toEqual(['alice', 'carol'])

  await waitFor(() => bob.room.state === 'removed', { timeoutMs: 25_000 })
  expect(bob.room.problem).toMatchObject({ code: 'ROOM_REMOVED' })
  await expect(bob.room.say('but')).rejects.toMatchObject({ code: 'ROOM_REMOVED' })
  const atBob = await waitFor(async () => {
    const messages = await messagesOf(bob.room)
    return messages.length === 3 ? messages : null
  })
  expect(atBob.map(({ text, unreadable }) => ({ text, unreadable }))).toEqual([
    { text: 'before', unreadable: null },
    { text: '', unreadable: 'no-key' },
    { text: '', unreadable: 'no-key' },
  ])
  const dave = await test.join('dave')
  const texts = (await untilSaid(dave.room, 'after too')).map(({ text }) => text)
  expect(texts).toEqual(['before', 'after', 'after too'])
}, 180_000)

test('whoever follows the updates of a room sees at one of them that they are out', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2 })
  const { alice, bob } = test
  await waitFor(() => bob.room.state === 'member', { timeoutMs: 25_000 })
  const seen: string[] = []
  bob.room.on('update', () => seen.push(bob.room.state))
  await alice.room.remove(await idOf(bob))
  await waitFor(() => seen.at(-1) === 'removed', { timeoutMs: 25_000 })
}, 60_000)
