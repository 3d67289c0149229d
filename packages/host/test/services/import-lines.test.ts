/** Where an import goes, and what the room is called. */
import { encodeKey } from '@comice/protocol'
import { createTestRooms } from '@comice/rooms/testing'
import { expect, test } from 'vitest'
import { importLines } from '../../src/services/import-lines.ts'

const key = (byte: number) => encodeKey(new Uint8Array(32).fill(byte))

async function* archive(name: string, messages = 1, room = 9): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  const lines: unknown[] = [{ type: 'room', v: 1, id: key(room), name }]
  for (let at = 0; at < messages; at++)
    lines.push({ type: 'message', id: `${key(7)}/${at}`, name: 'carol', claimedAt: at, text: 'a pear' })
  lines.push({ type: 'end', messages })
  yield Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'))
}

test('an import makes a room of its own, goes on in it, and makes another one only when it is told to', async () => {
  await using peers = await createTestRooms(['dora'], { isOnline: false })
  const { dora } = peers
  const wish = { isDryRun: false }
  const pears = await dora.rooms.create({ name: 'Pears' })
  const first = await importLines(dora, archive('Pears'), { ...wish, nickname: 'dora' })
  expect(first).toMatchObject({ name: 'Import of Pears', isNew: true, imported: 1, isWhole: true })
  expect(first.room).not.toBe(pears.id)
  const again = await importLines(dora, archive('Pears', 2), wish)
  expect(again).toMatchObject({ room: first.room, isNew: false, imported: 1, known: 1 })
  const named = await importLines(dora, archive('Pears'), { ...wish, name: 'Orchard' })
  expect(named).toMatchObject({ name: 'Orchard', isNew: true, imported: 1 })
  const into = await importLines(dora, archive('Pears'), { ...wish, room: pears.id })
  expect(into).toMatchObject({ room: pears.id, isNew: false, imported: 1 })
  expect(await importLines(dora, archive('Pears'), wish)).toMatchObject({ room: named.room, known: 1 })
  const dry = await importLines(dora, archive('Pears', 3, 8), { isDryRun: true })
  expect(dry).toMatchObject({ room: null, isNew: false, imported: 3 })
  expect(await dora.rooms.list()).toHaveLength(3)
})

test('a name that no room may have is shortened, or another one', async () => {
  await using peers = await createTestRooms(['dora'], { isOnline: false })
  const { dora } = peers
  const nameOf = async (name: string, room: number) =>
    (await importLines(dora, archive(name, 1, room), { isDryRun: false })).name
  expect(await nameOf('🍐'.repeat(200), 1)).toBe('🍐'.repeat(16))
  expect(await nameOf('\u001b[2J\u202epears\n2', 2)).toBe('pears 2')
  expect(await nameOf('\u200b\u00ad', 3)).toBe(key(3).slice(0, 8))
  expect(await nameOf(`a${'\u0301'.repeat(20)}`, 4)).toBe(`room ${key(4).slice(0, 8)}`)
})
