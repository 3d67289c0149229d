/**
 * Addresses under which a page of the window saves an exported room. A download can show no token, so each has a secret that is
 * good once, and for a moment.
 */
import { randomBytes } from 'node:crypto'
import { EXPORT_LINK_MS, MAX_EXPORT_LINKS } from '../constants.ts'

interface Waiting {
  /** Id of the room. */
  readonly room: string
  readonly until: number
}

export class ExportLinks {
  readonly #waitingBySecret = new Map<string, Waiting>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** A secret of 128 bits. The oldest goes when there are too many. */
  create(room: string): string {
    this.#forgetLate()
    const [oldest] = this.#waitingBySecret.keys()
    if (this.#waitingBySecret.size >= MAX_EXPORT_LINKS && oldest !== undefined)
      this.#waitingBySecret.delete(oldest)
    const secret = randomBytes(16).toString('base64url')
    this.#waitingBySecret.set(secret, { room, until: this.#now() + EXPORT_LINK_MS })
    return secret
  }

  /** The room that it is for; null when there is no such secret any more. */
  take(secret: string): string | null {
    this.#forgetLate()
    const waiting = this.#waitingBySecret.get(secret)
    this.#waitingBySecret.delete(secret)
    return waiting?.room ?? null
  }

  #forgetLate(): void {
    const now = this.#now()
    for (const [secret, { until }] of this.#waitingBySecret)
      if (until <= now) this.#waitingBySecret.delete(secret)
  }
}
