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
  /** Of its block and its number in that. */
  readonly id: string
  /** Its block is here. Hyperbee asks peers for all blocks that a node names when it is made, so it is not before it is due. */
  readonly node: () => BeeNode
  /** Next to what is needed, and not itself: nothing below it is. */
  readonly isBeside: boolean
}

export interface FetchTreeOptions {
  /** Whether a part of the tree is wanted. */
  isNeeded: (interval: KeyInterval) => boolean
  /** Nodes that are fetched at all; each names {@link MAX_NODE_KEYS} keys and one more node at most, all of which are fetched. */
  maxNodes: number
  /** Called for each block. */
  onblock: () => void
}

/**
 * Has every block on this disk that a reading or a write in the needed parts can ask for: all keys of each node on the
 * way, because a node that is split later is searched in another order, and of the nodes beside, from which a deletion takes a key or
 * which it joins to the needed one. Upper levels come first. False: it stopped early, in a tree of more than `maxNodes`.
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
  const fetching = { batch, isNeeded, onblock, seen: new Set<string>() }
  let level: Place[] = root === null ? [] : [placeOf(root)]
  let left = maxNodes
  while (level.length > 0) {
    const due = level.slice(0, left)
    left -= due.length
    const below: Place[] = []
    for (let at = 0; at < due.length; at += FETCHED_NODES_AT_ONCE) {
      const part = due.slice(at, at + FETCHED_NODES_AT_ONCE)
      const places = (await Promise.all(part.map((place) => fetchNode(place, fetching)))).flat()
      // What will be due is asked for now, and waited for when it is.
      for (const { node } of places.slice(0, Math.max(0, left - below.length))) node()
      below.push(...places)
    }
    if (due.length < level.length) return false
    level = below
  }
  return true
}

function placeOf(root: BeeNode): Place {
  return { id: idOf(root.block.seq, 0), node: () => root, after: null, before: null, isBeside: false }
}

interface Fetching extends Pick<FetchTreeOptions, 'isNeeded' | 'onblock'> {
  readonly batch: BeeBatchInternals
  /** Ids of nodes: one that is below two others is in no tree, and may go round in a circle. */
  readonly seen: Set<string>
}

/** The places below a node that are to be fetched. */
async function fetchNode(place: Place, { batch, isNeeded, onblock, seen }: Fetching): Promise<Place[]> {
  const node = place.node()
  const isTooLarge = node.keys.length > MAX_NODE_KEYS || node.children.length > MAX_NODE_KEYS + 1
  if (isTooLarge || seen.has(place.id)) throw errors.BASE_BROKEN({ reason: 'a view is no tree' })
  seen.add(place.id)
  const counted = async <T>(block: Promise<T>): Promise<T> => {
    const value = await block
    onblock()
    return value
  }
  const [keys, blocks] = await Promise.all([
    Promise.all(node.keys.map((_key, at) => counted(node.getKey(at)))),
    Promise.all(node.children.map(({ seq }) => counted(batch.getBlock(seq)))),
  ])
  if (place.isBeside) return []
  const intervals = blocks.map((_block, at) => ({
    after: keys[at - 1] ?? place.after,
    before: keys[at] ?? place.before,
  }))
  const needed = intervals.map(isNeeded)
  return blocks.flatMap((block, at): Place[] => {
    const [interval, child] = [intervals[at], node.children[at]]
    const isBeside = needed[at] !== true
    if (interval === undefined || child === undefined) return []
    if (isBeside && needed[at - 1] !== true && needed[at + 1] !== true) return []
    const id = idOf(child.seq, child.offset)
    return [{ ...interval, id, isBeside, node: once(() => block.getTreeNode(child.offset)) }]
  })
}

function idOf(seq: number, offset: number): string {
  return `${seq}/${offset}`
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null
  return () => (made ??= make())
}
