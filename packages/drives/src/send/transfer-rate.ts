import { RATE_WINDOW_MS } from '../constants.ts'

/** How fast a count of bytes grew in the last while. */
export class TransferRate {
  /** Oldest first. */
  readonly #samples: { readonly at: number; readonly bytes: number }[] = []

  /** Bytes each second, now that there are `bytes`. */
  add(bytes: number): number {
    const now = performance.now()
    this.#samples.push({ at: now, bytes })
    while ((this.#samples[1]?.at ?? now) < now - RATE_WINDOW_MS) this.#samples.shift()
    const [oldest] = this.#samples
    if (oldest === undefined || oldest.at === now) return 0
    return Math.max(0, ((bytes - oldest.bytes) * 1000) / (now - oldest.at))
  }
}
