/** How often something may be written: a number of times at once, and then as often as that fills up again. */
import { WRITES_AT_ONCE, WRITE_REFILL_MS } from '../constants.ts'

export class WritePurse {
  readonly #now: () => number
  #left = WRITES_AT_ONCE
  #filledAt: number

  constructor(now: () => number) {
    this.#now = now
    this.#filledAt = now()
  }

  /** How long until the next one may be taken, in ms. */
  waitMs(): number {
    this.#fill()
    return this.#left >= 1 ? 0 : Math.ceil((1 - this.#left) * WRITE_REFILL_MS)
  }

  take(): void {
    this.#fill()
    this.#left = Math.max(0, this.#left - 1)
  }

  #fill(): void {
    const now = this.#now()
    // A clock that was set back must not stop it.
    this.#left = Math.min(WRITES_AT_ONCE, this.#left + Math.max(0, now - this.#filledAt) / WRITE_REFILL_MS)
    this.#filledAt = now
  }
}
