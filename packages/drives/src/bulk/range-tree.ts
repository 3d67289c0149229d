/**
 * The Merkle tree of a core, as far as ranges need it: which node covers which blocks, and what a range hashes to. A leaf
 * has number 2 × its block, and a node above lies in the middle of the leaves that it covers, as in hypercore.
 */
import { isEqualBytes } from '@comice/protocol'
import crypto from 'hypercore-crypto'

export interface TreeNode {
  readonly index: number
  /** Bytes of the blocks below it. */
  readonly size: number
  /** 32 bytes. */
  readonly hash: Uint8Array
}

/** What a signature of the writer covers: nothing else of a core is believed. */
export interface SignedTree {
  readonly fork: number
  /** Blocks. */
  readonly length: number
  /** By their number. */
  readonly roots: ReadonlyMap<number, TreeNode>
}

/** All blocks below one node: 2^level of them from `start`, which is a multiple of that. */
export interface Subtree {
  readonly start: number
  readonly level: number
}

/** A node beside the way from a subtree up to its root; which one follows from where it stands. */
export type PathNode = Omit<TreeNode, 'index'>

export function blocksOf({ level }: Subtree): number {
  return 2 ** level
}

/** The highest level, up to `maxLevel`, of a subtree that begins at block `start` and ends by `end`. */
export function levelAt(start: number, end: number, maxLevel: number): number {
  let level = 0
  while (level < maxLevel && start % 2 ** (level + 1) === 0 && start + 2 ** (level + 1) <= end) level++
  return level
}

/** Number of the node at `level` that covers a block. */
export function nodeOver(block: number, level: number): number {
  const span = 2 ** level
  return span * (2 * Math.floor(block / span) + 1) - 1
}

/** Numbers of the nodes beside the way from a subtree to the root that covers it in a tree of `length` blocks. */
export function pathOf({ start, level }: Subtree, length: number): number[] {
  const top = rootLevel(start, length)
  return Array.from({ length: Math.max(0, top - level) }, (_, at) => siblingOver(start, level + at))
}

/**
 * All nodes that such blocks, with the path that came with them, prove; null when they lead to no root that is signed.
 * Nothing of what is given needs to be true.
 */
export function provenNodes(
  { start, level }: Subtree,
  { blocks, path }: { blocks: readonly Uint8Array[]; path: readonly PathNode[] },
  { roots }: SignedTree,
): TreeNode[] | null {
  let row = blocks.map((block, at) => leaf(start + at, block))
  const nodes = [...row]
  while (row.length > 1) {
    row = pairs(row)
    nodes.push(...row)
  }
  let [top] = row
  for (const [at, beside] of path.entries()) {
    if (top === undefined) return null
    const sibling = { index: siblingOver(start, level + at), ...beside }
    // Else the sum is not exact.
    if (!Number.isSafeInteger(top.size + sibling.size)) return null
    top = parentOf(top, sibling)
    nodes.push(sibling, top)
  }
  const root = top === undefined ? undefined : roots.get(top.index)
  return root !== undefined && root.size === top?.size && isEqualBytes(root.hash, top.hash) ? nodes : null
}

function rootLevel(block: number, length: number): number {
  let start = 0
  for (let left = length; left > 0;) {
    let level = Math.floor(Math.log2(left))
    if (2 ** level > left) level--
    start += 2 ** level
    if (block < start) return level
    left -= 2 ** level
  }
  return 0
}

function siblingOver(block: number, level: number): number {
  const span = 2 ** level
  const place = Math.floor(block / span)
  return nodeOver((place % 2 === 0 ? place + 1 : place - 1) * span, level)
}

function leaf(block: number, bytes: Uint8Array): TreeNode {
  return { index: 2 * block, size: bytes.byteLength, hash: crypto.data(bytes) }
}

function pairs(row: readonly TreeNode[]): TreeNode[] {
  const above: TreeNode[] = []
  for (let at = 0; at + 1 < row.length; at += 2)
    above.push(parentOf(row[at] as TreeNode, row[at + 1] as TreeNode))
  return above
}

function parentOf(a: TreeNode, b: TreeNode): TreeNode {
  return { index: (a.index + b.index) / 2, size: a.size + b.size, hash: crypto.parent(a, b) }
}
