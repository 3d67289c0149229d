/** Puts a guard between what writers write and Autobase. Why: docs/decisions/0041-hardened-base.md. */
import { errors } from '../errors.ts'
import { dropForkedHeads, isOver } from './forked-writers.ts'
import { decodeWriterBlock, normaliseMessage, type WriterBlocks } from './writer-block.ts'
import type { GuardedBase, WriterCore, WriterInternals } from './writer-internals.ts'

/**
 * Changes `base` so that no block of a writer can close, stall or loop it. Call it in the same tick as the constructor,
 * before the base opens its writers, with the same values at everybody who opens the base.
 *
 * ```ts
 * const base = new Autobase(store, key, handlers)
 * guardAutobaseWriters(base, { isEncrypted: false, maxBytes: 128 * 1024, views: 1 })
 * ```
 */
export function guardAutobaseWriters(autobase: object, blocks: WriterBlocks): void {
  const base = autobase as GuardedBase
  const makeWriterCore = base._makeWriterCore.bind(base)
  base._makeWriterCore = (key) => guardReads(makeWriterCore(key), blocks)

  const makeWriter = base._makeWriter.bind(base)
  base._makeWriter = (...place) => {
    const writer = makeWriter(...place)
    return writer === null ? null : guardDependencies(base, writer)
  }
}

/** Autobase's writer reads its blocks one after the other with `core.get(index, { wait: false })`. */
function guardReads(core: WriterCore, blocks: WriterBlocks): WriterCore {
  const get = core.get.bind(core)
  let next = { index: -1, batchBefore: 1 }
  core.get = async (index) => {
    const bytes = (await get(index, { wait: false, raw: true })) as Uint8Array | null
    // Cleared between the writer's `has` and now. An error of this kind makes the writer stop, not the process.
    if (bytes === null) throw errors.BLOCK_CLEARED({ index })
    // A writer starts at the end of a batch: that is where the system view's lengths are.
    const batchBefore = next.index === index ? next.batchBefore : 1
    const decoded = await decodeWriterBlock(core, { index, bytes }, blocks)
    const message = normaliseMessage(decoded, { writerKey: core.key, index, batchBefore }, blocks)
    next = { index: index + 1, batchBefore: message.node.batch }
    return message
  }
  return core
}

function guardDependencies(base: GuardedBase, writer: WriterInternals): WriterInternals {
  const ensure = writer._ensureNodeDependencies.bind(writer)
  writer._ensureNodeDependencies = async (boot) => {
    // At boot the nodes are those that we accepted earlier.
    if (!boot && ((await isOver(base, writer)) || !(await areHeadsWriters(base, writer)))) return false
    await dropForkedHeads(base, writer)
    if (!(await ensure(boot))) return false
    dropLinksIntoBatches(writer)
    return true
  }
  return writer
}

/**
 * A link may only name writers of the base. One that names another core would open it, and one that names a view of
 * this base would feed the view its own blocks. A writer that we do not know *yet* is known once we apply the
 * admission, which the linking node has seen too; until then the node waits, and only its writer with it.
 */
async function areHeadsWriters(base: GuardedBase, { node }: WriterInternals): Promise<boolean> {
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
