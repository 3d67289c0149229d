import { isEqualBytes } from '@comice/protocol'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'

/**
 * One core on its way to the seeder. While it is open it is active: it is offered on every connection, and what this
 * peer lacks of it is fetched from whoever has it, so that a member that never read everything can still have
 * everything kept.
 */
export class KeptCore {
  readonly key: Uint8Array
  /** Blocks that the seeder shall hold. */
  length = 0
  /** Blocks, counted from the first without a gap, that it said it holds. */
  held = 0
  /** The length that was last sent to it on this connection. */
  requested = -1
  readonly #store: Corestore
  #core: Hypercore | null = null
  #fetching: { destroy(): void } | null = null

  constructor(store: Corestore, key: Uint8Array) {
    this.#store = store
    this.key = key
  }

  get isHeld(): boolean {
    return this.held >= this.length
  }

  /** Looks how long the core is. `known` is what the source says. */
  async measure(known = 0): Promise<void> {
    const core = await this.#open()
    this.length = Math.max(this.length, known, core.length)
  }

  /** Looks at what the seeder has told us. When it holds the core, the core is closed. */
  async look(seederKey: Uint8Array): Promise<void> {
    if (this.isHeld) return this.close()
    const core = await this.#open()
    const seeder = core.peers.find(({ remotePublicKey }) => isEqualBytes(remotePublicKey, seederKey))
    // It claims this; the only proof would be to read everything back. The keep protocol's text says so.
    this.held = Math.max(this.held, Math.min(this.length, seeder?.remoteContiguousLength ?? 0))
    if (this.isHeld) return this.close()
    if (seeder !== undefined && core.contiguousLength < this.length) this.#fetch(core)
  }

  /** The seeder may have lost what it held: it is a new connection. */
  forget(): void {
    this.held = 0
    this.requested = -1
  }

  async close(): Promise<void> {
    const core = this.#core
    this.#core = null
    this.#fetching?.destroy()
    this.#fetching = null
    await core?.close()
  }

  async #open(): Promise<Hypercore> {
    this.#core ??= this.#store.get({ key: this.key })
    await this.#core.ready()
    return this.#core
  }

  #fetch(core: Hypercore): void {
    this.#fetching ??= core.download({ start: 0, end: this.length })
  }
}
