/**
 * Hyperbee follows the nodes of a tree wherever their author points them. One whose node is its own child makes it go round for
 * ever, without ever giving the event loop a turn: a view that is signed like that would stop the process of each member who
 * looks into it, or puts something there. So no descent is longer than any tree that somebody can have.
 */
import { MAX_TREE_LEVELS } from '../constants.ts'
import { errors } from '../errors.ts'
import type { BeeNode } from './bee-internals.ts'

const bounded = new WeakSet<object>()
/** Of nodes that were reached from above, how many there are above them. */
const depths = new WeakMap<BeeNode, number>()

/** From now on, for every node of the class that this one is of: the step that is too deep rejects with BASE_BROKEN. */
export function boundDepth(node: BeeNode): void {
  const prototype = Object.getPrototypeOf(node) as BeeNode
  if (bounded.has(prototype)) return
  bounded.add(prototype)
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its node below
  const { getChildNode } = prototype
  prototype.getChildNode = async function (index) {
    const depth = (depths.get(this) ?? 0) + 1
    if (depth > MAX_TREE_LEVELS) throw errors.BASE_BROKEN({ reason: 'a view is no tree' })
    const child = await getChildNode.call(this, index)
    depths.set(child, depth)
    return child
  }
}
