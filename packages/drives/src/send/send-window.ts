import { SEND_WINDOW_BYTES } from '../constants.ts'

/** How much is on its way to a receiver, which tells how much it has written. */
export class SendWindow {
  #sent = 0
  #acknowledged = 0
  #isClosed = false
  #wake: () => void = () => undefined

  /** Bytes of batches that the receiver has dealt with. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  get sent(): number {
    return this.#sent
  }

  /** False when the receiver cannot have written that. */
  acknowledge(bytes: number): boolean {
    if (bytes < this.#acknowledged || bytes > this.#sent) return false
    this.#acknowledged = bytes
    this.#wake()
    return true
  }

  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  /** Takes room for `bytes`, when there is; false when the window was closed, or nothing moved for `timeoutMs`. */
  async take(bytes: number, timeoutMs: number): Promise<boolean> {
    while (!this.#isClosed && this.#sent > this.#acknowledged && this.#isFull(bytes)) {
      if (!(await this.#move(timeoutMs))) return false
    }
    if (this.#isClosed) return false
    this.#sent += bytes
    return true
  }

  #isFull(bytes: number): boolean {
    return this.#sent + bytes - this.#acknowledged > SEND_WINDOW_BYTES
  }

  #move(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }
}
