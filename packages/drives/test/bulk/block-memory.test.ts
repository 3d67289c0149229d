import { markWhole } from '@comice/protocol'
import { expect, test } from 'vitest'
import { BlockMemory } from '../../src/bulk/block-memory.ts'
import { FreshBlocks } from '../../src/bulk/fresh-blocks.ts'

test('a block has its bytes until the last of its users is done', () => {
  const memory = new BlockMemory()
  const block = markWhole(Buffer.alloc(1000, 1))
  memory.use(block)
  memory.use(block)
  memory.done(block)
  expect(block.byteLength).toBe(1000)
  memory.done(block)
  expect(block.byteLength).toBe(0)
  memory.done(block)
})

test('two that wait for one block are two users, and so is whoever takes what nobody waited for', async () => {
  const memory = new BlockMemory()
  const fresh = new FreshBlocks(true, memory)
  const [waited, taken] = [markWhole(Buffer.alloc(1000, 1)), markWhole(Buffer.alloc(1000, 2))]
  const both = Promise.all([fresh.wait(0), fresh.wait(0)])
  fresh.add({ start: 0, blocks: [waited, taken], nodes: [] })
  expect(await both).toEqual([waited, waited])
  memory.done(waited)
  expect(waited.byteLength).toBe(1000)
  memory.done(waited)
  expect(waited.byteLength).toBe(0)

  expect(fresh.take(1)).toBe(taken)
  fresh.close()
  expect(taken.byteLength).toBe(1000)
  memory.done(taken)
  expect(taken.byteLength).toBe(0)
})
