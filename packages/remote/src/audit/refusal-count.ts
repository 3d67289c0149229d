/**
 * Which refusals are written down: a peer that asks for what it may not, all day, must not push everything else out of the
 * audit log.
 */
import { AUDIT_REFUSAL_WINDOW_MS, MAX_AUDITED_DEVICES, MAX_AUDITED_REFUSALS } from '../constants.ts'

interface Count {
  since: number
  written: number
  left: number
}

export class RefusalCount {
  readonly #countsByDevice = new Map<string, Count>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** How many were left out before this one; null when it is left out, too. */
  take(device: string): number | null {
    const count = this.#of(device)
    if (count.written >= MAX_AUDITED_REFUSALS) {
      count.left++
      return null
    }
    count.written++
    const { left } = count
    count.left = 0
    return left
  }

  #of(device: string): Count {
    const known = this.#countsByDevice.get(device)
    if (known !== undefined && known.since + AUDIT_REFUSAL_WINDOW_MS > this.#now()) return known
    const oldest = this.#countsByDevice.keys().next()
    if (this.#countsByDevice.size >= MAX_AUDITED_DEVICES && oldest.done !== true)
      this.#countsByDevice.delete(oldest.value)
    const count = { since: this.#now(), written: 0, left: known?.left ?? 0 }
    this.#countsByDevice.set(device, count)
    return count
  }
}
