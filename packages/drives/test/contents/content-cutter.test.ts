import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { CONTENT_BLOCK_BYTES, MAX_CUT_BYTES, MIN_CUT_BYTES, SMALL_FILE_BYTES } from '../../src/constants.ts'
import { ContentCutter } from '../../src/contents/content-cutter.ts'
import { randomBytes } from './random-bytes.ts'

const BYTES = 4_000_000
const contents = randomBytes('pears', BYTES)

/** Its blocks, copied: their memory is given back later. */
async function cut(pieces: readonly Uint8Array[], secret: Uint8Array | null = null): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const { blocks } of new ContentCutter(secret).cut(pieces))
    all.push(...blocks.map((block) => new Uint8Array(block)))
  return all
}

function inPieces(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.byteLength / length) }, (_, at) =>
    bytes.subarray(at * length, (at + 1) * length),
  )
}

function hashes(blocks: readonly Uint8Array[]): string[] {
  return blocks.map((block) => createHash('sha256').update(block).digest('hex'))
}

test('blocks are the contents, within their limits, whatever pieces they come in', async () => {
  const blocks = await cut([contents])
  expect(Buffer.concat(blocks).equals(contents)).toBe(true)
  for (const { byteLength } of blocks.slice(0, -1)) {
    expect(byteLength).toBeGreaterThan(MIN_CUT_BYTES)
    expect(byteLength).toBeLessThanOrEqual(MAX_CUT_BYTES)
  }
  const average = BYTES / blocks.length
  expect(average).toBeGreaterThan(50_000)
  expect(average).toBeLessThan(CONTENT_BLOCK_BYTES)
  for (const length of [7_001, CONTENT_BLOCK_BYTES, 1_500_000])
    expect(hashes(await cut(inPieces(contents, length)))).toEqual(hashes(blocks))
})

test('what is put in at the beginning, or changed in the middle, changes the blocks around it alone', async () => {
  const before = new Set(hashes(await cut([contents])))
  const longer = Buffer.concat([Buffer.from('a line'), contents])
  const other = Buffer.from(contents)
  other.fill(0, 2_000_000, 2_000_100)
  for (const changed of [longer, other]) {
    const after = hashes(await cut([changed]))
    const fresh = after.filter((hash) => !before.has(hash))
    expect(fresh.length).toBeGreaterThan(0)
    expect(fresh.length).toBeLessThanOrEqual(3)
  }
})

test('only who knows the key of an encrypted drive knows where it is cut', async () => {
  const key = randomBytes('a key', 32)
  const lengths = async (secret: Uint8Array | null) =>
    (await cut([contents], secret)).map(({ byteLength }) => byteLength)
  expect(await lengths(key)).toEqual(await lengths(key))
  const plain = new Set(await lengths(null))
  const shared = (await lengths(key)).filter((length) => plain.has(length))
  // By chance, and those that end because they are as long as any may be.
  expect(shared.filter((length) => length < MAX_CUT_BYTES).length).toBeLessThan(5)
})

test('contents without any variety are cut, too, and small ones are as every program has them', async () => {
  expect((await cut([Buffer.alloc(1_000_000)])).map(({ byteLength }) => byteLength)).toEqual([
    ...Array.from({ length: 7 }, () => MAX_CUT_BYTES),
    1_000_000 - 7 * MAX_CUT_BYTES,
  ])
  const small = await cut(inPieces(contents.subarray(0, SMALL_FILE_BYTES), 1000))
  expect(small.map(({ byteLength }) => byteLength)).toEqual(
    Array.from({ length: 4 }, () => CONTENT_BLOCK_BYTES),
  )
  expect(await cut([])).toEqual([])
  expect(await cut([new Uint8Array(0)])).toEqual([])
})
