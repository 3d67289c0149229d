/** Downloads the part of a Hyperbee that writing needs. */
import type Hyperbee from 'hyperbee'
import { FETCHED_NODES_AT_ONCE, MAX_NODE_KEYS } from '../constants.ts'
import { errors } from '../errors.ts'
import type { BeeBatchInternals, BeeNode } from '../bee/bee-internals.ts'

/** The keys that a part of the tree lies between; null: there is none on that side. */
export interface KeyInterval {
  readonly after: Uint8Array | null
  readonly before: Uint8Array | null
}

interface Place extends KeyInterval {
  readonly node: BeeNode
}

export interface FetchTreeOptions {
  /** Whether a part of the tree is wanted. */
  isNeeded: (interval: KeyInterval) => boolean
  /** Nodes that are fetched at all. */
  maxNodes: number
  /** Called for each block. */
  onblock: () => void
}

/**
 * Has every block on this disk that a reading or a write in the needed parts can ask for: all keys of each node on the
 * way, because a node that is split later is searched in another order, and the nodes beside, for a deletion.
 * Upper levels come first. False: it stopped early, in a tree of more than `maxNodes`.
 *
 * Waits for what does not come until the bee is closed.
 *
 * @throws what Hypercore throws then, and BASE_BROKEN for a node that no Hyperbee makes
 */
export async function fetchTree(
  bee: Hyperbee<Uint8Array, Uint8Array>,
  { isNeeded, maxNodes, onblock }: FetchTreeOptions,
): Promise<boolean> {
  const batch = bee.batch({ update: false }) as unknown as BeeBatchInternals
  const root = await batch.getRoot(false)
  let level: Place[] = root === null ? [] : [{ node: root, after: null, before: null }]
  let fetched = 0
  while (level.length > 0) {
    const below: Place[] = []
    for (let at = 0; at < level.length; at += FETCHED_NODES_AT_ONCE) {
      const part = level.slice(at, at + FETCHED_NODES_AT_ONCE)
      fetched += part.length
      if (fetched > maxNodes) return false
      const places = await Promise.all(part.map((place) => fetchNode(place, onblock)))
      below.push(...places.flat().filter(isNeeded))
    }
    level = below
  }
  return true
}

/** The places below a node. */
async function fetchNode({ node, after, before }: Place, onblock: () => void): Promise<Place[]> {
  if (node.keys.length > MAX_NODE_KEYS || node.children.length > MAX_NODE_KEYS + 1) {
    throw errors.BASE_BROKEN({ reason: 'a view is no tree' })
  }
  const counted = async <T>(block: Promise<T>): Promise<T> => {
    const value = await block
    onblock()
    return value
  }
  const [keys, children] = await Promise.all([
    Promise.all(node.keys.map((_key, at) => counted(node.getKey(at)))),
    Promise.all(node.children.map((_child, at) => counted(node.getChildNode(at)))),
  ])
  return children.map((child, at) => ({
    node: child,
    after: keys[at - 1] ?? after,
    before: keys[at] ?? before,
  }))
}
