/**
 * An operation waits for those that its writer had seen. Some never come: a member who signed two histories of its core gave one
 * of them to us and the other to everybody else, and the conflict closes the core for good. Then what others build on theirs waits
 * here for ever, while the indexer has long signed it. Autobase goes to what is signed only when that is sixteen blocks
 * ahead of what is applied here, where the longer half of a fork counts too. So a base that stays behind what is signed goes there.
 */
import type Autobase from 'autobase'
import { MAX_STALL_MS, STALL_MS } from '../constants.ts'
import type { BaseInternals, SignedCore } from './base-internals.ts'

/** Call it in the same tick as the constructor, before the base opens. */
export function leaveStalls(base: Autobase): void {
  const internals = base as unknown as BaseInternals
  const stall = new Stall(base)
  // Called whenever there may be more that is signed.
  const queue = internals._queueFastForward.bind(base)
  internals._queueFastForward = () => {
    queue()
    stall.look()
  }
  base.once('close', () => stall.end())
}

class Stall {
  readonly #base: Autobase
  #timer: NodeJS.Timeout | null = null
  #waitMs = STALL_MS

  constructor(base: Autobase) {
    this.#base = base
  }

  look(): void {
    if (this.#timer !== null || !isBehind(this.#base)) return
    const { indexedLength } = this.#base
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#leave(indexedLength)
    }, this.#waitMs).unref()
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #leave(indexedBefore: number): Promise<void> {
    const base = this.#base
    if (base.closing !== null || !isBehind(base)) return this.#reset()
    if (base.indexedLength > indexedBefore) this.#reset()
    else {
      // Nobody may have it now: the next try is later, and the one after that later still.
      this.#waitMs = Math.min(2 * this.#waitMs, MAX_STALL_MS)
      // It does nothing while another goes on. What fails in it is tried again.
      await base.forceFastForward().catch(() => undefined)
    }
    if (base.closing === null) this.look()
  }

  #reset(): void {
    this.#waitMs = STALL_MS
  }
}

/** Whether the indexers have signed what is not known here to be in order. */
function isBehind(base: Autobase): boolean {
  if (!base.opened) return false
  // A session that differs from what is signed says how much is the same.
  const { core } = base.core as unknown as SignedCore
  return core.state.length > base.indexedLength
}
