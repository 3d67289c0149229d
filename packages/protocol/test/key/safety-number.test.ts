import { randomBytes } from 'node:crypto'
import { safetyNumber } from '@comice/protocol'
import { expect, test } from 'vitest'

const alice = new Uint8Array(32).fill(1)
const bob = new Uint8Array(32).fill(2)

test('both see the same sixty digits', () => {
  expect(safetyNumber(alice, bob)).toBe(safetyNumber(bob, alice))
  expect(safetyNumber(alice, bob)).toMatch(/^(?:\d{5} ){11}\d{5}$/u)
})

test('the number of two keys never changes', () => {
  expect(safetyNumber(alice, bob)).toBe(
    '89172 24007 26177 02442 16756 66686 67844 67052 77676 54385 50727 02682',
  )
})

test('another identity at either end gives another number', () => {
  const seen = new Set(Array.from({ length: 1000 }, () => safetyNumber(alice, randomBytes(32))))
  expect(seen.size).toBe(1000)
})

test('what is no key is refused', () => {
  expect(() => safetyNumber(alice, bob.subarray(1))).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }))
})
