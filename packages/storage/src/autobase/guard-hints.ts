/**
 * Wakeup hints name writers with news. Anyone who knows the base's key may send them, so hints for writers that are
 * unknown are not followed, or any core could be opened by them; and there are not more of them than there are writers.
 */
import type { GuardedBase, Head } from './writer-internals.ts'

export interface GuardHintsOptions {
  /** Hints that are held at once. */
  readonly maxHints: number
  /** Gets those for writers that are not known, now. Default: they are dropped. */
  readonly onUnknown?: (hint: Head) => void
}

/** Call it in the same tick as the constructor, before the base opens its wakeup session. */
export function guardAutobaseHints(
  autobase: object,
  { maxHints, onUnknown = () => undefined }: GuardHintsOptions,
): void {
  const base = autobase as GuardedBase
  const hintWakeup = base.hintWakeup.bind(base)
  base.hintWakeup = (hints) => {
    const list = Array.isArray(hints) ? hints : [hints]
    hintWakeup(list.slice(0, Math.max(0, maxHints - base._wakeupHints.size)))
  }
  const wakeupWriter = base._wakeupWriter.bind(base)
  base._wakeupWriter = async (key, length) => {
    if (base._applyState === null || (await base._applyState.system.get(key)) === null)
      return onUnknown({ key, length })
    await wakeupWriter(key, length)
  }
}
