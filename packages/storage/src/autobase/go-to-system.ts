/**
 * Goes to views that others came to by a handover which this device cannot make itself: it knows of blocks that the
 * former signers settled later, or went along with another handover that did not win. It is a fast-forward to another
 * core, which Autobase 7.28 has, with three faults when the views do not only grow:
 *
 * - moving a view to a core that is shorter mixes the blocks of both, and the base closes or reads the wrong ones;
 * - blocks that readers hold in memory stay there, although other blocks stand in their place;
 * - the keys of views are held by their numbers, which other keys have after another handover.
 *
 * So each view gives up first what it does not share for certain, its keys are forgotten, and its readers are told that all
 * has changed.
 */
import { createRequire } from 'node:module'
import { isEqualBytes } from '@comice/protocol'
import type Autobase from 'autobase'
import type { FastForwardClass, MovingBase, SharedState, ViewRef } from './handover-internals.ts'

// Private to Autobase and untyped, so it is required and not imported.
const FastForward = createRequire(import.meta.url)('autobase/lib/fast-forward.js') as FastForwardClass

const NO_SESSIONS: SharedState = { sessions: [] }

type Forward = InstanceType<FastForwardClass>

const targetByBase = new WeakMap<MovingBase, Uint8Array>()

/** Call it in the same tick as the constructor, before the base opens. */
export function guardMoves(base: Autobase): void {
  const internals = base as unknown as MovingBase
  const moveTo = internals._moveTo.bind(base)
  internals._moveTo = async () => {
    const moved = [...internals._viewStore.byName.values()].filter((ref) => ref.moveTo !== null)
    const target = targetByBase.get(internals)
    const isOurs = moved.some(({ moveTo: next }) => isSame(next?.[0].key, target))
    if (!isOurs) return moveTo()
    for (const ref of moved) await giveUpBlocks(ref)
    await moveTo()
    for (const view of internals.encryption?.sessions.values() ?? []) {
      view.keysById.clear()
      view.keys = null
    }
    for (const { batch } of moved) {
      const { sessions } = (batch?.state ?? NO_SESSIONS) as SharedState
      for (const session of sessions) session.emit('truncate', 0, session.fork)
    }
  }
}

async function giveUpBlocks({ batch, core }: ViewRef): Promise<void> {
  if (batch === null || batch.length <= ownPrologue(core)) return
  await batch.truncate(ownPrologue(core))
}

/** What stands in a core since it was made, and cannot be given up. */
function ownPrologue(core: ViewRef['core']): number {
  return core.manifest?.prologue?.length ?? 0
}

/**
 * Fetches the newest state that the signers of that system view signed, and goes to it. False: not now, because nobody who has it
 * is there, there is less in it than what we cannot give up, or another fast-forward is on its way.
 */
export async function goToSystem(base: Autobase, system: Uint8Array): Promise<boolean> {
  const internals = base as unknown as MovingBase
  if (internals.isFastForwarding() || base.closing !== null) return false
  const forward = new FastForward(internals, system, { verified: false, force: true })
  const upgrade = forward._upgrade.bind(forward)
  forward._upgrade = async () => (await upgrade()) && isLongEnough(internals, forward)
  targetByBase.set(internals, system)
  try {
    await internals._runFastForward(forward)
    await base.update()
  } finally {
    targetByBase.delete(internals)
  }
  return isSame(base.core.key, system)
}

/** Moving to less than what a view cannot give up is the first of the faults. */
function isLongEnough({ _viewStore }: MovingBase, { length, system }: Forward): boolean {
  const shortest = Math.min(...(system?.views ?? []).map((view) => view.length))
  return [..._viewStore.byName.values()].every(({ name, core }) => {
    if (name === '_encryption') return true
    return ownPrologue(core) <= (name === '_system' ? length : shortest)
  })
}

function isSame(key: Uint8Array | null | undefined, other: Uint8Array | undefined): boolean {
  return key != null && other !== undefined && isEqualBytes(key, other)
}
