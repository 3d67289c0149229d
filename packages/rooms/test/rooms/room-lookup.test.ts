import { encodeKey } from '@comice/protocol'
import { expect, test } from 'vitest'
import { findRoom } from '../../src/rooms/room-lookup.ts'

const [PEARS, PLUMS] = [1, 2].map((byte) => encodeKey(Buffer.alloc(32, byte))) as [string, string]
const START = PEARS.slice(0, 12)

test('a room is found by its id, its name, or the start of its id', () => {
  const rooms = [
    { id: PEARS, name: 'Pears' },
    { id: PLUMS, name: 'Plums' },
  ]
  for (const text of [PEARS, 'Pears', START, Buffer.alloc(32, 1).toString('hex')])
    expect(findRoom(rooms, text)).toBe(PEARS)
  expect(() => findRoom(rooms, 'Apples')).toThrow(expect.objectContaining({ code: 'ROOM_NOT_FOUND' }))
})

test('a room that others have named by the id of another one, or its start, is not taken for that', () => {
  const posing = (name: string) => [
    { id: PEARS, name: 'Pears' },
    { id: PLUMS, name },
  ]
  expect(findRoom(posing(PEARS), PEARS)).toBe(PEARS)
  for (const [name, text] of [
    [START, START],
    ['Pears', 'Pears'],
  ] as const)
    expect(() => findRoom(posing(name), text)).toThrow(expect.objectContaining({ code: 'ROOM_AMBIGUOUS' }))
})
