/**
 * The private parts of Hyperbee 2.27 that fetching a tree depends on. `test/autobase/base-internals.test.ts` asserts that they
 * are there; a new Hyperbee that changes one fails that test first.
 */

/** A node of the tree. Its keys, and the nodes between them, are each fetched when they are asked for. */
export interface BeeNode {
  readonly keys: readonly unknown[]
  /** One more than there are keys; none in a leaf. */
  readonly children: readonly unknown[]
  /** Fetches the block of a key, which has its value too. */
  getKey(index: number): Promise<Uint8Array>
  getChildNode(index: number): Promise<BeeNode>
}

export interface BeeBatchInternals {
  /** Null in an empty bee. */
  getRoot(ensureHeader: boolean): Promise<BeeNode | null>
  /** An entry by its place in the core, in the session that the bee has. */
  getBlock(seq: number): Promise<{ readonly key: Uint8Array }>
}
