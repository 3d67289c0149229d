import type Hypercore from 'hypercore'
import { FILE_BLOCK_BYTES } from '../constants.ts'
import { fileBlocks } from './file-cipher.ts'

/** Of Hypercore 11.37's private parts; without it each of a million blocks would have to be asked for. Pinned by room-files.test.ts. */
interface Bitfield {
  /** The first block from `from` on that is here, or is not; -1: there is none. */
  findFirst(value: boolean, from: number): number
}

/** Bytes of a file of that size that are on this disk. Takes as long as there are parts of it here, however long its author says it is. */
export async function bytesHere(core: Hypercore, size: number): Promise<number> {
  await core.ready()
  const { bitfield } = (core as unknown as { core: { bitfield: Bitfield } }).core
  const blocks = fileBlocks(size)
  let bytes = 0
  for (let from = bitfield.findFirst(true, 0); from !== -1 && from < blocks;) {
    const missing = bitfield.findFirst(false, from)
    const to = missing === -1 ? blocks : Math.min(missing, blocks)
    bytes += Math.min(size, to * FILE_BLOCK_BYTES) - from * FILE_BLOCK_BYTES
    from = bitfield.findFirst(true, to)
  }
  return bytes
}
