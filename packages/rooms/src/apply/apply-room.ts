/**
 * How a room's view comes out of what its members wrote. Autobase calls it with blocks in the agreed order, takes
 * it back and calls it again when the order changes, at every member. So it is deterministic (no clock) and total:
 * whatever a member writes either does what the table of rules says, or is counted and ignored.
 */
import {
  decodeOperation,
  type DepartureRecord,
  type KnownOperation,
  LIMITS,
  ROOM_VERSION,
} from '@comice/protocol'
import { handOver, type SystemPoint } from '@comice/storage'
import type Autobase from 'autobase'
import type {
  OperationContext,
  OperationKind,
  OperationOf,
  OperationRule,
} from '../operation/operation-rule.ts'
import { RoomErrors } from '../errors.ts'
import { MAX_HELD_BACK_MESSAGES } from '../constants.ts'
import { keepEpoch, keepEpochOfPutOut } from '../operation/epoch.ts'
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
  const roomVersion = (await scope.view.room())?.roomVersion ?? 1
  // Who starts from a signed view that is beyond the upgrade never meets that operation.
  if (roomVersion > ROOM_VERSION) stopForUpgrade(scope)
  if (node.value.byteLength > LIMITS.MAX_OP_BYTES) return 'oversized'
  const decoded = decodeOperation(node.value, roomVersion)
  if (!decoded.ok) return 'malformed'
  if (decoded.value.kind === 'unknown') return 'unknown'
  const { context, departure } = await placeOf(node, roomVersion, scope)
  if (departure !== null) {
    await holdBack(decoded.value, departure, context)
    return null
  }
  const isKept = context.author === null && (await keepOfPutOut(decoded.value, context))
  return isKept || (await applyOperation(decoded.value, context)) ? null : 'unauthorised'
}

/** What somebody writes who is not in the room at this place in the order does nothing. It is counted, and not lost. */
async function holdBack(
  operation: KnownOperation,
  departure: DepartureRecord,
  { view, writerKey, index }: OperationContext,
): Promise<void> {
  const { identityKey } = departure
  const deviceKey = (await view.device(writerKey))?.deviceKey
  const message =
    operation.kind !== 'post' || deviceKey === undefined
      ? null
      : {
          id: { writerKey, index },
          identityKey,
          deviceKey,
          claimedAt: operation.claimedAt,
          seq: departure.heldBack,
          body: operation.body,
          isLate: true,
        }
  if (operation.kind === 'epoch' && deviceKey !== undefined && departure.heldBack < MAX_HELD_BACK_MESSAGES)
    await keepEpoch(operation, { view, deviceKey })
  await view.holdBack(departure, message, MAX_HELD_BACK_MESSAGES)
}

/** What a device writes that its person put out does nothing; its keys are kept for those who had not seen that. */
async function keepOfPutOut(
  operation: KnownOperation,
  { view, roomVersion, writerKey }: OperationContext,
): Promise<boolean> {
  if (operation.kind !== 'epoch' || roomVersion < 2) return false
  const owner = await view.removedDevice(writerKey)
  return owner !== null && keepEpochOfPutOut(operation, { view, owner })
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

function stopForUpgrade({ host }: ApplyScope): void {
  host.interrupt('room-version')
}

interface Place {
  context: OperationContext
  /** Of an author who is not in the room any more. */
  departure: DepartureRecord | null
}

async function placeOf(node: Node, roomVersion: number, { view, host }: ApplyScope): Promise<Place> {
  const writerKey = keyOf(node)
  const owner = await view.device(writerKey)
  const person = owner === null ? null : await view.person(owner.identityKey)
  const departure = owner === null || roomVersion < 2 ? null : await view.departure(owner.identityKey)
  const context = {
    view,
    author: owner === null || person === null ? null : { person, deviceKey: owner.deviceKey },
    writerKey,
    index: node.length - 1,
    roomKey: host.key,
    roomVersion,
    // Never as an indexer: see docs/decisions/0198-signing-is-handed-over.md.
    admitWriter: (key: Uint8Array) => host.addWriter(key, { indexer: false }),
    handOver: (point: SystemPoint) => handOver(host, point, writerKey),
    stopForUpgrade: () => stopForUpgrade({ view, host }),
  }
  return { context, departure }
}

function keyOf(node: Node): Uint8Array {
  // A node's core is open, so its key is known.
  if (node.from.key === null) throw RoomErrors.ROOM_FAILED({ reason: 'the core of a node has no key' })
  return node.from.key
}
