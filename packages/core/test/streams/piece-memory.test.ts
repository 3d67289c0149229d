import { expect, test } from 'vitest'
import { giveBack, markWhole } from '../../src/streams/piece-memory.ts'

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
