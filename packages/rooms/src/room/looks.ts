/**
 * Looks after something that changes: one look at a time, another one when there is news meanwhile, and one that failed is
 * made again after a while, whether there is news or not.
 */
import { LOOK_RETRY_MAX_MS, LOOK_RETRY_MS } from '../constants.ts'

export interface LooksOptions {
  /** Rejects when what it needs is not here, or not any more. */
  readonly look: () => Promise<void>
  /** Told of each look that failed. */
  readonly onfailure?: (error: unknown) => void
  /** After the first one that failed, ms; twice as long after each further one. */
  readonly retryMs?: number
}

export class Looks {
  readonly #options: LooksOptions
  #looking: Promise<void> | null = null
  #isDue = false
  #timer: NodeJS.Timeout | null = null
  /** By `performance.now()`. */
  #timerAt = Infinity
  #failures = 0
  #isClosed = false

  constructor(options: LooksOptions) {
    this.#options = options
  }

  /** There is news. */
  soon(): void {
    if (this.#isClosed) return
    this.#isDue = true
    this.#looking ??= this.#lookWhileDue().finally(() => {
      this.#looking = null
      // There was news while it ended.
      if (this.#isDue) this.soon()
    })
  }

  /** Looks after so many ms at the latest. */
  later(ms: number): void {
    const at = performance.now() + ms
    if (this.#isClosed || at >= this.#timerAt) return
    this.#clearTimer()
    this.#timerAt = at
    this.#timer = setTimeout(() => {
      this.#clearTimer()
      this.soon()
    }, ms)
    this.#timer.unref()
  }

  /** Resolves when the last look is over. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#clearTimer()
    await this.#looking
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#isDue && !this.#isClosed) {
      this.#isDue = false
      try {
        await this.#options.look()
        this.#failures = 0
      } catch (error) {
        const { onfailure, retryMs = LOOK_RETRY_MS } = this.#options
        onfailure?.(error)
        this.later(Math.min(retryMs * 2 ** this.#failures++, LOOK_RETRY_MAX_MS))
      }
    }
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#timerAt = Infinity
  }
}
