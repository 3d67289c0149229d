import { RuntimeErrors } from '../errors.ts'

/** Calls that wait until the other side has answered enough, in order: whoever waits goes first. */
export class Turns {
  readonly #waiting: (() => void)[] = []

  get areAwaited(): boolean {
    return this.#waiting.length > 0
  }

  /** Resolves when it is the caller's turn. @throws CALL_CANCELLED when `signal` aborts: that may never be */
  async wait(signal?: AbortSignal): Promise<void> {
    const turn = Promise.withResolvers<void>()
    const go = () => turn.resolve()
    this.#waiting.push(go)
    signal?.addEventListener('abort', go, { once: true })
    await turn.promise
    signal?.removeEventListener('abort', go)
    if (signal?.aborted !== true) return
    const place = this.#waiting.indexOf(go)
    // Whoever was let go and does not go any more lets the next one go.
    if (place === -1) this.next()
    else this.#waiting.splice(place, 1)
    throw RuntimeErrors.CALL_CANCELLED()
  }

  next(): void {
    this.#waiting.shift()?.()
  }

  /** Lets all go: there is nobody to wait for any more. */
  end(): void {
    for (const go of this.#waiting.splice(0)) go()
  }
}
