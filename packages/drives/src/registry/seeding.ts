/** Drives that this peer gives to whoever asks for them, for as long as it runs. */
import type { Peer, Topic } from '@comice/core'
import { encodeKey, isEqualBytes } from '@comice/protocol'
import type Hypercore from 'hypercore'
import Hyperdrive from 'hyperdrive'
import { serveBulk } from '../bulk/serve-bulk.ts'
import { allowFastPaths } from '../reach/fast-neighbours.ts'

export interface SeedStatus {
  /** Connected peers that share the drive. */
  readonly peers: number
  /** Blocks of both cores that are known of, and how many of them are here without a gap. */
  readonly blocks: number
  readonly heldBlocks: number
}

/** A drive that is announced. A drive of others is fetched as a whole, now and as it grows. */
export interface Seed extends AsyncDisposable {
  status(): SeedStatus
  /** The core of the drive, or of its contents, with this discovery key. */
  core(discoveryKey: Uint8Array): Hypercore | null
  /** Resolves when the drive is announced, see Topic.flushed of @comice/core. */
  flushed(): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}

/**
 * Seeds the cores of a drive as they are: whether they are encrypted, and whether this peer can read them, makes no
 * difference.
 */
export async function startSeed(peer: Peer, key: Uint8Array): Promise<Seed> {
  const core = peer.store.get({ key: Buffer.from(key) })
  await core.ready()
  const seed = new RunningSeed(peer, core)
  seed.begin()
  return seed
}

const NO_KEY = new Uint8Array()

class RunningSeed implements Seed {
  readonly #peer: Peer
  readonly #core: Hypercore
  readonly #topic: Topic
  readonly #neighbours: Disposable
  readonly #downloads: { destroy(): void }[] = []
  #contents: Hypercore | null = null
  #closing: Promise<void> | null = null

  constructor(peer: Peer, core: Hypercore) {
    this.#peer = peer
    this.#core = core
    const discoveryKey = core.discoveryKey as Uint8Array
    this.#topic = peer.network.join(discoveryKey, { client: !core.writable })
    this.#neighbours = allowFastPaths(peer.network, core)
  }

  begin(): void {
    this.#fetch(this.#core)
    if (this.#core.manifest === null) this.#core.on('append', this.#onappend)
    void this.#openContents()
  }

  core(discoveryKey: Uint8Array): Hypercore | null {
    return this.#cores.find((core) => isEqualBytes(core.discoveryKey ?? NO_KEY, discoveryKey)) ?? null
  }

  status(): SeedStatus {
    const cores = this.#cores
    const sum = (of: (core: Hypercore) => number) => cores.reduce((total, core) => total + of(core), 0)
    const peers = this.#core.peers.length
    return { peers, blocks: sum(({ length }) => length), heldBlocks: sum((core) => core.contiguousLength) }
  }

  flushed(): Promise<void> {
    return this.#topic.flushed()
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  get #cores(): Hypercore[] {
    return this.#contents === null ? [this.#core] : [this.#core, this.#contents]
  }

  readonly #onappend = (): void => void this.#openContents()

  /** The contents' key follows from the drive's manifest, which comes with its first block. */
  async #openContents(): Promise<void> {
    if (this.#contents !== null || this.#closing !== null || this.#core.manifest === null) return
    this.#core.off('append', this.#onappend)
    const key = Hyperdrive.getContentKey(this.#core.manifest, this.#core.key as Uint8Array)
    if (key === null) return
    this.#contents = this.#peer.store.get({ key: Buffer.from(key) })
    await this.#contents.ready()
    if (this.#closing === null) this.#fetch(this.#contents)
  }

  #fetch(core: Hypercore): void {
    if (!this.#core.writable) this.#downloads.push(core.download({ start: 0, end: -1 }))
  }

  async #close(): Promise<void> {
    this.#core.off('append', this.#onappend)
    for (const download of this.#downloads) download.destroy()
    this.#neighbours[Symbol.dispose]()
    await this.#topic.leave()
    await this.#contents?.close()
    await this.#core.close()
  }
}

/** The seeds of a peer by the drive's key. */
export class Seeds {
  readonly #peer: Peer
  readonly #ranges: Disposable
  readonly #seedsById = new Map<string, Promise<Seed>>()
  readonly #running = new Map<string, Seed>()

  constructor(peer: Peer) {
    this.#peer = peer
    this.#ranges = serveBulk(peer.network, (discoveryKey) => this.#core(discoveryKey))
  }

  start(key: Uint8Array): Promise<Seed> {
    const id = encodeKey(key)
    const known = this.#seedsById.get(id)
    if (known !== undefined) return known
    const starting = startSeed(this.#peer, key)
    this.#seedsById.set(id, starting)
    starting.then(
      (seed) => this.#running.set(id, seed),
      () => this.#seedsById.delete(id),
    )
    return starting
  }

  async status(key: Uint8Array): Promise<SeedStatus | null> {
    const seed = await this.#seedsById.get(encodeKey(key))
    return seed?.status() ?? null
  }

  async stop(key: Uint8Array): Promise<void> {
    const seed = this.#seedsById.get(encodeKey(key))
    this.#seedsById.delete(encodeKey(key))
    await seed
    this.#running.delete(encodeKey(key))
    await (await seed)?.close()
  }

  get size(): number {
    return this.#seedsById.size
  }

  async close(): Promise<void> {
    this.#ranges[Symbol.dispose]()
    const seeds = [...this.#seedsById.values()]
    this.#seedsById.clear()
    await Promise.all(seeds.map(async (seed) => (await seed).close()))
    this.#running.clear()
  }

  #core(discoveryKey: Uint8Array): Hypercore | null {
    for (const seed of this.#running.values()) {
      const core = seed.core(discoveryKey)
      if (core !== null) return core
    }
    return null
  }
}
