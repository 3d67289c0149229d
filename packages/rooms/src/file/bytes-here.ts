import type Hypercore from 'hypercore'
import { blockBytes, fileBlocks } from './file-cipher.ts'

/** Bytes of a file of that size that are on this disk. */
export async function bytesHere(core: Hypercore, size: number): Promise<number> {
  const blocks = fileBlocks(size)
  if (blocks === 0 || (await core.has(0, blocks))) return size
  let bytes = 0
  for (let index = 0; index < Math.min(blocks, core.length); index++) {
    if (await core.has(index)) bytes += blockBytes(size, index)
  }
  return bytes
}
