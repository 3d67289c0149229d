import { encodeKey } from '@comice/protocol'

export interface CoreQuotaOptions {
  /** Cores that are kept when it starts. */
  readonly cores: number
  /** Whether a core is kept. */
  readonly has: (key: Uint8Array) => Promise<boolean>
  /** At most, of all clients together. */
  readonly maxCores: number
  /** New ones at most of one client while the keep runs. */
  readonly maxClientCores: number
}

/**
 * Counts cores, since bytes alone bound nothing: a core without a block takes a record, and no bytes of blocks. Only
 * what is new counts, because clients name all of theirs again each time they connect; so what is remembered here is
 * bounded by `maxCores` too, however many strangers come.
 */
export class CoreQuota {
  readonly #options: CoreQuotaOptions
  /** New since the start; the database may not have them yet. */
  readonly #taken = new Set<string>()
  readonly #countByClient = new Map<string, number>()

  constructor(options: CoreQuotaOptions) {
    this.#options = options
  }

  get isFull(): boolean {
    return this.#total >= this.#options.maxCores
  }

  get #total(): number {
    return this.#options.cores + this.#taken.size
  }

  /** Takes all of a client's cores, or none. */
  async take(client: string, keys: readonly Uint8Array[]): Promise<'taken' | 'too many cores' | 'full'> {
    const kept = await Promise.all(keys.map((key) => this.#options.has(key)))
    const named = new Set(keys.filter((_key, at) => kept[at] === false).map(encodeKey))
    // From here on nothing else runs, so requests at the same time cannot pass a limit together.
    const fresh = [...named].filter((id) => !this.#taken.has(id))
    const count = (this.#countByClient.get(client) ?? 0) + fresh.length
    if (count > this.#options.maxClientCores) return 'too many cores'
    if (this.#total + fresh.length > this.#options.maxCores) return 'full'
    for (const id of fresh) this.#taken.add(id)
    if (count > 0) this.#countByClient.set(client, count)
    return 'taken'
  }
}
