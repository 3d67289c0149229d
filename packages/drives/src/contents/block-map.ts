/**
 * The map of a file that shares blocks with another one: which blocks of the core its contents are, in their order. It is
 * that of hyperblobs 2.9, which every hyperdrive since then reads; there it is written for `dedup`.
 */
import { decodeBounded } from '@comice/protocol'
import c, { type State } from 'compact-encoding'
import {
  MAPPED_PER_BLOCK,
  MAX_BLOCK_MAP_BLOCKS,
  MAX_MAP_BLOCK_BYTES,
  MAX_MAPPED_BLOCKS,
} from '../constants.ts'
import type { BlockRange } from './blob-pieces.ts'

export interface MappedBlock {
  readonly block: number
  readonly byteLength: number
}

/** A block of the core of contents; null when it is not here and is not waited for. */
export type ReadBlock = (index: number) => Promise<Uint8Array | null>

/** The blocks of a map; null when one of its own is none, or is not here, and when they are more than anybody writes. */
export async function readBlockMap(
  read: ReadBlock,
  [from, to]: BlockRange,
): Promise<readonly MappedBlock[] | null> {
  if (to - from > MAX_BLOCK_MAP_BLOCKS) return null
  const mapped: MappedBlock[] = []
  for (let index = from; index < to; index++) {
    const block = await read(index)
    const decoded = block === null ? null : decodeBounded(codec, block, { maxBytes: MAX_MAP_BLOCK_BYTES })
    if (decoded?.ok !== true || mapped.length + decoded.value.length > MAX_MAPPED_BLOCKS) return null
    for (const one of decoded.value) mapped.push(one)
  }
  return mapped
}

/** The blocks of its map. */
export function encodeBlockMap(mapped: readonly MappedBlock[]): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < mapped.length; at += MAPPED_PER_BLOCK)
    blocks.push(c.encode(codec, mapped.slice(at, at + MAPPED_PER_BLOCK)))
  return blocks
}

/** `version:uint=0 count:uint (block:uint byteLength:uint)*` */
const codec = {
  preencode(state: State, mapped: MappedBlock[]): void {
    write('preencode', state, mapped)
  },
  encode(state: State, mapped: MappedBlock[]): void {
    write('encode', state, mapped)
  },
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

function write(step: 'preencode' | 'encode', state: State, mapped: MappedBlock[]): void {
  c.uint[step](state, 0)
  c.uint[step](state, mapped.length)
  for (const { block, byteLength } of mapped) {
    c.uint[step](state, block)
    c.uint[step](state, byteLength)
  }
}
