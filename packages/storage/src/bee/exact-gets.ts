/**
 * Has `get` of a Hyperbee find what is in its tree and nothing else.
 *
 * Hyperbee's own ends at the first node on its way that was written together with an entry of the wanted key, and returns that entry.
 * When the key is deleted, later deletions can lead the search past its former place through a node from when it was put:
 * then `get` returns what is gone, while reading in order and `del` do not find it. Whether it does depends on how
 * entries were cut into batches, so that members of a room would not agree on it.
 *
 * An entry that is in the tree is in that node, or below it in nodes of the same block, since no node is older than those below
 * it, nor than the entries in it. So whether it is there can be seen without any other block.
 *
 * And no way down a tree is endless from then on, for a get or anything else: see bounded-depth.ts.
 */
import type Hyperbee from 'hyperbee'
import type { BeeCodec, BeeNode, BeeSearchInternals } from './bee-internals.ts'
import { boundDepth } from './bounded-depth.ts'

const exact = new WeakSet()

/** From now on, for every Hyperbee of the module that this one is of. */
export function getExactly<K, V>(bee: Hyperbee<K, V>): void {
  const batch = bee.batch({ update: false })
  const search = Object.getPrototypeOf(batch) as BeeSearchInternals
  // It has locked nothing.
  void batch.close()
  if (exact.has(search)) return
  exact.add(search)
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its batch below
  const { getRoot } = search
  search.getRoot = async function (ensureHeader) {
    const root = await getRoot.call(this, ensureHeader)
    if (root !== null) boundDepth(root)
    return root
  }
  search._get = async function (key, encoding, finalize) {
    const wanted = encoded(encoding.key, key)
    if (this.tree.extension !== null && this.options.extension !== false)
      this.options.onwait = this._onwait.bind(this, wanted)
    for (let node = await this.getRoot(false); node !== null;) {
      const { block } = node
      // Of a block that takes the key away, no node has it.
      if (block.isTarget(wanted)) return (await hasOwn(node)) ? shown(block) : null
      const { index, isFound } = await placeOf(wanted, node)
      const key = isFound ? node.keys[index] : undefined
      if (key !== undefined) return shown(await this.getBlock(key.seq))
      node = node.children.length === 0 ? null : await node.getChildNode(index)
    }
    return null

    function shown(block: BeeNode['block']): unknown {
      return finalize ? block.final(encoding) : block
    }
  }
}

function encoded(codec: BeeCodec | null, key: Uint8Array | string): Uint8Array {
  if (codec !== null) return codec.encode(key)
  return typeof key === 'string' ? Buffer.from(key) : key
}

/** Whether the entry that a node was written with is in it, or below it. Its author may have bent the tree: each node is looked at once. */
async function hasOwn(node: BeeNode, seen = new Set<number>()): Promise<boolean> {
  const { seq } = node.block
  if (node.keys.some((key) => key.seq === seq)) return true
  for (const [index, child] of node.children.entries()) {
    if (child.seq !== seq || seen.has(child.offset)) continue
    seen.add(child.offset)
    if (await hasOwn(await node.getChildNode(index), seen)) return true
  }
  return false
}

/** Where a key is among those of a node, or the child that it would be below. */
async function placeOf(key: Uint8Array, node: BeeNode): Promise<{ index: number; isFound: boolean }> {
  let [start, end] = [0, node.keys.length]
  while (start < end) {
    const middle = (start + end) >> 1
    const order = Buffer.compare(key, await node.getKey(middle))
    if (order === 0) return { index: middle, isFound: true }
    if (order < 0) end = middle
    else start = middle + 1
  }
  return { index: start, isFound: false }
}
