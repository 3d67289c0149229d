import { expect, test } from 'vitest'
import { MAX_BULK_FRESH_BYTES } from '../../src/constants.ts'
import { FreshBlocks } from '../../src/bulk/fresh-blocks.ts'

test('of blocks that nobody takes only so many are kept, also when they have no bytes', async () => {
  const fresh = new FreshBlocks(true)
  const count = 100_000
  const verified = { start: 0, blocks: Array.from({ length: count }, () => Buffer.alloc(0)), nodes: [] }
  fresh.add(verified)
  await fresh.room()
  fresh.stored(verified)
  expect(fresh.take(0)).toBeNull()
  expect(fresh.take(count - 1)).toEqual(Buffer.alloc(0))
})

test('while somebody takes them, no block is forgotten for those that follow', async () => {
  const fresh = new FreshBlocks(true)
  const block = () => Buffer.alloc(MAX_BULK_FRESH_BYTES / 2)
  const taken: number[] = []
  const take = (index: number) => {
    if (fresh.take(index) !== null) taken.push(index)
  }
  fresh.add({ start: 0, blocks: [block(), block()], nodes: [] })
  take(0)
  fresh.add({ start: 2, blocks: [block()], nodes: [] })
  const room = fresh.room()
  take(1)
  await room
  take(2)
  expect(taken).toEqual([0, 1, 2])
})
