/** How far a mirror is, told a few times a second. */
import { PROGRESS_MS, RATE_WINDOW_MS } from '../constants.ts'

export interface MirrorProgress {
  /** `plan`: the trees are compared · `apply`: the target is written. */
  readonly phase: 'plan' | 'apply'
  /** Entries of the plan so far; of those to be written, the ones that are. */
  readonly entries: number
  readonly bytes: number
  /** Known in the phase `apply`; 0 before. */
  readonly totalEntries: number
  readonly totalBytes: number
  /** Of the last seconds. */
  readonly bytesPerSecond: number
  /** Null while nobody can say. */
  readonly secondsLeft: number | null
}

export type ProgressListener = (progress: MirrorProgress) => void

export class ProgressMeter {
  readonly #tell: ProgressListener | undefined
  #phase: 'plan' | 'apply' = 'plan'
  #entries = 0
  #bytes = 0
  #totals = { entries: 0, bytes: 0 }
  #toldAt = Number.NEGATIVE_INFINITY
  /** Bytes at moments of the last while, oldest first. */
  readonly #samples: { at: number; bytes: number }[] = []

  constructor(tell: ProgressListener | undefined) {
    this.#tell = tell
  }

  begin(totals: { entries: number; bytes: number }): void {
    this.#phase = 'apply'
    this.#totals = totals
    this.#entries = 0
    this.#bytes = 0
    this.#samples.length = 0
    this.#say(true)
  }

  entry(): void {
    this.#entries++
    this.#say()
  }

  add(bytes: number): void {
    this.#bytes += bytes
    this.#say()
  }

  end(): void {
    this.#say(true)
  }

  #say(isLast = false): void {
    if (this.#tell === undefined) return
    const now = performance.now()
    if (!isLast && now - this.#toldAt < PROGRESS_MS) return
    this.#toldAt = now
    const bytesPerSecond = this.#rate(now)
    const left = this.#totals.bytes - this.#bytes
    this.#tell({
      phase: this.#phase,
      entries: this.#entries,
      bytes: this.#bytes,
      totalEntries: this.#totals.entries,
      totalBytes: this.#totals.bytes,
      bytesPerSecond,
      secondsLeft: this.#phase === 'plan' || bytesPerSecond === 0 ? null : Math.max(0, left / bytesPerSecond),
    })
  }

  #rate(now: number): number {
    this.#samples.push({ at: now, bytes: this.#bytes })
    while ((this.#samples[1]?.at ?? now) < now - RATE_WINDOW_MS) this.#samples.shift()
    const [oldest] = this.#samples
    if (oldest === undefined || oldest.at === now) return 0
    return ((this.#bytes - oldest.bytes) * 1000) / (now - oldest.at)
  }
}
