/** Blocks of one file that are in a core, found by what is in them. */
import crypto from 'hypercore-crypto'
import type Hypercore from 'hypercore'
import { hasBlock, readStored } from '../bulk/core-blocks.ts'
import { HASHES_AT_ONCE } from '../constants.ts'
import type { BlockRange } from './blob-pieces.ts'
import type { MappedBlock } from './block-map.ts'

export class KnownBlocks {
  readonly #byHash: ReadonlyMap<string, MappedBlock>

  private constructor(byHash: ReadonlyMap<string, MappedBlock>) {
    this.#byHash = byHash
  }

  /** Those of the pieces of a file. What was cleared is not known. */
  static async of(core: Hypercore, pieces: readonly BlockRange[]): Promise<KnownBlocks> {
    const byHash = new Map<string, MappedBlock>()
    for (const [from, to] of pieces) {
      for (let start = from; start < to; start += HASHES_AT_ONCE) {
        const numbers = presentIn(core, [start, Math.min(to, start + HASHES_AT_ONCE)])
        const hashes = core.encryption === null ? storedHashes(core, numbers) : readHashes(core, numbers)
        for await (const [hash, mapped] of hashes) if (!byHash.has(hash)) byHash.set(hash, mapped)
      }
    }
    return new KnownBlocks(byHash)
  }

  find(block: Uint8Array): MappedBlock | null {
    return this.#byHash.get(hashOf(block)) ?? null
  }
}

type Hashed = readonly [hash: string, mapped: MappedBlock]

function presentIn(core: Hypercore, [from, to]: BlockRange): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at).filter((index) => hasBlock(core, index))
}

/** The core's own tree has them, so nothing is read. */
async function* storedHashes(core: Hypercore, numbers: readonly number[]): AsyncGenerator<Hashed> {
  const nodes = numbers.map((index) => 2 * index)
  const stored = await readStored(core, { start: 0, count: 0, nodes })
  for (const { index, size, hash } of stored?.nodes ?? [])
    yield [textOf(hash), { block: index / 2, byteLength: size }]
}

/** Of an encrypted core its tree has the hashes of what is encrypted, each with its own number. */
async function* readHashes(core: Hypercore, numbers: readonly number[]): AsyncGenerator<Hashed> {
  for (const block of numbers) {
    const bytes = await core.get(block)
    if (bytes !== null) yield [hashOf(bytes), { block, byteLength: bytes.byteLength }]
  }
}

/** As a leaf of a core's tree is hashed. */
function hashOf(block: Uint8Array): string {
  return textOf(crypto.data(block))
}

function textOf(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('latin1')
}
