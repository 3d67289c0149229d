/** What becomes of a writer that has signed two histories of its core, and of those that built on one of them. */
import type Autobase from 'autobase'
import { isForkedCore, onForkedCore } from '../store/forked-cores.ts'
import type { GuardedBase, Head, WriterInternals } from './writer-internals.ts'

/** Call it in the same tick as the constructor. */
export function goOnAfterForks(base: Autobase): void {
  forkedByBase.set(base, new Map())
  const end = onForkedCore(base.store, () => {
    // A new one: who began to look before writes what was found into the old one.
    forkedByBase.set(base, new Map())
    // Something may have waited for what does not come now. What fails in it closes the base, and is told there.
    void base.update().catch(() => undefined)
  })
  base.once('close', end)
}

/**
 * Whether a writer says nothing more: others may have its other history, and what is written here would build on what they never
 * get. An indexer takes what it has: which of both counts is what it signs, and all others go there.
 */
export async function isOver(base: GuardedBase, { core }: WriterInternals): Promise<boolean> {
  return !base.ackable && (await isForked(base, core.key))
}

/**
 * Takes out of the operation that `writer` is at its links to what a forked writer said to others alone. Or whoever built on that,
 * before they knew, would say nothing more here either. Links only put operations in order, and in the end the indexers' order
 * counts.
 */
export async function dropForkedHeads(base: GuardedBase, { node }: WriterInternals): Promise<void> {
  if (node === null) return
  const { heads, dependencies } = node
  for (let at = heads.length - 1; at >= dependencies.size; at--) {
    const head = heads[at]
    if (head !== undefined && !(await isHere(base, head)) && (await isLost(base, head))) heads.splice(at, 1)
  }
}

/** Whether it is in order here. Most are. */
async function isHere(base: GuardedBase, { key, length }: Head): Promise<boolean> {
  const active = base.activeWriters.get(key)
  if (active !== null) return active.length >= length
  return ((await base._applyState?.system.get(key))?.length ?? 0) >= length
}

/** Whether it will not come. */
async function isLost(base: GuardedBase, { key, length }: Head): Promise<boolean> {
  if (!(await isForked(base, key))) return false
  const active = base.activeWriters.get(key)
  return !base.ackable || active === null || active.core.closed || active.core.length < length
}

/** What is known of writers, by their keys in hex. */
const forkedByBase = new WeakMap<object, Map<string, boolean>>()

async function isForked(base: GuardedBase, key: Uint8Array): Promise<boolean> {
  const known = forkedByBase.get(base)
  const id = Buffer.from(key).toString('hex')
  const isForked = known?.get(id) ?? (await isForkedCore(base.store, key))
  known?.set(id, isForked)
  return isForked
}
