/**
 * Many blocks of a core at once: out of its store with the nodes that prove them, and into it by one write.
 *
 * Hypercore 11.37 writes what it has verified block by block, so this does what its `_verifyShared` does, with its own
 * parts; they are below, and pinned by test/bulk/core-blocks.test.ts. A core without them is fetched as ever.
 */
import type Hypercore from 'hypercore'
import { BULK_BLOCK_OVERHEAD_BYTES } from '../constants.ts'
import type { BlockRange } from '../contents/blob-pieces.ts'
import type { SignedTree, TreeNode } from './range-tree.ts'

interface StoreRead {
  getBlock(index: number): Promise<Buffer | null>
  getTreeNode(index: number): Promise<TreeNode | null>
  tryFlush(): void
}

interface StoreWrite {
  putBlock(index: number, block: Uint8Array): void
  putTreeNode(node: TreeNode): void
  putBitfieldPage(page: number, bits: Uint8Array): void
}

interface CoreState {
  readonly fork: number
  readonly length: number
  readonly roots: readonly TreeNode[]
  readonly mutex: { lock(): Promise<void> }
  readonly storage: { read(): StoreRead }
  createWriteBatch(): StoreWrite
  /** Writes the batch. */
  flush(): Promise<boolean>
  _unlock(): void
}

interface Bitfield {
  get(index: number): boolean
  findFirst(value: boolean, from: number): number
  getBitfield(index: number): { readonly bitfield: Uint32Array } | null
  getPageIndex(index: number): number
  getPageByteLength(): number
}

interface CoreInternals {
  readonly state: CoreState
  readonly bitfield: Bitfield
  readonly hintsChanged: boolean
  readonly replicator: {
    /** Tells peers. */
    onhave(start: number, length: number, drop: boolean): void
    /** Gives blocks that are here by now to whoever asked peers for them. */
    _resolveBlocksLocally(): Promise<void>
  }
  _setBitfieldRanges(start: number, end: number, value: boolean): void
  updateContiguousLength(range: { start: number; length: number; drop: boolean }): void
  flushHints(): Promise<void>
}

/** Blocks that were verified, with all nodes that verifying them has proven. */
export interface VerifiedBlocks {
  readonly start: number
  readonly blocks: readonly Uint8Array[]
  readonly nodes: readonly TreeNode[]
  /** In which all blocks lie, and nothing else, when they do. */
  readonly memory?: Uint8Array | null
}

/** What they take of memory, about. */
export function memoryOf(blocks: readonly Uint8Array[]): number {
  return blocks.reduce((sum, { byteLength }) => sum + byteLength + BULK_BLOCK_OVERHEAD_BYTES, 0)
}

/** What its writer has signed of the core, as far as it is known here. The core is ready. */
export function signedTree(core: Hypercore): SignedTree {
  const { fork, length, roots } = internalsOf(core).state
  return { fork, length, roots: new Map(roots.map((root) => [root.index, root])) }
}

export function hasBlock(core: Hypercore, index: number): boolean {
  return internalsOf(core).bitfield.get(index)
}

/** The first part of a range that is not here; null when all of it is. */
export function firstMissing(core: Hypercore, [start, end]: BlockRange): BlockRange | null {
  const { bitfield } = internalsOf(core)
  // Behind all that it knows of, it answers with where that ends.
  const from = Math.max(start, bitfield.findFirst(false, start))
  if (from >= end) return null
  const to = bitfield.findFirst(true, from)
  return [from, to === -1 ? end : Math.min(to, end)]
}

/** Blocks as they are stored, and nodes; null when one of them is not here. */
export async function readStored(
  core: Hypercore,
  { start, count, nodes }: { start: number; count: number; nodes: readonly number[] },
): Promise<{ blocks: Buffer[]; nodes: TreeNode[] } | null> {
  const read = internalsOf(core).state.storage.read()
  const [blocks, found] = [
    Promise.all(Array.from({ length: count }, (_, at) => read.getBlock(start + at))),
    Promise.all(nodes.map((index) => read.getTreeNode(index))),
  ]
  read.tryFlush()
  const [haveBlocks, haveNodes] = [await blocks, await found]
  return isWhole(haveBlocks) && isWhole(haveNodes) ? { blocks: haveBlocks, nodes: haveNodes } : null
}

/** Stores what was verified against `tree`, by one write. False when the core is of another fork by now: nothing is. */
export async function writeVerified(
  core: Hypercore,
  tree: Pick<SignedTree, 'fork' | 'length'>,
  verified: readonly VerifiedBlocks[],
): Promise<boolean> {
  const internals = internalsOf(core)
  const { state } = internals
  await state.mutex.lock()
  try {
    if (state.fork !== tree.fork || state.length < tree.length) return false
    const write = state.createWriteBatch()
    for (const { start, blocks } of verified)
      for (const [at, block] of blocks.entries()) write.putBlock(start + at, block)
    for (const node of nodesOf(verified)) write.putTreeNode(node)
    for (const [page, bits] of pagesOf(internals.bitfield, verified)) write.putBitfieldPage(page, bits)
    await state.flush()
    for (const { start, blocks } of verified) {
      const { length } = blocks
      internals._setBitfieldRanges(start, start + length, true)
      internals.updateContiguousLength({ start, length, drop: false })
      internals.replicator.onhave(start, length, false)
    }
    await internals.replicator._resolveBlocksLocally()
    if (internals.hintsChanged) await internals.flushHints()
    return true
  } finally {
    state._unlock()
  }
}

function internalsOf(core: Hypercore): CoreInternals {
  return (core as unknown as { core: CoreInternals }).core
}

function isWhole<T>(list: readonly (T | null)[]): list is T[] {
  return !list.includes(null)
}

/** Each once: ranges side by side share the nodes above them. */
function nodesOf(verified: readonly VerifiedBlocks[]): Iterable<TreeNode> {
  const nodes = new Map<number, TreeNode>()
  for (const range of verified) for (const node of range.nodes) nodes.set(node.index, node)
  return nodes.values()
}

/** The pages of the bitfield that change, as they will be. */
function pagesOf(bitfield: Bitfield, verified: readonly VerifiedBlocks[]): Map<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>()
  const pageBits = bitfield.getPageByteLength() * 8
  for (const { start, blocks } of verified) {
    const end = start + blocks.length
    for (let at = start; at < end;) {
      const page = bitfield.getPageIndex(at)
      const bits = pages.get(page) ?? copyOfPage(bitfield, at)
      pages.set(page, bits)
      const to = Math.min(end, (page + 1) * pageBits)
      setBits(bits, at - page * pageBits, to - page * pageBits)
      at = to
    }
  }
  return pages
}

function copyOfPage(bitfield: Bitfield, index: number): Uint8Array {
  const bits = new Uint8Array(bitfield.getPageByteLength())
  const known = bitfield.getBitfield(index)?.bitfield
  if (known !== undefined) bits.set(new Uint8Array(known.buffer, known.byteOffset, known.byteLength))
  return bits
}

/** The lowest bit of a byte comes first. */
function setBits(bits: Uint8Array, from: number, to: number): void {
  for (let at = from; at < to;) {
    if (at % 8 === 0 && to - at >= 8) {
      bits.fill(0xff, at / 8, Math.floor(to / 8))
      at = to - (to % 8)
    } else {
      bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7))
      at++
    }
  }
}
