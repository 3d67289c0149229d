import type { ListedEntry } from '@comice/drives'
import { expect, test } from 'vitest'
import { folderParts } from '../../src/api/folder-parts.ts'
import { FIRST_FOLDER_BATCH, FOLDER_BATCH } from '../../src/constants.ts'

/** Counts how many were read. */
async function* entries(count: number, read: { last: number }): AsyncGenerator<ListedEntry> {
  for (let at = 0; at < count; at++) {
    read.last = at
    const facts = { kind: 'file', bytes: 0, mode: null, executable: false, mtimeMs: null } as const
    yield await Promise.resolve({ ...facts, path: `/${at}`, target: null, refusal: null })
  }
}

async function partsOf(count: number, max: number) {
  const read = { last: -1 }
  const parts: { from: number; count: number; isLast: boolean; isCut: boolean }[] = []
  for await (const { entries: of, ...part } of folderParts(entries(count, read), max))
    parts.push({ ...part, count: of.length })
  return { parts, read: read.last + 1 }
}

test('a folder of 100,000 entries comes in parts, a first small one and then bounded ones', async () => {
  const { parts } = await partsOf(100_000, 200_000)
  expect(parts[0]).toEqual({ from: 0, count: FIRST_FOLDER_BATCH, isLast: false, isCut: false })
  expect(Math.max(...parts.map(({ count }) => count))).toBe(FOLDER_BATCH)
  expect(parts.at(-1)).toMatchObject({ isLast: true, isCut: false })
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(100_000)
})

test('of one without end a page gets so many, and is told; the rest is not read', async () => {
  const { parts, read } = await partsOf(1_000_000, 10_000)
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
  expect(parts.at(-1)).toMatchObject({ isLast: true, isCut: true })
  expect(read).toBe(10_001)
  expect((await partsOf(10_000, 10_000)).parts.at(-1)).toMatchObject({ isLast: true, isCut: false })
  expect((await partsOf(0, 10_000)).parts).toEqual([{ from: 0, count: 0, isLast: true, isCut: false }])
})
