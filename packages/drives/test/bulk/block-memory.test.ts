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

test('small blocks that lie in one piece of memory have it until the last of them is done', () => {
  const memory = new BlockMemory()
  const piece = markWhole(Buffer.alloc(3000, 1))
  const blocks = [0, 1000, 2000].map((at) => piece.subarray(at, at + 1000))
  memory.share(piece, blocks)
  for (const block of [...blocks, ...blocks]) memory.use(block)
  for (const block of [...blocks, ...blocks.slice(1)]) memory.done(block)
  expect(blocks.map(({ byteLength }) => byteLength)).toEqual([1000, 1000, 1000])
  memory.done(blocks[0] as Uint8Array)
  expect([piece, ...blocks].map(({ byteLength }) => byteLength)).toEqual([0, 0, 0, 0])
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
