/**
 * Cuts contents into blocks where they say so themselves, not where they stand: after a change in one place all other
 * blocks are what they were before, also when they have moved.
 *
 * A block ends where a rolling hash of the last 32 bytes begins with zeros. That is FastCDC (Xia et al., USENIX ATC 2016):
 * nothing is hashed before a block has its least length, and more zeros are wanted up to the usual one than behind it, so
 * that most blocks are about as long. Only the author cuts. Where, is no part of any format: readers take blocks as they are.
 */
import { createHash } from 'node:crypto'
import { markWhole } from '@comice/protocol'
import {
  CONTENT_BLOCK_BYTES,
  CUT_WINDOW_BYTES,
  MAX_CUT_BYTES,
  MIN_CUT_BYTES,
  SMALL_FILE_BYTES,
  USUAL_CUT_BYTES,
} from '../constants.ts'

/** Blocks that lie side by side in one piece of memory, which is theirs alone. */
export interface CutBlocks {
  readonly memory: Uint8Array
  readonly blocks: readonly Uint8Array[]
}

/** The bits that are zero where a block ends: 18 before its usual length, 14 behind it. */
const RARE_CUT = -1 << (32 - 18)
const FREQUENT_CUT = -1 << (32 - 14)

export class ContentCutter {
  readonly #gears: Int32Array

  /**
   * With the key of an encrypted drive nobody else can tell where it cuts: else the lengths of blocks, which everybody sees,
   * would be those of any file that is known.
   */
  constructor(secret: Uint8Array | null) {
    this.#gears = gearsOf(secret)
  }

  /** The contents as blocks. Of every piece `used` is told when it is needed no more. */
  async *cut(
    contents: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    used: (piece: Uint8Array) => void = () => undefined,
  ): AsyncGenerator<CutBlocks> {
    let memory: Uint8Array = new Uint8Array(0)
    let filled = 0
    let isSmall = true
    for await (const piece of contents) {
      for (let at = 0; at < piece.byteLength;) {
        if (filled === memory.byteLength) memory = grown(memory, piece.byteLength - at)
        const taken = piece.subarray(at, at + memory.byteLength - filled)
        memory.set(taken, filled)
        at += taken.byteLength
        filled += taken.byteLength
        if (filled < CUT_WINDOW_BYTES) continue
        const full = { memory, blocks: this.#blocksOf(memory, false) }
        const rest = memory.subarray(full.blocks.reduce((sum, { byteLength }) => sum + byteLength, 0))
        memory = windowWith(rest, CUT_WINDOW_BYTES)
        filled = rest.byteLength
        isSmall = false
        yield full
      }
      used(piece)
    }
    const bytes = memory.subarray(0, filled)
    isSmall &&= filled <= SMALL_FILE_BYTES
    if (filled > 0) yield { memory, blocks: isSmall ? evenBlocks(bytes) : this.#blocksOf(bytes, true) }
  }

  /** Unless it is the end, what may yet become longer is left. */
  #blocksOf(bytes: Uint8Array, isEnd: boolean): Uint8Array[] {
    const blocks: Uint8Array[] = []
    for (let at = 0; at < bytes.byteLength;) {
      if (!isEnd && bytes.byteLength - at < MAX_CUT_BYTES) break
      const end = this.#endOf(bytes, at)
      blocks.push(bytes.subarray(at, end))
      at = end
    }
    return blocks
  }

  /** Where the block that begins at `start` ends. */
  #endOf(bytes: Uint8Array, start: number): number {
    const gears = this.#gears
    const end = Math.min(bytes.byteLength, start + MAX_CUT_BYTES)
    const usual = Math.min(end, start + USUAL_CUT_BYTES)
    let at = start + MIN_CUT_BYTES
    let hash = 0
    for (; at < usual; at++) {
      hash = ((hash << 1) + (gears[bytes[at] as number] as number)) | 0
      if ((hash & RARE_CUT) === 0) return at + 1
    }
    for (; at < end; at++) {
      hash = ((hash << 1) + (gears[bytes[at] as number] as number)) | 0
      if ((hash & FREQUENT_CUT) === 0) return at + 1
    }
    return end
  }
}

/** A first piece is often all there is. */
function grown(memory: Uint8Array, bytes: number): Uint8Array {
  return windowWith(memory, memory.byteLength === 0 ? Math.min(bytes, CUT_WINDOW_BYTES) : CUT_WINDOW_BYTES)
}

function windowWith(bytes: Uint8Array, length: number): Uint8Array {
  const memory = markWhole(Buffer.allocUnsafeSlow(length))
  memory.set(bytes)
  return memory
}

/** As small files are stored. */
export function evenBlocks(bytes: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < bytes.byteLength; at += CONTENT_BLOCK_BYTES)
    blocks.push(bytes.subarray(at, at + CONTENT_BLOCK_BYTES))
  return blocks
}

/** What a byte adds to the hash: 256 numbers as good as random. */
function gearsOf(secret: Uint8Array | null): Int32Array {
  const gears = new Int32Array(256)
  for (const byte of gears.keys()) {
    const hash = createHash('blake2b512').update('comice/content-cuts/1\0').update(Uint8Array.of(byte))
    gears[byte] = hash
      .update(secret ?? new Uint8Array())
      .digest()
      .readInt32LE(0)
  }
  return gears
}
