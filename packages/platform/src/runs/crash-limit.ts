import { BACKEND_CRASHES_MS, BACKEND_STEADY_MS, MAX_BACKEND_CRASHES } from '../constants.ts'

/** Which crashes of a backend it is started again after: not one at once, and not one after the other without end. */
export class CrashLimit {
  #crashes: number[] = []

  /** Notes a crash at `now`, in ms of any clock, of a process that ran for `ranMs`. Whether there is to be another. */
  mayRestart(ranMs: number, now: number): boolean {
    this.#crashes = [...this.#crashes.filter((at) => now - at < BACKEND_CRASHES_MS), now]
    return ranMs >= BACKEND_STEADY_MS && this.#crashes.length <= MAX_BACKEND_CRASHES
  }
}
