/** Waiting for the next of changes that come at any time. */

/** Nothing is lost between two waits, and many changes at once are one. */
export class Changes implements Disposable {
  readonly #ending: AbortSignal
  readonly #stop: () => void
  #isChanged = false
  #wake = () => {}

  /** `listen` calls its listener at each change, and returns what takes it back. */
  constructor(ending: AbortSignal, listen: (listener: () => void) => () => void) {
    this.#ending = ending
    this.#stop = listen(() => {
      this.#isChanged = true
      this.#wake()
    })
    ending.addEventListener('abort', this.#onend)
  }

  /** Resolves after a change, at the end, or when `timeoutMs` are over; null waits for ever. */
  async next(timeoutMs: number | null): Promise<void> {
    if (!this.#isChanged && !this.#ending.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      const timer = timeoutMs === null ? null : setTimeout(resolve, timeoutMs)
      await promise
      if (timer !== null) clearTimeout(timer)
    }
    this.#isChanged = false
  }

  [Symbol.dispose](): void {
    this.#stop()
    this.#ending.removeEventListener('abort', this.#onend)
  }

  readonly #onend = (): void => this.#wake()
}
