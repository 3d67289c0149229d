/** How far bytes are, with rate and time left. */
import { RATE_WINDOW_MS } from '../constants.ts'
import { byteSize } from './byte-size.ts'

export interface Amount {
  readonly bytes: number
  readonly totalBytes: number
}

export interface Pace {
  readonly bytesPerSecond: number
  /** Null while nobody can say. */
  readonly secondsLeft: number | null
}

/** `30 %`, `12 MB of 40 MB`, `9.1 MB/s`, `3 s left`. */
export function amountParts({ bytes, totalBytes }: Amount, { bytesPerSecond, secondsLeft }: Pace): string[] {
  const percent = totalBytes === 0 ? 100 : Math.min(100, Math.floor((bytes / totalBytes) * 100))
  return [
    `${percent} %`,
    ...(bytesPerSecond === 0 ? [] : [`${byteSize(Math.round(bytesPerSecond))}/s`]),
    ...(secondsLeft === null ? [] : [`${duration(secondsLeft)} left`]),
    `${byteSize(bytes)} of ${byteSize(totalBytes)}`,
  ]
}

/** `8 s`, `4 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Rates of the last while, for progress that comes without. */
export class PaceMeter {
  readonly #now: () => number
  readonly #samples: { readonly at: number; readonly bytes: number }[] = []

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  measure({ bytes, totalBytes }: Amount): Pace {
    const now = this.#now()
    this.#samples.push({ at: now, bytes })
    while ((this.#samples[1]?.at ?? now) < now - RATE_WINDOW_MS) this.#samples.shift()
    const [oldest] = this.#samples
    if (oldest === undefined || oldest.at === now) return { bytesPerSecond: 0, secondsLeft: null }
    const bytesPerSecond = ((bytes - oldest.bytes) * 1000) / (now - oldest.at)
    const secondsLeft = bytesPerSecond > 0 ? Math.max(0, totalBytes - bytes) / bytesPerSecond : null
    return { bytesPerSecond, secondsLeft }
  }
}
