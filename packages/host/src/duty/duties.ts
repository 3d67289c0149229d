/** Why the node stays: clients that are attached, and duties such as an open room. */
import { EventEmitter } from 'node:events'

interface DutyEvents {
  /** Nothing has kept the node for `idleMs`. */
  idle: []
  change: []
}

/** Counts what keeps the node and says when nothing has for a while. */
export class Duties extends EventEmitter<DutyEvents> {
  readonly #held = new Map<symbol, string>()
  readonly #idleMs: number
  #clients = 0
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  /** @param idleMs how long nothing may keep the node before `idle`; 0 means for ever */
  constructor(idleMs: number) {
    super()
    this.#idleMs = idleMs
    this.#update()
  }

  get clients(): number {
    return this.#clients
  }

  /** The reasons, in words. */
  list(): string[] {
    return [...this.#held.values()]
  }

  /** Keeps the node until the returned duty is disposed. */
  hold(reason: string): Disposable {
    const id = Symbol(reason)
    this.#held.set(id, reason)
    this.#update()
    return { [Symbol.dispose]: () => this.#release(id) }
  }

  /** Counts an attached client until the returned handle is disposed. */
  attach(): Disposable {
    let attached = true
    this.#clients += 1
    this.#update()
    return {
      [Symbol.dispose]: () => {
        if (!attached) return
        attached = false
        this.#clients -= 1
        this.#update()
      },
    }
  }

  /** Nothing is idle any more; what is still held may be let go later. */
  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.removeAllListeners()
  }

  #release(id: symbol): void {
    if (this.#held.delete(id)) this.#update()
  }

  #update(): void {
    this.emit('change')
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const isKept = this.#clients > 0 || this.#held.size > 0
    if (isKept || this.#idleMs === 0 || this.#isClosed) return
    this.#timer = setTimeout(() => this.emit('idle'), this.#idleMs)
  }
}
