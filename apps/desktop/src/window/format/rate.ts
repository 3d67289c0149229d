/** How fast a number grows, and when it will be there. */
import { RATE_WINDOW_MS } from '../constants.ts'

export interface Pace {
  /** Of the last seconds. */
  readonly perSecond: number
  /** Null while nobody can say. */
  readonly secondsLeft: number | null
}

export class RateMeter {
  /** What it was at moments of the last while, oldest first. */
  readonly #samples: { readonly at: number; readonly done: number }[] = []

  /** `now` in ms, of any clock that only goes forward. */
  add(done: number, total: number, now = performance.now()): Pace {
    this.#samples.push({ at: now, done })
    while ((this.#samples[1]?.at ?? now) < now - RATE_WINDOW_MS) this.#samples.shift()
    const [oldest] = this.#samples
    const took = oldest === undefined ? 0 : now - oldest.at
    const perSecond = oldest === undefined || took === 0 ? 0 : ((done - oldest.done) * 1000) / took
    return { perSecond, secondsLeft: perSecond > 0 ? Math.max(0, (total - done) / perSecond) : null }
  }
}
