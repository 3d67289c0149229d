/** Keys that are for this program and not for the far one, as ssh has them: `~` at the beginning of a line, and one more. */

export type Escape = 'end' | 'leave' | 'help'

const TILDE = 0x7e
const LINE_ENDS: ReadonlySet<number> = new Set([0x0d, 0x0a])
const KEYS: ReadonlyMap<number, Escape> = new Map([
  [0x2e, 'end'],
  [0x64, 'leave'],
  [0x3f, 'help'],
])

/** Takes escapes out of what is typed. */
export class EscapeReader {
  #isAtStart = true
  #hasTilde = false

  /** What of it goes on, and the first escape in it; what follows that escape is dropped with it. */
  read(typed: Uint8Array): { readonly bytes: Uint8Array; readonly escape: Escape | null } {
    const bytes: number[] = []
    for (const byte of typed) {
      const escape = this.#hasTilde ? (KEYS.get(byte) ?? null) : null
      if (escape !== null) {
        this.#hasTilde = false
        this.#isAtStart = true
        return { bytes: Uint8Array.from(bytes), escape }
      }
      this.#take(byte, bytes)
    }
    return { bytes: Uint8Array.from(bytes), escape: null }
  }

  #take(byte: number, bytes: number[]): void {
    if (this.#isAtStart && !this.#hasTilde && byte === TILDE) {
      this.#hasTilde = true
      return
    }
    // Two of them are one; before anything else it was meant as it is.
    if (this.#hasTilde && byte !== TILDE) bytes.push(TILDE)
    bytes.push(byte)
    this.#hasTilde = false
    this.#isAtStart = LINE_ENDS.has(byte)
  }
}
