import { expect, test } from 'vitest'
import { FreshBlocks } from '../../src/bulk/fresh-blocks.ts'

test('of blocks that nobody takes only so many are kept, also when they have no bytes', () => {
  const fresh = new FreshBlocks(true)
  const count = 100_000
  const verified = { start: 0, blocks: Array.from({ length: count }, () => Buffer.alloc(0)), nodes: [] }
  fresh.add(verified)
  fresh.stored(verified)
  expect(fresh.take(0)).toBeNull()
  expect(fresh.take(count - 1)).toEqual(Buffer.alloc(0))
})
