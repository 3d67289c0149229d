/** The bytes of a session at another machine, as a work of the node passes them on: a duplex for whoever speaks the session. */
import { Duplex } from 'node:stream'

type Done = (error?: Error | null) => void

export class WorkStream extends Duplex {
  #waiting: { bytes: Uint8Array; done: Done } | null = null
  #isOver = false
  #wake: () => void = () => undefined
  #hasRoom: () => void = () => undefined

  override _write(bytes: Uint8Array, _: BufferEncoding, done: Done): void {
    this.#waiting = { bytes, done }
    this.#wake()
  }

  override _final(done: Done): void {
    this.#isOver = true
    this.#wake()
    done()
  }

  override _read(): void {
    this.#hasRoom()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#isOver = true
    this.#wake()
    this.#hasRoom()
    done(error)
  }

  /** What was written, for the work. */
  async *contents(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const waiting = this.#waiting
      this.#waiting = null
      if (waiting !== null) {
        yield waiting.bytes
        // The work has taken it when it asks for the next.
        waiting.done()
      } else if (this.#isOver) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** What the work brings. Resolves when there is room for more. */
  async receive(bytes: Uint8Array): Promise<void> {
    if (this.destroyed) return
    const room = new Promise<void>((resolve) => (this.#hasRoom = resolve))
    if (!this.push(bytes)) await room
  }

  /** There is no more of it. */
  finish(): void {
    if (!this.destroyed) this.push(null)
  }
}
