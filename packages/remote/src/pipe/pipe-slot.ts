/** Where a pipe waits for its other end: one at a time gets in, and only while somebody waits. */
import type { Duplex } from 'node:stream'

/** The stream of whoever came. */
export interface IncomingPipe {
  /** As openPipeEnd takes it. */
  readonly bytes: Duplex
  /** What the machine is called; null when it came by a code. */
  readonly peer: string | null
}

type Waiter = (pipe: IncomingPipe) => void

export class PipeSlot {
  #waiter: Waiter | null = null
  #closed: Error | null = null
  #end: (error: Error) => void = () => undefined
  /** Those that are gone; one may have been taken before. */
  readonly #left = new WeakSet<Waiter>()

  get isFree(): boolean {
    return this.#waiter !== null
  }

  /** The next who comes. Until then, and after that, nobody gets in. @throws what it is closed with, the signal's reason */
  next(signal?: AbortSignal): Promise<IncomingPipe> {
    return new Promise<IncomingPipe>((resolve, reject) => {
      if (this.#closed !== null) return reject(this.#closed)
      const waiter: Waiter = (pipe) => {
        signal?.removeEventListener('abort', abort)
        if (this.#left.has(waiter)) pipe.bytes.destroy()
        else resolve(pipe)
      }
      const leave = (error: Error) => {
        signal?.removeEventListener('abort', abort)
        this.#left.add(waiter)
        if (this.#waiter === waiter) this.#waiter = null
        reject(error)
      }
      const abort = () => leave(signal?.reason as Error)
      if (signal?.aborted === true) return abort()
      this.#waiter = waiter
      this.#end = leave
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /** Nobody else gets in from here on. Null when there is no room. */
  take(): Waiter | null {
    const waiter = this.#waiter
    this.#waiter = null
    return waiter
  }

  /** Whoever took it is gone before the pipe was there. */
  giveBack(waiter: Waiter): void {
    if (!this.#left.has(waiter)) this.#waiter ??= waiter
  }

  close(error: Error): void {
    this.#closed = error
    this.#waiter = null
    this.#end(error)
  }
}
