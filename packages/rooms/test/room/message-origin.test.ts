/** The line that says where an imported message is from: written and read the same, whatever a file says. */
import { LIMITS } from '@comice/protocol'
import { expect, test } from 'vitest'
import { readOrigin, splitText, withOrigin } from '../../src/room/message-origin.ts'

const id = `${'y'.repeat(52)}/12`
const origin = { id, name: 'alice', claimedAt: Date.UTC(2026, 0, 2, 10, 0, 5, 7), part: 0 }

test('an origin reads as it was written, and every program can show it as words', () => {
  const text = withOrigin(origin, 'a pear\n\nand two')
  expect(text).toBe(`imported: alice, 2026-01-02T10:00:05.007Z, ${id}\n\na pear\n\nand two`)
  expect(readOrigin(text)).toEqual({ origin, text: 'a pear\n\nand two' })
  const second = { ...origin, part: 3 }
  expect(readOrigin(withOrigin(second, ''))).toEqual({ origin: second, text: '' })
})

test('a name that looks like an origin, moves the cursor or reorders text is only a name', () => {
  const posing = { ...origin, name: `bob, 2020-01-01T00:00:00.000Z, ${'n'.repeat(52)}/1` }
  const read = readOrigin(withOrigin(posing, 'x'))
  expect(read.text).toBe('x')
  expect(read.origin).toMatchObject({ id, claimedAt: origin.claimedAt })
  const loud = readOrigin(withOrigin({ ...origin, name: '\u001b[2Jma\u202ello\nry\ud800' }, 'x'))
  expect(loud.origin?.name).toBe('mallo ry\ufffd')
  expect(readOrigin(withOrigin({ ...origin, name: '\u2066' }, 'x')).origin?.name).toBe('yyyyyyyy')
  const long = readOrigin(withOrigin({ ...origin, name: '🍐'.repeat(1_000) }, 'x')).origin?.name ?? ''
  expect(Buffer.byteLength(long)).toBe(LIMITS.MAX_NAME_BYTES)
})

test.each([
  [-5, 0],
  [1e300, Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
  [12.9, 12],
])('a time of %d is told as the nearest that has four digits of a year', (claimedAt, told) => {
  expect(readOrigin(withOrigin({ ...origin, claimedAt }, '')).origin?.claimedAt).toBe(told)
})

test.each([
  'imported: alice',
  `imported: alice, 2026-13-02T10:00:05.007Z, ${id}\n\nno month`,
  `imported: alice, 2026-01-02T10:00:05.007Z, ${id}\nno empty line`,
  `imported: alice, 2026-01-02T10:00:05.007Z, ${'l'.repeat(52)}/12\n\nno key`,
  ` imported: alice, 2026-01-02T10:00:05.007Z, ${id}\n\nnot the beginning`,
])('what only looks like an origin is text: %s', (text) => {
  expect(readOrigin(text)).toEqual({ origin: null, text })
})

test('a text is split between characters, and comes together again', () => {
  const text = 'aé🍐'.repeat(50)
  const pieces = splitText(text, 10)
  expect(pieces.join('')).toBe(text)
  expect(pieces.every((piece) => Buffer.byteLength(piece) <= 10 && piece.isWellFormed())).toBe(true)
  expect(splitText('', 10)).toEqual([''])
})
