/** A clock that never goes back, and is never behind a stamp that it has seen: what is written after reading wins. */
export interface Stamp {
  /** Unix time in ms. */
  readonly clock: number
  readonly counter: number
}

export class HybridClock {
  readonly #now: () => number
  #last: Stamp = { clock: 0, counter: 0 }

  constructor(now: () => number) {
    this.#now = now
  }

  see({ clock, counter }: Stamp): void {
    const isLater = clock > this.#last.clock || (clock === this.#last.clock && counter > this.#last.counter)
    if (isLater) this.#last = { clock, counter }
  }

  next(): Stamp {
    const now = this.#now()
    const { clock, counter } = this.#last
    // Somebody may have used up the counter, so that nothing could be written after it.
    const [least, following] = counter < Number.MAX_SAFE_INTEGER ? [clock, counter + 1] : [clock + 1, 0]
    this.#last = now > clock ? { clock: now, counter: 0 } : { clock: least, counter: following }
    return this.#last
  }
}
