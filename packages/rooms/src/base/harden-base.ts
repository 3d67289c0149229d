/** Puts a guard between what members write and Autobase. Why: docs/decisions/0041-hardened-base.md. */
import type Autobase from 'autobase'
import { RoomErrors } from '../errors.ts'
import type { BaseInternals, WriterCore, WriterInternals } from './autobase-internals.ts'
import { guardWakeup } from './guard-wakeup.ts'
import { decodeWriterBlock, normaliseMessage } from './writer-block.ts'

/**
 * Changes `base` so that no block and no wakeup hint of a member can close, stall or loop it. Call it in the same
 * tick as the constructor, before the base opens its writers.
 */
export function hardenBase(base: Autobase): void {
  const internals = base as unknown as BaseInternals
  guardWriters(internals)
  guardWakeup(base)
}

function guardWriters(base: BaseInternals): void {
  const makeWriterCore = base._makeWriterCore.bind(base)
  base._makeWriterCore = (key) => guardReads(makeWriterCore(key))

  const makeWriter = base._makeWriter.bind(base)
  base._makeWriter = (...place) => {
    const writer = makeWriter(...place)
    return writer === null ? null : guardDependencies(base, writer)
  }
}

/** Autobase's writer reads its blocks one after the other with `core.get(index, { wait: false })`. */
function guardReads(core: WriterCore): WriterCore {
  const get = core.get.bind(core)
  let next = { index: -1, batchBefore: 1 }
  core.get = async (index) => {
    const encrypted = (await get(index, { wait: false, raw: true })) as Uint8Array | null
    // Cleared between the writer's `has` and now. An error of this kind makes the writer stop, not the process.
    if (encrypted === null) throw RoomErrors.ROOM_FAILED({ reason: 'a block is not on this disk any more' })
    // A writer starts at the end of a batch: that is where the system view's lengths are.
    const batchBefore = next.index === index ? next.batchBefore : 1
    const decoded = await decodeWriterBlock(core, index, encrypted)
    const message = normaliseMessage(decoded, { writerKey: core.key, index, batchBefore })
    next = { index: index + 1, batchBefore: message.node.batch }
    return message
  }
  return core
}

function guardDependencies(base: BaseInternals, writer: WriterInternals): WriterInternals {
  const ensure = writer._ensureNodeDependencies.bind(writer)
  writer._ensureNodeDependencies = async (boot) => {
    // At boot the nodes are those that we accepted earlier.
    if (!boot && !(await areHeadsWriters(base, writer))) return false
    if (!(await ensure(boot))) return false
    dropLinksIntoBatches(writer)
    return true
  }
  return writer
}

/**
 * A link may only name writers of the room. One that names another core would open it, and one that names a view of
 * this room would feed the view its own blocks. A member that we do not know *yet* is known once we apply the
 * admission, which the linking node has seen too; until then the node waits, and only its writer with it.
 */
async function areHeadsWriters(base: BaseInternals, { node }: WriterInternals): Promise<boolean> {
  for (const { key } of node?.heads ?? []) {
    const active = base.activeWriters.get(key)
    if (active !== null && !active.isRemoved) continue
    if (base._applyState === null || (await base._applyState.system.get(key)) === null) return false
  }
  return true
}

/** Autobase asserts that nothing but the next block links into a batch, and closes when something does. */
function dropLinksIntoBatches(writer: WriterInternals): void {
  const node = writer.node
  if (node === null) return
  for (const dependency of node.dependencies) {
    const isBlockBefore = dependency.writer === writer && dependency.length === node.length - 1
    if (dependency.batch !== 1 && !isBlockBefore) node.dependencies.delete(dependency)
  }
}
