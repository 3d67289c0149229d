/** Rooms as lines, whole and in order, whatever was done to what was said. */
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { ArchiveLine, ArchiveMessage } from '../../src/archive/archive-line.ts'
import { exportRoom } from '../../src/archive/export-room.ts'
import { MAX_PAGE_MESSAGES } from '../../src/constants.ts'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom, createTestRooms } from '../../src/testing/test-room.ts'

async function linesOf(room: Room): Promise<ArchiveLine[]> {
  const lines: ArchiveLine[] = []
  for await (const line of exportRoom(room, { exportedAt: 1_000 })) lines.push(line)
  return lines
}

const messagesIn = (lines: readonly ArchiveLine[]) =>
  lines.filter((line): line is ArchiveMessage => line.type === 'message')

test('a room is exported with who said what when, what it answers, what was edited and deleted, and reactions', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const first = await alice.room.say('a ripe pear')
  await waitFor(async () => (await bob.room.history()).messages.length === 1)
  const answer = await bob.room.say('two', { replyTo: first, mentions: [first.author] })
  const slip = await bob.room.say('a slip')
  await bob.room.react(first.id, ['🍐'])
  await bob.room.edit(answer.id, 'two pears')
  await bob.room.delete(slip.id)
  const lines = await waitFor(async () => {
    const found = await linesOf(alice.room)
    const messages = messagesIn(found)
    const isAllThere = messages.length === 3 && messages[2]?.deletedBy !== null && messages[1]?.editedAt
    return isAllThere ? found : null
  })
  expect(lines[0]).toMatchObject({
    ...{ type: 'room', v: 1, id: alice.room.id, name: 'garden', exportedAt: 1_000, messages: 3 },
    exportedBy: first.author,
  })
  expect(lines.filter(({ type }) => type === 'member')).toMatchObject([{}, {}])
  expect(lines.at(-1)).toEqual({ type: 'end', messages: 3 })
  const [one, two, three] = messagesIn(lines)
  expect(one).toMatchObject({ id: first.id, seq: 0, name: 'alice', text: 'a ripe pear', editedAt: null })
  expect(one?.reactions).toEqual([{ emoji: '🍐', by: [answer.author] }])
  expect(two).toMatchObject({
    ...{ id: answer.id, author: answer.author, text: 'two pears', mentions: [first.author] },
    ...{ replyTo: { id: first.id, seq: 0 }, claimedAt: answer.claimedAt },
  })
  expect(two?.editedAt).toBeGreaterThan(0)
  expect(three).toMatchObject({ text: '', deletedBy: answer.author })
  expect(one).not.toHaveProperty('mine')
})

test('a room of more than a page is exported once each, in order', async () => {
  await using peers = await createTestRooms(['alice'], { isOnline: false })
  const room = await peers.alice.rooms.create({ name: 'garden' })
  const count = MAX_PAGE_MESSAGES + 3
  await Promise.all(Array.from({ length: count }, (_, at) => room.say(`pear ${at}`)))
  const messages = messagesIn(await linesOf(room))
  expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, at) => at))
  expect(new Set(messages.map(({ id }) => id)).size).toBe(count)
  expect(messages.at(-1)?.text).toBe(`pear ${count - 1}`)
})

test('an empty room is exported as one', async () => {
  await using peers = await createTestRooms(['alice'], { isOnline: false })
  const room = await peers.alice.rooms.create({ name: 'garden', nickname: 'alice' })
  expect((await linesOf(room)).map(({ type }) => type)).toEqual(['room', 'member', 'end'])
})
