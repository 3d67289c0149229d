/** How often one connection may say something: what comes beyond is dropped, and costs nothing more. */
import { PRESENCE_NOTES_BURST, PRESENCE_NOTES_PER_SECOND } from '../constants.ts'

export class NoteLimit {
  readonly #now: () => number
  #left = PRESENCE_NOTES_BURST
  #filledAt: number

  constructor(now: () => number) {
    this.#now = now
    this.#filledAt = now()
  }

  take(): boolean {
    const now = this.#now()
    // A clock that was set back must not stop it.
    const fresh = (Math.max(0, now - this.#filledAt) / 1000) * PRESENCE_NOTES_PER_SECOND
    this.#left = Math.min(PRESENCE_NOTES_BURST, this.#left + fresh)
    this.#filledAt = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
