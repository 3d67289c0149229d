/**
 * Where the contents of a file are in the core of contents. The id of a blob is JSON of the author, and so is the map
 * of a deduplicated one: nothing in them is believed that the blocks themselves do not bear out later.
 */
import { decodeBounded } from '@comice/protocol'
import c from 'compact-encoding'
import type Hyperblobs from 'hyperblobs'
import { MAX_BLOCK_MAP_BLOCKS } from '../constants.ts'

/** A half-open range of blocks. */
export type BlockRange = readonly [from: number, to: number]

export interface BlobPieces {
  /** Bytes of the file. */
  readonly bytes: number
  /** Its contents: these blocks, one after the other. */
  readonly pieces: readonly BlockRange[]
  /** All blocks that it needs, those of a map among them. */
  readonly blocks: readonly BlockRange[]
  /** Equal on one fork of the core for equal contents; empty for an empty file. */
  readonly blob: string
}

interface BlobId {
  readonly blockOffset: number
  readonly blockLength: number
  readonly byteLength: number
}

export interface PieceLimits {
  /** Blocks from here on are not of this version. */
  readonly blobsLength: number
  readonly maxBytes: number
}

const EMPTY: BlobPieces = { bytes: 0, pieces: [], blocks: [], blob: '' }

/** The pieces of the blob `value`, or null when it is none. Waits for the blocks of a map. */
export async function blobPieces(
  blobs: Hyperblobs,
  value: unknown,
  limits: PieceLimits,
): Promise<BlobPieces | null> {
  if (value === null) return EMPTY
  const id = readBlobId(value, limits.blobsLength)
  if (id === null) return null
  const { blockOffset, blockLength, byteLength } = id
  const isMapped = (value as { blockMap?: unknown }).blockMap === true
  if (byteLength === 0 && !isMapped) return EMPTY
  const own: BlockRange = [blockOffset, blockOffset + blockLength]
  const blob = `${blockOffset}+${blockLength}:${byteLength}${isMapped ? 'm' : ''}`
  // Every block holds something: else a short file could name more blocks than anybody can walk.
  if (!isMapped)
    return blockLength > byteLength ? null : { bytes: byteLength, pieces: [own], blocks: [own], blob }
  const map = blockLength > MAX_BLOCK_MAP_BLOCKS ? null : await readMap(blobs, own, limits)
  return map === null ? null : { ...map, blocks: [own, ...map.pieces], blob }
}

function readBlobId(value: unknown, blobsLength: number): BlobId | null {
  if (typeof value !== 'object' || value === null) return null
  const { blockOffset, blockLength, byteLength } = value as Readonly<Record<string, unknown>>
  if (!isCount(blockOffset) || !isCount(blockLength) || !isCount(byteLength)) return null
  if (blockOffset + blockLength > blobsLength) return null
  return { blockOffset, blockLength, byteLength }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

async function readMap(
  blobs: Hyperblobs,
  [from, to]: BlockRange,
  { blobsLength, maxBytes }: PieceLimits,
): Promise<Pick<BlobPieces, 'bytes' | 'pieces'> | null> {
  const pieces: [number, number][] = []
  let bytes = 0
  for (let index = from; index < to; index++) {
    const block = await blobs.core.get(index)
    const decoded = block === null ? null : decodeBounded(blockMap, block, { maxBytes: block.byteLength })
    if (decoded?.ok !== true) return null
    for (const { block: at, byteLength } of decoded.value) {
      bytes += byteLength
      if (at >= blobsLength || byteLength === 0 || bytes > maxBytes) return null
      const last = pieces.at(-1)
      if (last?.[1] === at) last[1] = at + 1
      else pieces.push([at, at + 1])
    }
  }
  return { bytes, pieces }
}

interface MappedBlock {
  readonly block: number
  readonly byteLength: number
}

/** What hyperblobs 2.9 writes: `version:uint=0 count:uint (block:uint byteLength:uint)*`. Only read here. */
const blockMap = {
  preencode: () => undefined,
  encode: () => undefined,
  decode(state: { start: number; end: number; buffer: Uint8Array | null }): MappedBlock[] {
    const version = c.uint.decode(state)
    const count = c.uint.decode(state)
    // Two bytes each at least, so the block's own size bounds the list before it is made.
    if (version !== 0 || count > (state.end - state.start) / 2) {
      state.start = state.end + 1 // What has read past its end is malformed.
      return []
    }
    return Array.from({ length: count }, () => ({
      block: c.uint.decode(state),
      byteLength: c.uint.decode(state),
    }))
  },
}

/** Ranges as few, sorted and disjoint ones. */
export function mergeRanges(ranges: Iterable<BlockRange>): [number, number][] {
  const merged: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else if (to > from) merged.push([from, to])
  }
  return merged
}
