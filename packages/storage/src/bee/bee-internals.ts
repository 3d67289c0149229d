/**
 * The private parts of Hyperbee 2.27 that fetching a tree and looking into it depend on. `base-internals.test.ts` and `fetch-tree.test.ts` in
 * `test/autobase` and `test/bee/exact-gets.test.ts` assert that they are there; a new Hyperbee that changes one fails those first.
 */

/** A node of the tree. Its keys, and the nodes between them, are each fetched when they are asked for. */
export interface BeeNode {
  /** Each by the place in the core of the block that put it. */
  readonly keys: readonly { readonly seq: number }[]
  /** One more than there are keys; none in a leaf. Each by its block, and its place among the nodes of that. */
  readonly children: readonly { readonly seq: number; readonly offset: number }[]
  /** What wrote the node. */
  readonly block: BeeBlock
  /** Fetches the block of a key, which has its value too. */
  getKey(index: number): Promise<Uint8Array>
  getChildNode(index: number): Promise<BeeNode>
}

/** An entry, and the nodes that were written with it. */
export interface BeeBlock {
  readonly seq: number
  readonly key: Uint8Array
  /** Whether the entry is of that key, or takes it away. */
  isTarget(key: Uint8Array): boolean
  final(encoding: unknown): unknown
  /** One of those nodes, by its place among them. It asks peers for all blocks that it names, which nobody waits for. */
  getTreeNode(offset: number): BeeNode
}

/** How a bee writes keys or values; null: as they are. */
export interface BeeCodec {
  encode(value: unknown): Uint8Array
}

export interface BeeBatchInternals {
  /** Null in an empty bee. */
  getRoot(ensureHeader: boolean): Promise<BeeNode | null>
  /** An entry by its place in the core, in the session that the bee has. */
  getBlock(seq: number): Promise<BeeBlock>
}

/** What looking for one key is made of. */
export interface BeeSearchInternals extends BeeBatchInternals {
  readonly tree: { readonly extension: object | null }
  /** `onwait` is called when a block is not here: peers are asked for all that the key needs. */
  readonly options: { readonly extension?: boolean; onwait?: unknown }
  _onwait(key: Uint8Array): void
  _get(
    key: Uint8Array | string,
    encoding: { readonly key: BeeCodec | null },
    finalize: boolean,
  ): Promise<unknown>
}
