import { duplexPair, type Duplex } from 'node:stream'
import type { ByteStream } from '@comice/core'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { encodeAnswer, type ChunkHead } from '../../src/bulk/bulk-encoding.ts'
import { BulkLane, type LaneHandlers, type LanePatience } from '../../src/bulk/bulk-lane.ts'
import type { VerifiedBlocks } from '../../src/bulk/core-blocks.ts'
import type { BlockRange } from '../../src/contents/blob-pieces.ts'
import { createCores, storedChunk } from './cores.ts'

const BLOCKS = 16

/** A lane that asks for all blocks of a core, in two portions; what becomes of it; and the holder's end. */
async function startLane(
  cores: ReturnType<typeof createCores>,
  ranges: BlockRange[],
  patience?: LanePatience,
) {
  const source = await cores.filled(Array.from({ length: BLOCKS }, (_, at) => 1000 + at))
  const copy = await cores.copyOf(source)
  const [ours, holder] = duplexPair()
  const came: VerifiedBlocks[] = []
  const gaps: BlockRange[] = []
  const { promise: closed, resolve } = Promise.withResolvers<{
    left: readonly BlockRange[]
    isHostile: boolean
  }>()
  const handlers: LaneHandlers = {
    next: () => ranges.shift() ?? null,
    onblocks: (verified) => Promise.resolve(void came.push(verified)),
    ongap: (range) => void gaps.push(range),
    onclose: (left, isHostile) => resolve({ left, isHostile }),
    ...(patience !== undefined && { patience }),
  }
  const lane = new BulkLane({ bytes: ours } as unknown as ByteStream, copy, handlers)
  void lane.run()
  return { lane, source, holder, came, gaps, closed }
}

const BOTH: BlockRange[] = [
  [0, 8],
  [8, BLOCKS],
]

async function chunkOf(source: Hypercore, start: number, level: number) {
  const { blocks, path } = await storedChunk(source, { start, level })
  const head: ChunkHead = { kind: 'chunk', start, level, path, sizes: blocks.map(({ length }) => length) }
  return { head, blocks }
}

function send(holder: Duplex, { head, blocks }: { head: ChunkHead; blocks: readonly Uint8Array[] }): void {
  holder.write(encodeAnswer(head))
  for (const block of blocks) holder.write(block)
}

test('portions come as chunks of any level, and what the holder lacks is told', async () => {
  await using cores = createCores()
  const { source, holder, came, gaps, closed } = await startLane(cores, [...BOTH])
  send(holder, await chunkOf(source, 0, 2))
  send(holder, await chunkOf(source, 4, 1))
  holder.write(encodeAnswer({ kind: 'gap' }))
  send(holder, await chunkOf(source, 8, 3))
  holder.end()
  expect(await closed).toEqual({ left: [], isHostile: false })
  expect(came.map(({ start, blocks }) => [start, blocks.length])).toEqual([
    [0, 4],
    [4, 2],
    [8, 8],
  ])
  expect(gaps).toEqual([[6, 8]])
})

test('bytes may come in pieces of any size', async () => {
  await using cores = createCores()
  const { source, holder, came, closed } = await startLane(cores, [[0, BLOCKS]])
  const { head, blocks } = await chunkOf(source, 0, 4)
  const bytes = Buffer.concat([encodeAnswer(head), ...blocks])
  for (let at = 0; at < bytes.byteLength; at += 333) holder.write(bytes.subarray(at, at + 333))
  holder.end()
  expect(await closed).toEqual({ left: [], isHostile: false })
  expect(came[0]?.blocks.map((block) => Buffer.from(block))).toEqual(blocks)
})

test('what was asked for and cut off comes back, and nobody is blamed', async () => {
  await using cores = createCores()
  const { source, holder, came, closed } = await startLane(cores, [...BOTH])
  send(holder, await chunkOf(source, 0, 2))
  const { head, blocks } = await chunkOf(source, 4, 2)
  holder.write(encodeAnswer(head))
  holder.write(blocks[0])
  holder.end()
  expect(await closed).toEqual({
    left: [
      [4, 8],
      [8, 16],
    ],
    isHostile: false,
  })
  expect(came).toHaveLength(1)
})

const NEVER_MS = 600_000

test('a holder that gives a little now and then is not waited for', async () => {
  await using cores = createCores()
  const patience = { stallMs: NEVER_MS, portionMs: 200 }
  const { source, holder, closed } = await startLane(cores, [...BOTH], patience)
  send(holder, await chunkOf(source, 0, 0))
  const { left, isHostile } = await closed
  expect([left.at(-1), isHostile]).toEqual([[8, 16], false])
})

test('a holder that gives nothing gains no time by what else happens', async () => {
  await using cores = createCores()
  const { lane, closed } = await startLane(cores, [...BOTH], { stallMs: 200, portionMs: NEVER_MS })
  const happening = setInterval(() => lane.fill(), 20)
  expect(await closed).toEqual({ left: BOTH, isHostile: false })
  clearInterval(happening)
})

const hostile: Record<string, (source: Hypercore, holder: Duplex) => Promise<void>> = {
  'a block that nobody signed': async (source, holder) => {
    const { head, blocks } = await chunkOf(source, 0, 2)
    send(holder, {
      head,
      blocks: blocks.map((block, at) => (at === 3 ? Buffer.alloc(block.byteLength, 99) : block)),
    })
  },
  'another block of the core': async (source, holder) => {
    const { blocks, head } = await chunkOf(source, 0, 0)
    const other = await chunkOf(source, 1, 0)
    send(holder, { head: { ...head, sizes: other.head.sizes }, blocks: other.blocks })
    expect(blocks).not.toEqual(other.blocks)
  },
  'a path that leads elsewhere': async (source, holder) => {
    const { head, blocks } = await chunkOf(source, 0, 2)
    send(holder, { head: { ...head, path: head.path.slice(1) }, blocks })
  },
  'a chunk that was not asked for next': async (source, holder) => send(holder, await chunkOf(source, 4, 2)),
  'more than was asked for': async (source, holder) => send(holder, await chunkOf(source, 0, 4)),
  'answers after the last': async (source, holder) => {
    send(holder, await chunkOf(source, 0, 3))
    send(holder, await chunkOf(source, 8, 3))
    send(holder, await chunkOf(source, 8, 3))
  },
  'an answer of no kind': async (_source, holder) => void holder.write(Buffer.of(1, 0, 0, 0, 7)),
  'a head without bytes': async (_source, holder) => void holder.write(Buffer.alloc(4)),
  'a head of 4 GiB': async (_source, holder) => void holder.write(Buffer.alloc(4, 0xff)),
  'blocks of 2^40 bytes': async (source, holder) => {
    const { head } = await chunkOf(source, 0, 1)
    holder.write(encodeAnswer({ ...head, sizes: [2 ** 40, 1] }))
  },
  'a chunk of 2^40 blocks': async (source, holder) => {
    const { head } = await chunkOf(source, 0, 0)
    holder.write(encodeAnswer({ ...head, level: 40 }))
  },
}

test.each(Object.entries(hostile))(
  '%s is nothing that was verified, and ends the lane',
  async (_, misbehave) => {
    await using cores = createCores()
    const { source, holder, came, closed } = await startLane(cores, [...BOTH])
    await misbehave(source, holder)
    expect((await closed).isHostile).toBe(true)
    for (const { start, blocks } of came)
      for (const [at, block] of blocks.entries())
        expect(Buffer.from(block)).toEqual(await source.get(start + at))
  },
)
