import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { firstMissing, hasBlock, signedTree, writeVerified } from '../../src/bulk/core-blocks.ts'
import { levelAt, provenNodes } from '../../src/bulk/range-tree.ts'
import { connect, createCores, storedChunk } from './cores.ts'

/** Moves blocks from one core to another as chunks of up to 2^maxLevel of them, by one write. */
async function move(
  from: Hypercore,
  to: Hypercore,
  { start, end, maxLevel }: { start: number; end: number; maxLevel: number },
): Promise<boolean> {
  const tree = signedTree(to)
  const verified = []
  for (let at = start; at < end;) {
    const level = levelAt(at, end, maxLevel)
    const { blocks, path } = await storedChunk(from, { start: at, level }, tree.length)
    const nodes = provenNodes({ start: at, level }, { blocks, path }, tree)
    if (nodes === null) throw new Error('not proven')
    verified.push({ start: at, blocks, nodes })
    at += blocks.length
  }
  return writeVerified(to, tree, verified)
}

test('what was written is a core that plain hypercore opens, audits, and gives on to others', async () => {
  await using cores = createCores()
  const source = await cores.filled(Array.from({ length: 300 }, (_, at) => 1 + (at % 90)))
  const dir = await cores.dir()
  const copy = await cores.copyOf(source, dir)
  // Not all of it, and not in order.
  expect(await move(source, copy, { start: 250, end: 300, maxLevel: 4 })).toBe(true)
  expect(await move(source, copy, { start: 0, end: 200, maxLevel: 6 })).toBe(true)
  expect(copy.contiguousLength).toBe(200)
  await copy.close()

  const again = await cores.open(dir, source.key)
  expect([again.length, again.contiguousLength, again.byteLength]).toEqual([300, 200, source.byteLength])
  expect([
    await again.has(0, 200),
    await again.has(200),
    await again.has(249),
    await again.has(250, 300),
  ]).toEqual([true, false, false, true])
  const third = await cores.open(await cores.dir(), source.key)
  const stop = connect(again, third)
  for (const index of [0, 1, 63, 199, 250, 299]) {
    expect(await third.get(index)).toEqual(await source.get(index))
    // Up to the signature, as `verify` does it.
    const proof = await again.proof({ block: { index, nodes: 0 }, upgrade: { start: 0, length: 300 } })
    expect(proof).not.toBeNull()
  }
  expect(await third.seek(4000)).toEqual(await source.seek(4000))
  stop()
})

test('bits of blocks are right on both sides of a page of the bitfield', async () => {
  await using cores = createCores()
  const length = 32_768 + 40
  const source = await cores.filled(Array.from({ length }, () => 1))
  const dir = await cores.dir()
  const copy = await cores.copyOf(source, dir)
  await move(source, copy, { start: 32_749, end: 32_803, maxLevel: 5 })
  await copy.close()
  const again = await cores.open(dir, source.key)
  expect(firstMissing(again, [32_749, 32_803])).toBeNull()
  expect(firstMissing(again, [0, length])).toEqual([0, 32_749])
  expect(firstMissing(again, [32_749, length])).toEqual([32_803, length])
  expect([
    hasBlock(again, 32_748),
    hasBlock(again, 32_749),
    hasBlock(again, 32_802),
    hasBlock(again, 32_803),
  ]).toEqual([false, true, true, false])
})

test('who waits for a block that no peer gives has it when it was written', async () => {
  await using cores = createCores()
  const source = await cores.filled([10, 10, 10, 10])
  const copy = await cores.copyOf(source)
  const waited = copy.get(2, { timeout: 0 })
  await move(source, copy, { start: 0, end: 4, maxLevel: 2 })
  expect(await waited).toEqual(await source.get(2))
  expect(await copy.get(3, { wait: false })).toEqual(await source.get(3))
})

test('of a core that was cut off since, nothing is written', async () => {
  await using cores = createCores()
  const source = await cores.filled([10, 10, 10, 10])
  const copy = await cores.copyOf(source)
  const tree = signedTree(copy)
  const { blocks, path } = await storedChunk(source, { start: 0, level: 2 })
  const nodes = provenNodes({ start: 0, level: 2 }, { blocks, path }, tree) ?? []
  expect(await writeVerified(copy, { ...tree, fork: 1 }, [{ start: 0, blocks, nodes }])).toBe(false)
  expect(await writeVerified(copy, { ...tree, length: 5 }, [{ start: 0, blocks, nodes }])).toBe(false)
  expect(await copy.has(0)).toBe(false)
  // And the core is not locked.
  expect(await writeVerified(copy, tree, [{ start: 0, blocks, nodes }])).toBe(true)
})
