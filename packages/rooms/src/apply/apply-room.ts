/**
 * How a room's view comes out of what its members wrote. Autobase calls it with blocks in the agreed order, takes
 * it back and calls it again when the order changes, at every member. So it is deterministic (no clock) and total:
 * whatever a member writes either does what the table of rules says, or is counted and ignored.
 */
import { decodeOperation, LIMITS } from '@comice/protocol'
import type Autobase from 'autobase'
import type {
  OperationContext,
  OperationKind,
  OperationOf,
  OperationRule,
} from '../operation/operation-rule.ts'
import { RoomErrors } from '../errors.ts'
import { operationRules } from '../operation/operation-rules.ts'
import type { RoomBee } from '../view/room-view.ts'
import { ViewBatch } from '../view/view-batch.ts'
import type { IgnoredReason } from '../view/view-encoding.ts'

type Node = Autobase.Node<Uint8Array>

/** The `apply` handler of a room's base. It rejects only when the view cannot be read or written. */
export async function applyRoom(nodes: Node[], bee: RoomBee, host: Autobase.HostCalls): Promise<void> {
  const view = await ViewBatch.open(bee)
  for (const node of nodes) await applyNode(node, { view, host })
  await view.flush()
}

interface ApplyScope {
  view: ViewBatch
  host: Autobase.HostCalls
}

async function applyNode(node: Node, scope: ApplyScope): Promise<void> {
  const ignored = await ignoredOrApplied(node, scope)
  if (ignored !== null) scope.view.countIgnored(ignored)
}

async function ignoredOrApplied(node: Node, scope: ApplyScope): Promise<IgnoredReason | null> {
  if (node.value.byteLength > LIMITS.MAX_OP_BYTES) return 'oversized'
  const decoded = decodeOperation(node.value)
  if (!decoded.ok) return 'malformed'
  if (decoded.value.kind === 'unknown') return 'unknown'
  const context = await contextOf(node, scope)
  return (await applyOperation(decoded.value, context)) ? null : 'unauthorised'
}

async function applyOperation<Kind extends OperationKind>(
  operation: OperationOf<Kind>,
  context: OperationContext,
): Promise<boolean> {
  // The table's type ties each rule to its kind; TypeScript loses the tie when it looks one up by a union.
  const rule = operationRules[operation.kind] as unknown as OperationRule<Kind>
  if (!(await rule.authorise(operation, context))) return false
  await rule.apply(operation, context)
  return true
}

async function contextOf(node: Node, { view, host }: ApplyScope): Promise<OperationContext> {
  const writerKey = keyOf(node)
  const owner = await view.device(writerKey)
  const person = owner === null ? null : await view.person(owner.identityKey)
  return {
    view,
    author: owner === null || person === null ? null : { person, deviceKey: owner.deviceKey },
    writerKey,
    index: node.length - 1,
    roomKey: host.key,
    // Never as an indexer: see docs/decisions/0040-one-indexer.md.
    admitWriter: (key) => host.addWriter(key, { indexer: false }),
    stopForUpgrade: () => host.interrupt('room-version'),
  }
}

function keyOf(node: Node): Uint8Array {
  // A node's core is open, so its key is known.
  if (node.from.key === null) throw RoomErrors.ROOM_FAILED({ reason: 'the core of a node has no key' })
  return node.from.key
}
