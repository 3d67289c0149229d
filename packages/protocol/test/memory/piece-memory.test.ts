import { expect, test } from 'vitest'
import { giveBack, isAlone, markWhole } from '../../src/memory/piece-memory.ts'

test('what was marked is empty when it is given back, and a part of it or anything else stays', () => {
  const marked = markWhole(Buffer.alloc(100, 1))
  const other = Buffer.alloc(100, 2)
  giveBack(other)
  giveBack(marked.subarray(0, 50))
  expect(marked.byteLength).toBe(100)
  giveBack(marked)
  giveBack(marked)
  expect(marked.byteLength).toBe(0)
  expect(other).toEqual(Buffer.alloc(100, 2))
})

test('large bytes alone in their memory are so; a part of it, and what shares memory, is not', () => {
  const alone = Buffer.allocUnsafeSlow(16 * 1024)
  expect(isAlone(alone)).toBe(true)
  expect(isAlone(alone.subarray(1))).toBe(false)
  expect(isAlone(Buffer.allocUnsafeSlow(100))).toBe(false)
  expect(isAlone(Buffer.from('slab'))).toBe(false)
})
