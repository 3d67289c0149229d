/**
 * Wakeup hints name writers with news that the signed state of a base does not tell of. Anyone who knows its key may
 * send them, and so does a seeder, once, when the connection opens.
 *
 * - Hints for writers that are unknown are not followed, or any core could be opened by them.
 * - A hint is not lost because the base is behind. Autobase drops hints that come while it fast-forwards, and asks for
 *   them again afterwards, which a blind peer does not answer: the last messages of a departed writer then stayed away
 *   for as long as only the seeder was there. And a hint may come before the admission of its writer. Both are kept, and
 *   followed when the base has fast-forwarded.
 * - A seeder names 32 writers at most; the others are looked at: see {@link UnnamedWriters}.
 */
import { encodeHex } from '@comice/protocol'
import type Autobase from 'autobase'
import { FULL_ANNOUNCEMENT_HINTS, MAX_WAKEUP_HINTS } from '../constants.ts'
import type { BaseInternals } from './base-internals.ts'
import { guardAutobaseHints } from './guard-hints.ts'
import { UnnamedWriters } from './unnamed-writers.ts'
import type { Head } from './writer-internals.ts'

/** Call it in the same tick as the constructor, before the base opens its wakeup session. */
export function guardWakeup(base: Autobase): void {
  const internals = base as unknown as BaseInternals
  const early = new EarlyHints()
  guardAutobaseHints(base, { maxHints: MAX_WAKEUP_HINTS, onUnknown: (hint) => early.keep([hint]) })
  hearAnnouncements(internals, { early, unnamed: new UnnamedWriters(base) })
  const follow = () => {
    if (early.size > 0 && !internals.isFastForwarding()) internals.hintWakeup(early.take())
  }
  const updateActivity = internals._updateActivity.bind(internals)
  internals._updateActivity = () => {
    updateActivity()
    // A fast-forward that failed has no event.
    if (early.isAnnounced) follow()
  }
  base.on('fast-forward', follow)
}

/** Hints that cannot be followed yet: a writer, and how many blocks it has. */
class EarlyHints {
  /** Some came while the base fast-forwarded. */
  isAnnounced = false
  readonly #lengths = new Map<string, number>()

  get size(): number {
    return this.#lengths.size
  }

  keep(hints: readonly Head[]): void {
    for (const { key, length } of hints.slice(0, MAX_WAKEUP_HINTS)) {
      const writer = encodeHex(key)
      const known = this.#lengths.get(writer)
      if (known === undefined && this.#lengths.size >= MAX_WAKEUP_HINTS) return
      this.#lengths.set(writer, Math.max(known ?? 0, length))
    }
  }

  take(): Head[] {
    const hints = [...this.#lengths].map(([writer, length]) => ({ key: Buffer.from(writer, 'hex'), length }))
    this.#lengths.clear()
    this.isAnnounced = false
    return hints
  }
}

function hearAnnouncements(
  base: BaseInternals,
  { early, unnamed }: { early: EarlyHints; unnamed: UnnamedWriters },
): void {
  const setWakeup = base.setWakeup.bind(base)
  base.setWakeup = (capability, discoveryKey) => {
    setWakeup(capability, discoveryKey)
    if (base.wakeupSession === null) return
    base.wakeupSession.handlers.onannounce = (hints, { stream }) => {
      if (hints.length >= FULL_ANNOUNCEMENT_HINTS) unnamed.ask(stream, hints)
      if (!base.isFastForwarding()) {
        base.hintWakeup(hints)
        return
      }
      early.keep(hints)
      early.isAnnounced = true
    }
    // Of a room that was asleep these are there already, and nobody heard what they announced when they came.
    base.wakeupSession.broadcastLookup({})
  }
}
