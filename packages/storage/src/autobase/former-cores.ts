/**
 * Cores of views that a base has left, by a handover or to go where others went by one. They stay in the store, with
 * all that the views were until then, and nothing else names them any more; so they are noted beside the base's own core.
 */
import type Autobase from 'autobase'
import { KEY_BYTES } from '@comice/protocol'
import type { MovingBase } from './handover-internals.ts'

/** Of the own core's user data: keys, one after the other. */
const FORMER_CORES = 'comice/former-cores'

/** Call it in the same tick as the constructor, before the base opens. */
export function noteFormerCores(base: Autobase): void {
  const internals = base as unknown as MovingBase
  const moveTo = internals._moveTo.bind(base)
  internals._moveTo = async () => {
    const views = [...internals._viewStore.byName.values()]
    const left = views.flatMap(({ moveTo: next, core }) =>
      next === null || core.key === null ? [] : [core.key],
    )
    // Before they are left: a process that ends in between has noted one that it is still in, which does no harm.
    if (left.length > 0) await note(base, left)
    await moveTo()
  }
}

/** Keys of them; of those that the views came back to, too. */
export async function formerCores(base: Autobase): Promise<Uint8Array[]> {
  const noted = (await base.local.getUserData(FORMER_CORES)) ?? new Uint8Array(0)
  const count = Math.floor(noted.byteLength / KEY_BYTES)
  return Array.from({ length: count }, (_, at) => noted.subarray(at * KEY_BYTES, (at + 1) * KEY_BYTES))
}

async function note(base: Autobase, left: readonly Uint8Array[]): Promise<void> {
  const known = await formerCores(base)
  const isKnown = (key: Uint8Array) => known.some((other) => Buffer.compare(key, other) === 0)
  const fresh = left.filter((key) => !isKnown(key))
  if (fresh.length > 0) await base.local.setUserData(FORMER_CORES, Buffer.concat([...known, ...fresh]))
}
