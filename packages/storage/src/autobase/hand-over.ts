/**
 * Hands the signing of a base's views over to another core, when those that sign are gone for ever: a majority of them must
 * agree to any other change of who signs. Autobase can do it (`HostCalls.fork`, not documented): the views go back to
 * where they were at a length of the system view that was signed or could have been, and what came after is applied again,
 * in an order that the new core signs. The views' cores are new ones.
 *
 * Whoever has the same blocks of those who signed computes the same cores. Who has more of them cannot, and goes to the
 * cores of the others by {@link goToSystem}.
 */
import type Autobase from 'autobase'
import { isEqualBytes } from '@comice/protocol'
import { HANDOVER_BLOCK_TIMEOUT_MS, SYSTEM_BLOCKS_OF_A_BLOCK } from '../constants.ts'
import type { HostInternals, SystemCounts } from './handover-internals.ts'
import { fetchLastFlush, type SystemBee } from './last-flush.ts'
import { readWhole } from './whole-views.ts'
import { withoutSilence } from './without-silence.ts'
import type { Head } from './writer-internals.ts'

/** A state of the system view that does not change any more. */
export interface SystemPoint {
  /** Key of its core. */
  readonly system: Uint8Array
  /** Blocks. */
  readonly length: number
}

/** The newest such state of a base. Null while it opens. */
export function settledPoint(base: Autobase): SystemPoint | null {
  const { key } = base.core
  return key === null || base.system === null ? null : { system: key, length: base.indexedLength }
}

/** Whose cores sign the views now. */
export function signersOf(base: Autobase): Uint8Array[] {
  return (base.system?.indexers ?? []).map(({ key }) => key)
}

/** Cores without which the system view cannot be read: after a handover there is one, with a block for each. */
export function linkedCores(base: Autobase): Head[] {
  const { encryptionLength = 0 } = (base.system ?? {}) as Partial<SystemCounts>
  return (base.core.manifest?.linked ?? []).map((key) => ({ key, length: encryptionLength }))
}

/**
 * Within `apply`: from `point` on `signer`, the core of a writer who wrote before, signs alone. False, and nothing is
 * changed, when this device is not just there: it has left that core before, knows more of what its signers settled, or lacks
 * blocks. Those are waited for once: whoever asks for the same again and again would hold up `apply` each time.
 */
export async function handOver(
  host: Autobase.HostCalls,
  { system, length }: SystemPoint,
  signer: Uint8Array,
): Promise<boolean> {
  const internals = host as unknown as HostInternals
  const { state } = internals
  if (state.pendingFork !== null || !isEqualBytes(state.system.core.key, system)) return false
  if (length === 0 || state.pendingIndexedLength() !== length) return false
  if (lackedByBase.get(state.base)?.has(length) === true) return false
  if (!(await hasFlush(state.base, { db: state.system.db, length }))) return false
  return internals.fork([signer], { key: system, length })
}

/**
 * Whether a system view of this base can have so many blocks. Two devices that have ordered the same blocks of the writers say the
 * same, whatever order that is and whichever handovers they went through. `apply` must not ask: what was ordered until there is not the same.
 */
export async function canHaveLength(base: Autobase, length: number): Promise<boolean> {
  // Mostly this is enough, and lists nobody.
  return length <= base.core.length || length <= (await readWhole(base, () => maxSystemLength(base)))
}

/** Each block of a writer takes an entry for its writer and one for the state at most; a writer, one when it is let in; the tree, a header. */
async function maxSystemLength(base: Autobase): Promise<number> {
  let max = 1
  for await (const { value } of base.system?.list() ?? []) max += 1 + SYSTEM_BLOCKS_OF_A_BLOCK * value.length
  return max
}

/**
 * Whether this device has what a handover from there takes. Ask before anybody is told of one: others may have it, go
 * along, and be alone there when whoever asked for it could not. Asks peers again for what `apply` has given up.
 */
export async function canHandOver(base: Autobase, { system, length }: SystemPoint): Promise<boolean> {
  const view = base.system as unknown as HostInternals['state']['system'] | null
  if (view === null || length === 0 || !isEqualBytes(view.core.key, system)) return false
  return hasFlush(base, { db: view.db, length })
}

/** Lengths of the present system view whose last flush did not come. */
const lackedByBase = new WeakMap<object, Set<number>>()

/** A block of it that never comes would hold up `apply` for ever. */
async function hasFlush(base: object, { db, length }: { db: SystemBee; length: number }): Promise<boolean> {
  const lacked = lackedByBase.get(base) ?? new Set()
  lackedByBase.set(base, lacked)
  lacked.delete(length)
  const has = await withoutSilence(HANDOVER_BLOCK_TIMEOUT_MS, (listening) =>
    fetchLastFlush(db, { length, ...listening }),
  ).catch(() => false)
  if (!has) lacked.add(length)
  return has
}
