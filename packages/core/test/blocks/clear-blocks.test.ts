import { tempDir } from '@comice/testkit'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { clearBlocks } from '../../src/blocks/clear-blocks.ts'

const BLOCKS = 13

/** Which blocks of a core can be given to somebody who has none, when some are cleared. */
async function provableAfter(clear: (core: Hypercore) => Promise<void>): Promise<number[]> {
  await using dir = await tempDir('cleared')
  {
    const store = new Corestore(dir.path)
    const core = store.get({ name: 'notes' })
    await core.append(Array.from({ length: BLOCKS }, (_, at) => Buffer.from(`block ${at}`)))
    await clear(core)
    await store.close()
  }
  // Hashes are cached while a store is open.
  const store = new Corestore(dir.path)
  const core = store.get({ name: 'notes' })
  await core.ready()
  const provable: number[] = []
  for (let index = 0; index < BLOCKS; index++) {
    if (!(await core.has(index))) continue
    const request = { block: { index, nodes: 0 }, upgrade: { start: 0, length: BLOCKS } }
    const isProven = await core.proof(request).then(
      (proof) => core.verifyFullyRemote(proof).then(() => true),
      () => false,
    )
    if (isProven) provable.push(index)
  }
  await store.close()
  return provable
}

test('what is beside cleared blocks can still be given to others', async () => {
  for (const [start, end] of [
    [1, BLOCKS],
    [3, 8],
    [5, 6],
    [0, 4],
    [12, 13],
    [11, 400],
  ] as const) {
    const kept = Array.from({ length: BLOCKS }, (_, at) => at).filter((at) => at < start || at >= end)
    expect(await provableAfter((core) => clearBlocks(core, start, end))).toEqual(kept)
  }
})

test('one after the other, too, and again', async () => {
  const clear = async (core: Hypercore) => {
    for (const index of [5, 4, 7, 6, 3, 5]) await clearBlocks(core, index, index + 1)
    await clearBlocks(core, BLOCKS, BLOCKS + 1)
  }
  expect(await provableAfter(clear)).toEqual([0, 1, 2, 8, 9, 10, 11, 12])
})

test('a range ends with its core, and what is none is refused', async () => {
  const clear = async (core: Hypercore) => {
    await clearBlocks(core, 12, Number.MAX_SAFE_INTEGER)
    for (const [start, end] of [
      [-3, 2],
      [0.5, 2],
      [0, Number.NaN],
      ['1' as unknown as number, 2],
    ] as const)
      await expect(clearBlocks(core, start, end)).rejects.toThrow(RangeError)
  }
  expect(await provableAfter(clear)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('hypercore itself deletes what the blocks before the range need: when it does not, clearBlocks can go', async () => {
  expect(await provableAfter((core) => core.clear(1, BLOCKS).then(() => undefined))).toEqual([])
})
