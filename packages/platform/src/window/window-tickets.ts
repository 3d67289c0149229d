/**
 * Codes and tokens of one app's window. A code is single-use and lives for seconds; a page exchanges it for a token that
 * is its tab's alone. They are compared in constant time, and forgotten when the window's server stops.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { MAX_WINDOW_CODES, MAX_WINDOW_TOKENS, WINDOW_CODE_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

export class WindowTickets {
  readonly #codes = new Map<string, number>()
  readonly #tokens = new Set<string>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** A code and the Unix time in ms until which it can be exchanged. */
  createCode(): { readonly code: string; readonly expiresAt: number } {
    const code = randomBytes(16).toString('base64url')
    const expiresAt = this.#now() + WINDOW_CODE_MS
    this.#codes.set(code, expiresAt)
    dropOldest(this.#codes, MAX_WINDOW_CODES)
    return { code, expiresAt }
  }

  /** Spends a code. @throws WINDOW_CODE_REFUSED */
  exchange(code: string): string {
    const known = [...this.#codes.keys()].find((one) => isSameSecret(one, code))
    const expiresAt = known === undefined ? 0 : (this.#codes.get(known) ?? 0)
    if (known !== undefined) this.#codes.delete(known)
    if (expiresAt <= this.#now()) throw PlatformErrors.WINDOW_CODE_REFUSED({})
    const token = randomBytes(32).toString('base64url')
    this.#tokens.add(token)
    dropOldest(this.#tokens, MAX_WINDOW_TOKENS)
    return token
  }

  isValid(token: string): boolean {
    return [...this.#tokens].some((one) => isSameSecret(one, token))
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>, limit: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= limit) return
    kept.delete(key)
  }
}

function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
