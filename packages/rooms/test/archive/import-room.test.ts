/** Archives become rooms: everything that was said, as said by others elsewhere, and nothing twice. */
import { encodeKey, LIMITS } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { ArchiveLine } from '../../src/archive/archive-line.ts'
import { exportRoom } from '../../src/archive/export-room.ts'
import { type ImportOptions, importRoom } from '../../src/archive/import-room.ts'
import { MAX_ARCHIVE_LINE_BYTES, MAX_SAY_BATCH } from '../../src/constants.ts'
import type { Message, Room } from '../../src/room/room.ts'
import { createTestRoom, createTestRooms, type RoomPeer } from '../../src/testing/test-room.ts'

const key = (byte: number) => encodeKey(new Uint8Array(32).fill(byte))
const idOf = (index: number) => `${key(7)}/${index}`
const ROOM_LINE = { type: 'room', v: 1, id: key(9), name: 'Pears' }

interface Line {
  readonly id?: string
  readonly [field: string]: unknown
}

function message(index: number, fields: Line = {}): Line {
  return {
    type: 'message',
    id: idOf(index),
    name: 'carol',
    claimedAt: 1_000 + index,
    text: `pear ${index}`,
    ...fields,
  }
}

/** In pieces of a few bytes, as a pipe may give them. */
async function* bytesOf(lines: readonly (Line | string)[], size = 1_000): AsyncGenerator<Uint8Array> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const bytes = Buffer.from(text)
  for (let from = 0; from < bytes.byteLength; from += size) {
    await Promise.resolve()
    yield bytes.subarray(from, from + size)
  }
}

/** Imports into a new room of somebody, or goes on in one. */
function importer({ rooms }: RoomPeer, into: Room | null = null): ImportOptions {
  return { find: () => Promise.resolve(into), make: ({ name }) => rooms.create({ name, nickname: 'dora' }) }
}

async function messagesOf(room: Room | null): Promise<readonly Message[]> {
  return (await room?.history({ limit: 500 }))?.messages ?? []
}

/** What was edited and deleted has come. */
function isSettled(lines: readonly ArchiveLine[]): boolean {
  const messages = lines.filter((line) => line.type === 'message')
  return (
    messages.some(({ deletedBy }) => deletedBy !== null) && messages.some(({ editedAt }) => editedAt !== null)
  )
}

test('what alice and bob said in one room is in a room of dora’s, with their names, times and order', async () => {
  await using garden = await createTestRoom(['alice', 'bob'])
  await using others = await createTestRooms(['dora'])
  const { alice, bob } = garden
  const first = await alice.room.say('a ripe pear')
  await waitFor(async () => (await bob.room.history()).messages.length === 1)
  const answer = await bob.room.say('two', { replyTo: first, mentions: [first.author] })
  const slip = await bob.room.say('a slip')
  await bob.room.react(first.id, ['🍐'])
  await bob.room.edit(answer.id, 'two pears')
  await bob.room.delete(slip.id)
  const lines = await waitFor(async () => {
    const found: ArchiveLine[] = []
    for await (const line of exportRoom(alice.room)) found.push(line)
    return isSettled(found) ? found : null
  })
  const archive = lines.map((line) => JSON.stringify(line))
  const { room, ...result } = await importRoom(bytesOf(archive, 7), importer(others.dora))
  expect(result).toEqual({
    ...{ imported: 2, known: 0, deleted: 1, unreadable: 0, files: 0, isWhole: true },
    source: { id: alice.room.id, name: 'garden' },
  })
  const [one, two] = await messagesOf(room)
  expect(one).toMatchObject({
    ...{ name: 'dora', mine: true, replyTo: null, text: 'a ripe pear\n\n[reactions: 🍐 1]' },
    imported: { id: first.id, name: 'alice', claimedAt: first.claimedAt, part: 0 },
  })
  expect(two).toMatchObject({
    ...{ text: 'two pears', mentions: [], replyTo: { id: one?.id, seq: 0 } },
    imported: { id: answer.id, name: 'bob', claimedAt: answer.claimedAt },
  })

  // Exported and imported again, what alice said is still hers, and not dora's.
  const again = []
  if (room === null) throw new Error('there is no room')
  for await (const line of exportRoom(room)) again.push(JSON.stringify(line))
  const second = await importRoom(bytesOf(again), importer(others.dora))
  const [copy] = await messagesOf(second.room)
  expect(copy?.imported).toMatchObject({ name: 'dora', id: one?.id })
  expect(copy?.text).toContain(`imported: alice, ${new Date(first.claimedAt).toISOString()}, ${first.id}`)
})

