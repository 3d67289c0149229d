import c from 'compact-encoding'
import { expect, test } from 'vitest'
import { MAPPED_PER_BLOCK, MAX_BLOCK_MAP_BLOCKS } from '../../src/constants.ts'
import { encodeBlockMap, readBlockMap } from '../../src/contents/block-map.ts'

const mapped = Array.from({ length: MAPPED_PER_BLOCK + 1 }, (_, block) => ({ block, byteLength: 1 }))

/** A map as others may write it: its length, and as many times the same two numbers. */
function hostileBlock(count: number, block: number): Uint8Array {
  const one = c.encode(c.uint, block)
  const head = Buffer.concat([c.encode(c.uint, 0), c.encode(c.uint, count)])
  return Buffer.concat([head, Buffer.alloc(count * 2 * one.byteLength, one)])
}

test('a map is read as it was written', async () => {
  const blocks = encodeBlockMap(mapped)
  expect(await readBlockMap((index) => Promise.resolve(blocks[index - 7] ?? null), [7, 9])).toEqual(mapped)
})

test('a map of which a block is not here is none', async () => {
  expect(await readBlockMap(() => Promise.resolve(null), [0, 1])).toBeNull()
})

test('a block of a map may be as long as hyperblobs writes it, and no longer', async () => {
  const full = hostileBlock(MAPPED_PER_BLOCK, Number.MAX_SAFE_INTEGER)
  expect(await readBlockMap(() => Promise.resolve(full), [0, 1])).toHaveLength(MAPPED_PER_BLOCK)
  const long = hostileBlock(2 * MAPPED_PER_BLOCK, Number.MAX_SAFE_INTEGER)
  expect(await readBlockMap(() => Promise.resolve(long), [0, 1])).toBeNull()
})

test('short numbers make no map longer than any that is written', async () => {
  const dense = hostileBlock(9 * MAPPED_PER_BLOCK, 1)
  let reads = 0
  const read = () => {
    reads++
    return Promise.resolve(dense)
  }
  expect(await readBlockMap(read, [0, MAX_BLOCK_MAP_BLOCKS])).toBeNull()
  expect(reads).toBeLessThan(10)
})
