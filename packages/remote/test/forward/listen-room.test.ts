import { expect, test } from 'vitest'
import { MAX_LISTEN_CONNECTIONS, MAX_LISTEN_WAITING, MAX_LISTENERS } from '../../src/constants.ts'
import { type Entered, ListenRoom } from '../../src/forward/listen-room.ts'

test('a device has so many addresses, and another one its own', () => {
  const room = new ListenRoom()
  const leave = Array.from({ length: MAX_LISTENERS }, () => room.listen('bob'))
  expect(() => room.listen('bob')).toThrow(/\b64\b/u)
  room.listen('carol')
  leave[0]?.()
  leave[0]?.()
  room.listen('bob')
  expect(() => room.listen('bob')).toThrow(/\b64\b/u)
})

test('so many connections wait to be taken, and so many are there at all', () => {
  const room = new ListenRoom()
  const fill = () => {
    const entered: Entered[] = []
    for (let next = room.enter('bob'); next !== null; next = room.enter('bob')) entered.push(next)
    return entered
  }
  const all: Entered[] = []
  for (let next = fill(); next.length > 0; next = fill()) {
    expect(next.length).toBeLessThanOrEqual(MAX_LISTEN_WAITING)
    for (const one of next) one.asked()
    all.push(...next)
  }
  expect(all.length).toBe(MAX_LISTEN_CONNECTIONS)
  for (const one of all) one.left()
  // Gone, but the device has not said yet whether it takes them.
  for (const one of fill()) one.left()
  expect(room.enter('bob')).toBe(null)
  expect(room.enter('carol')).not.toBe(null)
})
