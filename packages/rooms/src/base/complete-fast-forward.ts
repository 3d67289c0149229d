/**
 * A fast-forward goes to a state that the indexer signed. Autobase 7.28 takes it as soon as it has the last block of each
 * view, and gets the rest when somebody reads. But its next append asks for more: `apply` looks up who wrote, and both
 * views are trees whose inner nodes a write has to know. Whoever lost their peers in between could not even open
 * the room, and `say` waited until somebody came. So a fast-forward is taken only when everything is here that applying
 * an operation can ask for: the whole system view, and the room's view without its older messages.
 */
import type Autobase from 'autobase'
import Hyperbee from 'hyperbee'
import { isOlder } from '../view/view-keys.ts'
import type { BaseInternals, FastForwardInternals } from './autobase-internals.ts'
import { fetchTree, type KeyInterval } from './fetch-tree.ts'

/** Call it in the same tick as the constructor, before the base opens. */
export function completeFastForwards(base: Autobase): void {
  const internals = base as unknown as BaseInternals
  const run = internals._runFastForward.bind(base)
  internals._runFastForward = (forward) => {
    const upgrade = forward._upgrade.bind(forward)
    forward._upgrade = async () => (await upgrade()) && (await isFetched(internals, forward))
    return run(forward)
  }
}

async function isFetched(base: BaseInternals, forward: FastForwardInternals): Promise<boolean> {
  try {
    await withoutSilence(forward.timeout, (onblock) =>
      Promise.all([fetchSystem(forward, onblock), fetchView(base, forward, onblock)]),
    )
    return !forward.destroyed
  } catch {
    // A block did not come, or the view is broken. Autobase goes on with the writers' own cores, and tries again later;
    // what is still asked for ends when the fast-forward closes its cores, which it does now.
    forward.failed = true
    return false
  }
}

/** Rejects when `work` tells of nothing for `ms`. A slow line may take long as long as something comes. */
async function withoutSilence<T>(ms: number, work: (onblock: () => void) => Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no block came for ${ms} ms`)), ms)
  try {
    return await Promise.race([work(() => timer.refresh()), silence])
  } finally {
    clearTimeout(timer)
  }
}

async function fetchSystem({ system }: FastForwardInternals, onblock: () => void): Promise<void> {
  if (system !== null) await fetchTree(system.db, { isNeeded: () => true, onblock })
}

/** The room has one view, see `openBase`. */
async function fetchView(
  base: BaseInternals,
  forward: FastForwardInternals,
  onblock: () => void,
): Promise<void> {
  const [view] = forward.system?.views ?? []
  if (view === undefined) return
  const core = base.store.get({ key: view.key })
  // Closed by the fast-forward, also when the base closes.
  forward.cores.push(core)
  await core.ready()
  const encryption = forward.encryption ?? base.encryption
  if (encryption !== null) await core.setEncryption(encryption.getViewEncryption('view'))
  const bee = new Hyperbee<Uint8Array, Uint8Array>(core, { extension: false, checkout: view.length })
  await fetchTree(bee, { isNeeded: isNotOlder, onblock })
}

function isNotOlder(interval: KeyInterval): boolean {
  return !isOlder(interval)
}
