import type Hypercore from 'hypercore'

/** Nobody gave the contents of a file. Never leaves this package: it becomes a refusal. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
}

/**
 * Watches what is fetched: it goes on for as long as blocks come (or anything else moves, see {@link touch}). Whoever
 * waits for a block while all peers are silent for `silenceMs` gets an {@link UnavailableError}.
 */
export class Fetching implements Disposable {
  /** Bytes of blocks that came from peers. */
  fetchedBytes = 0
  /** How often all peers were silent. */
  silences = 0
  readonly silenceMs: number
  readonly #cores = new Set<Hypercore>()
  readonly #waiting = new Set<() => void>()
  readonly #timer: NodeJS.Timeout

  constructor(silenceMs: number) {
    this.silenceMs = silenceMs
    this.#timer = setInterval(this.#look, Math.max(10, silenceMs / 4))
    this.#timer.unref()
  }

  #movedAt = performance.now()

  /** Counts the blocks of a core from now on. */
  watch(core: Hypercore): void {
    if (this.#cores.has(core)) return
    this.#cores.add(core)
    core.on('download', this.#ondownload)
  }

  /** Something moved. */
  touch(): void {
    this.#movedAt = performance.now()
  }

  /** What `wait` resolves to. @throws UnavailableError after a silence */
  async until<T>(wait: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>()
    const onsilence = () => reject(new UnavailableError('no peer gave it'))
    if (this.#waiting.size === 0) this.touch()
    this.#waiting.add(onsilence)
    wait.catch(() => undefined)
    try {
      return await Promise.race([wait, promise])
    } finally {
      this.#waiting.delete(onsilence)
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    for (const core of this.#cores) core.off('download', this.#ondownload)
  }

  /** Blocks came that the core does not tell of. */
  arrived(bytes: number): void {
    this.fetchedBytes += bytes
    this.touch()
  }

  readonly #ondownload = (_index: number, byteLength: number): void => this.arrived(byteLength)

  readonly #look = (): void => {
    if (this.#waiting.size === 0 || performance.now() - this.#movedAt < this.silenceMs) return
    this.silences++
    this.touch()
    for (const onsilence of [...this.#waiting]) onsilence()
  }
}
