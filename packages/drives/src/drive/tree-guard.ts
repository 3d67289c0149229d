/**
 * A Hyperbee follows the nodes of its tree wherever their author points them. A drive of three blocks whose root is its
 * own child makes it go round for ever, without ever giving the event loop a turn: one read would stop the whole
 * process. So in drives of others the step from a node to its child is checked: the child is not newer than its parent,
 * a node with children has keys between them, and no tree is deeper than MAX_TREE_DEPTH.
 *
 * This reaches into private parts of hyperbee 2.27 (`TreeNode.getChildNode`) and hypercore 11 (`session.core`), pinned by
 * test/drive/tree-guard.test.ts. Should the first move, opening an app fails with a TypeError: it does not go on
 * unguarded.
 */
import type Hyperdrive from 'hyperdrive'
import { MAX_TREE_DEPTH } from '../constants.ts'
import { DriveErrors } from '../errors.ts'

interface TreeNode {
  readonly block: { readonly seq: number; readonly tree: { readonly core: { readonly core: object } } }
  readonly keys: readonly unknown[]
  readonly children: readonly { readonly seq: number }[]
  getChildNode(index: number): Promise<TreeNode>
}

interface TreeBatch {
  core: object
  getBlock(seq: number): Promise<{ getTreeNode(offset: number): TreeNode }>
}

/** What all sessions of a core share, of the drives that are not ours. */
const guardedCores = new WeakSet<object>()
let patching: Promise<void> | null = null

/**
 * From here on, reading a malformed tree of this drive, in any session, checkout or snapshot, rejects with
 * DRIVE_DAMAGED. The drive is open, and nothing of its tree was read yet.
 */
export async function guardTree(drive: Hyperdrive): Promise<void> {
  patching ??= patch(drive)
  await patching
  const { core } = drive
  // Nodes that are being changed do not look like that; and what we wrote we may read.
  if (!core.writable) guardedCores.add(core.core as object)
}

async function patch(drive: Hyperdrive): Promise<void> {
  const prototype = Object.getPrototypeOf(await anyNode(drive)) as TreeNode
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its node below
  const { getChildNode } = prototype
  const depths = new WeakMap<TreeNode, number>()
  prototype.getChildNode = async function (index) {
    if (!guardedCores.has(this.block.tree.core.core)) return getChildNode.call(this, index)
    const depth = (depths.get(this) ?? 0) + 1
    if (!isParent(this, index) || depth > MAX_TREE_DEPTH) {
      throw DriveErrors.DRIVE_DAMAGED({ reason: 'its tree of files is none' })
    }
    const node = await getChildNode.call(this, index)
    depths.set(node, depth)
    return node
  }
}

function isParent({ block, keys, children }: TreeNode, index: number): boolean {
  const child = children[index]
  return (
    child !== undefined && child.seq <= block.seq && keys.length > 0 && children.length === keys.length + 1
  )
}

/** An empty node, of a block that stands nowhere: the class itself is not exported. */
async function anyNode(drive: Hyperdrive): Promise<TreeNode> {
  // In protocol buffers, as hyperbee has it: field 1, no bytes, which is one level without keys and children.
  const entry = { key: Buffer.alloc(0), value: null, index: Buffer.of(0x0a, 0) }
  const batch = drive.db.batch({ update: false }) as unknown as TreeBatch
  // Of no fork that a core has, so that nothing of it comes into the tree's cache.
  batch.core = { opened: true, length: 2, fork: -1, core: {}, get: () => Promise.resolve(entry) }
  return (await batch.getBlock(1)).getTreeNode(0)
}
