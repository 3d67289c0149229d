import type Hypercore from 'hypercore'

/** Why a fetch ended before it was done. */
export type FetchEnd = 'aborted' | 'silence'

/**
 * Watches a fetch: it goes on for as long as blocks come (or anything else moves, see {@link touch}), and ends after
 * `silenceMs` of silence or when the caller stops it. What is in flight is cancelled by `onend`.
 */
export class Fetching implements Disposable {
  /** Bytes of blocks that came from peers. */
  fetchedBytes = 0
  ended: FetchEnd | null = null
  readonly #cores = new Set<Hypercore>()
  readonly #silenceMs: number
  readonly #signal: AbortSignal | undefined
  readonly #onend: () => void
  #timer: NodeJS.Timeout

  constructor(options: { silenceMs: number; signal?: AbortSignal | undefined; onend: () => void }) {
    this.#silenceMs = options.silenceMs
    this.#signal = options.signal
    this.#onend = options.onend
    this.#timer = setTimeout(this.#silent, this.#silenceMs)
    this.#signal?.addEventListener('abort', this.#aborted, { once: true })
    if (this.#signal?.aborted === true) this.#aborted()
  }

  /** Counts the blocks of a core from now on. */
  watch(core: Hypercore): void {
    this.#cores.add(core)
    core.on('download', this.#ondownload)
  }

  /** Something moved. */
  touch(): void {
    if (this.ended === null) this.#timer.refresh()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#aborted)
    for (const core of this.#cores) core.off('download', this.#ondownload)
  }

  readonly #ondownload = (_index: number, byteLength: number): void => {
    this.fetchedBytes += byteLength
    this.touch()
  }

  readonly #aborted = (): void => this.#end('aborted')
  readonly #silent = (): void => this.#end('silence')

  #end(reason: FetchEnd): void {
    if (this.ended !== null) return
    this.ended = reason
    clearTimeout(this.#timer)
    this.#onend()
  }
}
