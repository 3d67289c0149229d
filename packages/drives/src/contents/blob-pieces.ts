/**
 * Where the contents of a file are in the core of contents. The id of a blob is JSON of the author, and so is the map
 * of a deduplicated one: nothing in them is believed that the blocks themselves do not bear out later.
 */
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import { firstMissing } from '../bulk/core-blocks.ts'
import { MAX_MAP_PIECES } from '../constants.ts'
import { type ReadBlock, readBlockMap } from './block-map.ts'
import { MapMemory } from './map-memory.ts'

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
  /** Reads the blocks of a map. Default: waits for those that are not here, without end. */
  readonly read?: ReadBlock
  /** Of the tree that the entry is met in. */
  readonly maps?: MapMemory
}

const EMPTY: BlobPieces = { bytes: 0, pieces: [], blocks: [], blob: '' }

/** The pieces of the blob `value`, or null when it is none. Reads the blocks of a map. */
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
  const { read = (index) => blobs.core.get(index), maps = new MapMemory() } = limits
  return maps.pieces(blob, read, async (readBlock) => {
    const map = await readMap(readBlock, own, limits)
    return map === null ? null : { ...map, blocks: [own, ...map.pieces], blob }
  })
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
  read: ReadBlock,
  own: BlockRange,
  { blobsLength, maxBytes }: PieceLimits,
): Promise<Pick<BlobPieces, 'bytes' | 'pieces'> | null> {
  const pieces: [number, number][] = []
  let bytes = 0
  const mapped = await readBlockMap(read, own)
  if (mapped === null) return null
  for (const { block, byteLength } of mapped) {
    bytes += byteLength
    if (block >= blobsLength || byteLength === 0 || bytes > maxBytes) return null
    const last = pieces.at(-1)
    if (last?.[1] === block) last[1] = block + 1
    else pieces.push([block, block + 1])
    if (pieces.length > MAX_MAP_PIECES) return null
  }
  return { bytes, pieces }
}

/** Whether none of these blocks was cleared: an entry of ours names no contents that nobody has. */
export function isHere(core: Hypercore, blocks: readonly BlockRange[]): boolean {
  return blocks.every((range) => firstMissing(core, range) === null)
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
