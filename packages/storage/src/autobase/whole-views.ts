/**
 * A fast-forward puts the views back to what the indexer signed, for some ten milliseconds: what came after it is applied
 * again, but until then the views do not know what they knew before, this device's own newest operations among it. Who
 * decides something by a view, as under which key to seal, must not decide by that one.
 */
import type Autobase from 'autobase'
import { REAPPLY_LOOK_MS, REAPPLY_WAIT_MS } from '../constants.ts'
import type { BaseInternals } from './base-internals.ts'
import type { Head } from './writer-internals.ts'

interface Lost {
  /** What the views knew, and may not know now: of each writer the newest block. Everything before it is linked. */
  readonly headByWriter: Map<string, Head>
  /** Grows whenever the views may know less than before. */
  times: number
}

const lostByBase = new WeakMap<Autobase, Lost>()

/** Call it in the same tick as the constructor, before the base opens. */
export function watchLosses(base: Autobase): void {
  const internals = base as unknown as BaseInternals
  const lost: Lost = { headByWriter: new Map(), times: 0 }
  lostByBase.set(base, lost)
  const applyFastForward = internals._applyFastForward.bind(base)
  internals._applyFastForward = () => {
    noteLoss(lost, base.heads())
    return applyFastForward()
  }
  const reboot = internals._reboot.bind(base)
  internals._reboot = (key) => {
    noteLoss(lost, base.heads())
    return reboot(key)
  }
}

/** After the base opened: a process that ended in the middle left the views as they were then. */
export function noteOwnBlocks(base: Autobase): void {
  const { key, length } = base.local
  const lost = lostByBase.get(base)
  if (lost !== undefined && key !== null && length > 0) noteLoss(lost, [{ key, length }])
}

/**
 * Runs a reading of the views that knows everything they ever knew since the base opened. When they lose something
 * meanwhile, it is waited for and the reading starts again, so it must change nothing.
 *
 * What a new order left out for good, because its author was not let in after all, is waited for {@link REAPPLY_WAIT_MS}.
 *
 * @throws what `read` throws, and what updating the base throws
 */
export async function readWhole<T>(base: Autobase, read: () => Promise<T>): Promise<T> {
  const lost = lostByBase.get(base)
  if (lost === undefined) return read()
  for (;;) {
    await untilApplied(base, lost)
    const { times } = lost
    const value = await read()
    if (times === lost.times || base.closing !== null) return value
  }
}

function noteLoss(lost: Lost, heads: readonly Head[]): void {
  lost.times++
  for (const { key, length } of heads) {
    const id = Buffer.from(key).toString('hex')
    if (length > (lost.headByWriter.get(id)?.length ?? 0)) lost.headByWriter.set(id, { key, length })
  }
}

async function untilApplied(base: Autobase, lost: Lost): Promise<void> {
  let since: number | null = null
  while (lost.headByWriter.size > 0 && base.closing === null) {
    // What is here is applied when this resolves; writers that were closed may be opened again only by then.
    await base.update()
    const isNearer = await forgetApplied(base, lost)
    if (isNearer || since === null) since = performance.now()
    if (lost.headByWriter.size === 0) return
    if (performance.now() - since > REAPPLY_WAIT_MS) return lost.headByWriter.clear()
    await untilUpdated(base)
  }
}

/** Whether there was one. */
async function forgetApplied(base: Autobase, { headByWriter }: Lost): Promise<boolean> {
  let isNearer = false
  for (const [id, head] of headByWriter) {
    if (!(await isApplied(base, head))) continue
    headByWriter.delete(id)
    isNearer = true
  }
  return isNearer
}

async function isApplied(base: Autobase, { key, length }: Head): Promise<boolean> {
  try {
    return ((await base.system?.get(key))?.length ?? 0) >= length
  } catch {
    // The next fast-forward has closed the system view: not known, so no.
    return false
  }
}

async function untilUpdated(base: Autobase): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, REAPPLY_LOOK_MS)
  const done = () => resolve()
  base.once('update', done)
  await promise
  clearTimeout(timer)
  base.off('update', done)
}
