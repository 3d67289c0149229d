/** Things that come one by one, for any number of readers. */

import { MAX_KEPT_VALUES } from '../constants.ts'

/** Each iterator gets what comes after it was made. */
export class Feed<T> {
  readonly #readers = new Set<(value: T) => void>()

  push(value: T): void {
    for (const read of this.#readers) read(value)
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<T> {
    const kept: T[] = []
    let wake: () => void = () => undefined
    const read = (value: T) => {
      kept.push(value)
      if (kept.length > MAX_KEPT_VALUES) kept.shift()
      wake()
    }
    this.#readers.add(read)
    try {
      for (;;) {
        const next = kept.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      this.#readers.delete(read)
    }
  }
}
