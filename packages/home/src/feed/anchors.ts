/**
 * Anchors: one core for each time that a home began or was got back by the phrase. Each has one block, which lists the
 * device that did; so who has the phrase finds the devices, and through them the home. Only the phrase can write them. A
 * log would be one core instead of several, but two devices that have the phrase could fork it, and end it for both.
 */
import type { KeyPair, Logger } from '@comice/core'
import type { HomeDevice } from '@comice/protocol'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { decodeBlock, encodeBlock } from '../block/home-block.ts'
import { ANCHOR_WAIT_MS, MAX_ANCHORS } from '../constants.ts'
import { anchorPlace, coreOptions } from './feed-core.ts'

export interface AnchorsParts {
  readonly store: Corestore
  readonly homeKey: Uint8Array
  readonly outerKey: Uint8Array
  readonly logger: Logger
  /** There is one more, or somebody who may have one. */
  readonly onanchor: () => void
}

export class Anchors {
  readonly #parts: AnchorsParts
  readonly #cores: Hypercore[] = []
  readonly #devices: (HomeDevice | null)[] = []
  readonly #stopped = new AbortController()
  #following: Promise<void> | null = null
  #grown = Promise.withResolvers<void>()

  constructor(parts: AnchorsParts) {
    this.#parts = parts
  }

  /** Those that were found, in order. */
  get devices(): readonly HomeDevice[] {
    return this.#devices.filter((device) => device !== null)
  }

  /** Keys of the cores that have something in them. */
  get keys(): readonly Uint8Array[] {
    return this.#devices.map((_device, generation) => anchorPlace(this.#parts.homeKey, generation).key)
  }

  /** Reads what is here, then looks for the next one as long as it takes. */
  async open(): Promise<void> {
    while (this.#devices.length < MAX_ANCHORS) {
      const core = await this.#core(this.#devices.length)
      if (!(await core.has(0))) break
      this.#devices.push(await read(core))
    }
    this.#following = this.#follow().catch((error: unknown) => {
      if (!this.#stopped.signal.aborted)
        this.#parts.logger.warn({ error }, 'a home is not looked for any more')
    })
  }

  /** Writes the first one: for the device on which the phrase was made. */
  async begin(pair: KeyPair, device: HomeDevice): Promise<void> {
    await this.#write(0, { pair, device })
  }

  /**
   * Names the device in the first place that is free at somebody who has the one before it.
   * Resolves to false when the home was not found, or is closed.
   */
  async continue(pair: KeyPair, device: HomeDevice): Promise<boolean> {
    for (;;) {
      const generation = this.#devices.length
      const last = this.#cores[generation - 1]
      if (last === undefined || this.#stopped.signal.aborted || generation >= MAX_ANCHORS) return false
      // Whoever has the last one is asked for the next.
      if (last.peers.length === 0) return false
      const next = await this.#core(generation)
      const isFound = await Promise.race([next.get(0).then(() => true), wait(this.#stopped.signal)])
      if (!isFound) return this.#write(generation, { pair, device })
      // Then the one after it is looked for.
      await this.#untilRead(generation)
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort()
    this.#grown.resolve()
    await Promise.all(this.#cores.map((core) => core.close()))
    await this.#following
  }

  async #follow(): Promise<void> {
    while (this.#devices.length < MAX_ANCHORS && !this.#stopped.signal.aborted) {
      const generation = this.#devices.length
      const core = await this.#core(generation)
      const device = await read(core)
      this.#devices.push(device)
      this.#grown.resolve()
      this.#grown = Promise.withResolvers()
      this.#parts.onanchor()
    }
  }

  async #write(
    generation: number,
    { pair, device }: { pair: KeyPair; device: HomeDevice },
  ): Promise<boolean> {
    const { store, homeKey, outerKey } = this.#parts
    const core = store.get(coreOptions(anchorPlace(homeKey, generation), outerKey, pair))
    try {
      await core.ready()
      if (core.length > 0) return false
      await core.append(encodeBlock({ kind: 'device', device }))
    } finally {
      await core.close()
    }
    await this.#untilRead(generation)
    return true
  }

  /** The follower reads each block that comes, ours too. */
  async #untilRead(generation: number): Promise<void> {
    while (this.#devices.length <= generation && !this.#stopped.signal.aborted) await this.#grown.promise
  }

  async #core(generation: number): Promise<Hypercore> {
    const { store, homeKey, outerKey, onanchor } = this.#parts
    const known = this.#cores[generation]
    if (known !== undefined) return known
    const core = store.get(coreOptions(anchorPlace(homeKey, generation), outerKey))
    this.#cores[generation] = core
    // Somebody has come who may have it, or lack the next.
    core.on('peer-add', onanchor)
    await core.ready()
    return core
  }
}

async function read(core: Hypercore): Promise<HomeDevice | null> {
  const content = decodeBlock(await core.get(0))
  return content?.kind === 'device' ? content.device : null
}

/** Resolves to false after a while, or when it is over. */
function wait(signal: AbortSignal): Promise<false> {
  const { promise, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), ANCHOR_WAIT_MS)
  signal.addEventListener('abort', () => resolve(false), { once: true })
  return promise.finally(() => clearTimeout(timer))
}
