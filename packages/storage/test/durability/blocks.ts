import { createHash } from 'node:crypto'

/** The block that belongs at `index` of core `core`: any other content there is a lost or a forked block. */
export function blockAt(core: number, index: number): Buffer {
  const digest = createHash('sha256').update(`${core}/${index}`).digest()
  // Mostly small, as messages are; sometimes above 4 KiB, which RocksDB keeps in blob files.
  const size =
    digest.readUInt8(0) < 16 ? 8_192 + digest.readUInt16LE(1) : 40 + (digest.readUInt16LE(1) % 1_000)
  const block = Buffer.alloc(size, digest)
  block.writeUInt32LE(index, 0)
  return block
}

/** Whole numbers from `min` to `max`, the same for the same seed (mulberry32). The writer loads nothing bigger. */
export function integersFrom(seed: number): (min: number, max: number) => number {
  let state = seed | 0
  return (min, max) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return min + (((mixed ^ (mixed >>> 14)) >>> 0) % (max - min + 1))
  }
}