test('an import that was cut goes on, and what is there does not come again', async () => {
  await using peers = await createTestRooms(['dora'])
  const count = MAX_SAY_BATCH + 44
  const lines = [
    ROOM_LINE,
    ...Array.from({ length: count }, (_, at) =>
      message(at, at % 10 === 9 ? { replyTo: { id: idOf(at - 9) } } : {}),
    ),
  ]
  const end = { type: 'end', messages: count }
  const cut = await importRoom(bytesOf(lines.slice(0, 40)), importer(peers.dora))
  expect(cut).toMatchObject({ imported: 39, known: 0, isWhole: false })
  const { room } = cut
  if (room === null) throw new Error('there is no room')
  // Those have come, whatever became of them here.
  const before = (await room.history()).messages
  await room.edit(before[3]?.id ?? '', 'mine now')
  await room.delete(before[4]?.id ?? '')
  await room.say('something between')
  const rest = await importRoom(bytesOf([...lines, end]), importer(peers.dora, room))
  expect(rest).toMatchObject({ imported: count - 39, known: 39, isWhole: true })
  const again = await importRoom(bytesOf([...lines, end]), importer(peers.dora, room))
  expect(again).toMatchObject({ imported: 0, known: count, isWhole: true })
  const { messages } = await room.history({ limit: 500 })
  expect(messages).toHaveLength(count + 1)
  expect(messages[3]).toMatchObject({ text: 'mine now', imported: null })
  const origins = messages.flatMap(({ imported }) => imported?.id ?? [])
  const expected = Array.from({ length: count }, (_, at) => idOf(at))
  expect(origins).toEqual(expected.filter((id) => id !== idOf(3) && id !== idOf(4)))
  const byOrigin = new Map(messages.map((one) => [one.imported?.id, one]))
  expect(byOrigin.get(idOf(49))?.replyTo?.id).toBe(byOrigin.get(idOf(40))?.id)
})

test('a line that cannot be read ends the import, and says which and how much is in', async () => {
  await using peers = await createTestRooms(['dora'])
  const bad: readonly [Line | string, string][] = [
    ['{"type":"mess', 'line 4 of what is imported is no object of JSON; 2 messages were imported before it'],
    [message(2, { text: 5 }), 'a message without a text'],
    [message(2, { id: 'x/1' }), 'a message without an id'],
    [ROOM_LINE, 'begins another room'],
    [`"${'x'.repeat(MAX_ARCHIVE_LINE_BYTES)}"`, `takes more than ${MAX_ARCHIVE_LINE_BYTES} bytes`],
  ]
  for (const [line, words] of bad) {
    const rooms: Room[] = []
    const make: ImportOptions['make'] = async ({ name }) => {
      const room = await peers.dora.rooms.create({ name })
      rooms.push(room)
      return room
    }
    const archive = [ROOM_LINE, message(0), message(1), line, message(3)]
    const find = () => Promise.resolve(null)
    await expect(importRoom(bytesOf(archive, 64_000), { find, make })).rejects.toMatchObject({
      ...{ code: 'ARCHIVE_INVALID', details: { line: 4, imported: 2 } },
      message: expect.stringContaining(words) as string,
    })
    const texts = (await messagesOf(rooms[0] ?? null)).map(({ text }) => text)
    expect(texts).toEqual(['pear 0', 'pear 1'])
  }
})

test('what is no archive, or of a later version, makes no room', async () => {
  await using peers = await createTestRooms(['dora'])
  const run = (lines: readonly (Line | string)[]) => importRoom(bytesOf(lines), importer(peers.dora))
  await expect(run([])).rejects.toMatchObject({ code: 'ARCHIVE_INVALID', details: { line: 1 } })
  await expect(run([message(1)])).rejects.toMatchObject({ code: 'ARCHIVE_INVALID', details: { line: 1 } })
  await expect(run([{ ...ROOM_LINE, v: 2 }])).rejects.toMatchObject({ code: 'ARCHIVE_NEWER' })
  await expect(run([{ ...ROOM_LINE, id: '../x' }])).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' })
  expect(await run([ROOM_LINE])).toMatchObject({ room: null, imported: 0, isWhole: false })
  expect(await peers.dora.rooms.list()).toEqual([])
})

test('what a file says twice, hides, or nobody could read is counted, and comes in as text only', async () => {
  await using peers = await createTestRooms(['dora'])
  const long = '🍐'.repeat(LIMITS.MAX_MESSAGE_BYTES / 4)
  const archive = [
    ROOM_LINE,
    { type: 'of a later version', anything: [1] },
    message(0, { name: '\u001b]0;owned\u0007ma\u202ellory\nbob', text: 'x\u0000y', claimedAt: 1e300 }),
    message(0, { text: 'again' }),
    message(1, { text: '', deletedBy: key(1) }),
    message(2, { text: '', unreadable: 'no-key' }),
    message(3, { text: '', files: [{ name: '../../passwd', size: 12 }, 'nonsense'], mentions: [key(3)] }),
    message(4, { text: long, replyTo: { id: idOf(99) }, isForwarded: true }),
    { type: 'end', messages: 6 },
  ]
  const counts = { imported: 3, known: 1, deleted: 1, unreadable: 1, files: 1, isWhole: true }
  const dry = await importRoom(bytesOf(archive), { find: () => Promise.resolve(null) })
  expect(dry).toMatchObject({ ...counts, room: null })
  expect(await peers.dora.rooms.list()).toEqual([])
  const { room, ...result } = await importRoom(bytesOf(archive), importer(peers.dora))
  expect(result).toMatchObject(counts)
  const messages = await messagesOf(room)
  expect(messages[0]).toMatchObject({ text: 'x\u0000y', imported: { name: 'mallory bob' } })
  expect(messages[1]).toMatchObject({ text: '[file, not imported: ../../passwd, 12 bytes]', mentions: [] })
  const parts = messages.slice(2)
  expect(parts.map(({ imported }) => imported?.part)).toEqual([0, 1])
  expect(parts.map(({ text }) => text).join('')).toBe(long)
  expect(parts[0]).toMatchObject({ replyTo: null, isForwarded: true })
})
