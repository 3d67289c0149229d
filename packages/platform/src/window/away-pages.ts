/**
 * Pages that were told to come back: their backend had closed them, and nobody knew yet whether it goes on. A page learns
 * of the end of its app by being told, so whoever ends a window waits for these; one that was closed meanwhile never comes.
 */
export class AwayPages {
  /** When each of them was told, as `performance.now()` has it; the oldest is first. */
  #since: number[] = []
  #onback: () => void = () => undefined

  left(): void {
    this.#since.push(performance.now())
  }

  /** A page has come; which one makes no difference. */
  back(): void {
    this.#since.shift()
    this.#onback()
  }

  /** Resolves when all that left within the last `ms` are back, or have had so long to. */
  async allBack(ms: number): Promise<void> {
    for (;;) {
      const now = performance.now()
      this.#since = this.#since.filter((since) => now - since < ms)
      const [oldest] = this.#since
      if (oldest === undefined) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms - (now - oldest))
        this.#onback = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}
