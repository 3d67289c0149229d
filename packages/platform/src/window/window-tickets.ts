/**
 * Codes and tokens of windows, the node's own and those of apps. A code is single-use and lives for seconds; a page
 * exchanges it for a token that is its tab's alone. They are compared in constant time, and forgotten when whoever gave
 * them out stops.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { MAX_WINDOW_CODES, MAX_WINDOW_TOKENS, WINDOW_CODE_MS } from '../constants.ts'

/** The codes and tokens of one server. */
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

  /** Spends a code, for a token; null for a code that is none, was spent, or is too old. */
  exchange(code: string): string | null {
    const known = [...this.#codes.keys()].find((one) => isSameSecret(one, code))
    const expiresAt = known === undefined ? 0 : (this.#codes.get(known) ?? 0)
    if (known !== undefined) this.#codes.delete(known)
    if (expiresAt <= this.#now()) return null
    const token = randomBytes(32).toString('base64url')
    this.#tokens.add(token)
    dropOldest(this.#tokens, MAX_WINDOW_TOKENS)
    return token
  }

  isValid(token: unknown): boolean {
    if (typeof token !== 'string') return false
    return [...this.#tokens].some((one) => isSameSecret(one, token))
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>, limit: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= limit) return
    kept.delete(key)
  }
}

/** Whether two secrets are equal, in time that does not tell where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
