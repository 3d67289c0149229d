/** A rate that is kept by waiting: who goes too fast is slowed down, not refused. */
import { SLICE_MS } from '../constants.ts'

export class Pace {
  readonly #perSlice: number
  readonly #waiting: (() => void)[] = []
  #left: number
  #timer: NodeJS.Timeout | null = null

  constructor(perSecond: number) {
    this.#perSlice = Math.max(1, Math.ceil((perSecond * SLICE_MS) / 1000))
    this.#left = this.#perSlice
  }

  async take(): Promise<void> {
    this.#timer ??= setTimeout(() => this.#refill(), SLICE_MS)
    if (this.#left > 0) this.#left--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #refill(): void {
    this.#timer = null
    this.#left = this.#perSlice
    const going = this.#waiting.splice(0, this.#perSlice)
    this.#left -= going.length
    for (const go of going) go()
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#refill(), SLICE_MS)
  }
}
