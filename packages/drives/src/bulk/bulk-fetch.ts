/**
 * Fetches ranges of a core from whoever has them: verified ranges from peers that give those, over one lane for each, and
 * by hypercore's own replication from all others. See docs/decisions/0129-ranges-of-a-drive.md.
 */
import type { ByteStream, Network, PeerConnection } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type Hypercore from 'hypercore'
import {
  BULK_OPEN_MS,
  BULK_PORTION_BYTES,
  MAX_BULK_PORTION_BLOCKS,
  MAX_BULK_TRIES,
  MIN_BULK_BLOCKS,
  MIN_BULK_BYTES,
} from '../constants.ts'
import { type BlockRange, mergeRanges } from '../contents/blob-pieces.ts'
import { BULK_PURPOSE, encodeCore } from './bulk-encoding.ts'
import { BlockMemory } from './block-memory.ts'
import { BulkLane } from './bulk-lane.ts'
import { BulkWriter } from './bulk-writer.ts'
import { firstMissing, hasBlock, signedTree, type VerifiedBlocks } from './core-blocks.ts'
import { FreshBlocks } from './fresh-blocks.ts'

export interface BulkFetchOptions {
  readonly network: Network
  /** Ready. */
  readonly core: Hypercore
  /** Bytes of blocks that came, and were verified. */
  readonly onbytes?: (bytes: number) => void
  /** Keeps what came, as it came, for {@link BulkFetch.arrival}: not of an encrypted core. Default false. */
  readonly keeps?: boolean
}

export class BulkFetch implements AsyncDisposable {
  readonly #options: BulkFetchOptions
  readonly #writer: BulkWriter
  readonly #memory = new BlockMemory()
  readonly #fresh: FreshBlocks
  /** Wanted, and asked of nobody yet; in the order in which they are needed. */
  #wanted: [number, number][] = []
  readonly #lanes = new Map<string, BulkLane>()
  /** Lanes that were opened, by device. */
  readonly #tries = new Map<string, number>()
  readonly #opening = new Set<string>()
  readonly #downloads = new Set<{ destroy(): void }>()
  #deadline: NodeJS.Timeout | null = null
  #isClosed = false
  /** What the store said when it took no more. */
  #failure: Error | null = null

  constructor(options: BulkFetchOptions) {
    const { core, keeps = false } = options
    this.#options = options
    this.#fresh = new FreshBlocks(keeps, this.#memory)
    this.#writer = new BulkWriter(core, {
      memory: this.#memory,
      collects: keeps,
      onstored: (verified) => this.#fresh.stored(verified),
      onlost: ({ start, blocks }) => this.#fetchPlainly([start, start + blocks.length]),
      onfailed: (error) => this.#fail(error),
    })
    core.on('peer-add', this.#onpeer)
  }

  /** Fetches what is not here of these ranges, after what was asked for before. */
  fetch(ranges: readonly BlockRange[]): void {
    if (this.#isClosed) return
    const { length } = this.#options.core
    const known = mergeRanges(ranges).map(([from, to]): BlockRange => [from, Math.min(to, length)])
    const missing = known.flatMap((range) => [...this.#missing(range)])
    if (this.#lanes.size === 0 && !this.#isWorthALane(missing)) {
      for (const range of missing) this.#fetchPlainly(range)
      return
    }
    // Every other block may be here: a call takes no more than about 100,000 arguments.
    for (const range of missing) this.#wanted.push(range)
    this.#go()
  }

  /**
   * A block that is on its way: it itself, or null when it is in the core, or comes by replication, or not at all. Null at
   * once for every other block. Rejects with what the store says when it takes nothing. Of each, {@link used} can be told.
   */
  arrival(index: number): Promise<Uint8Array | null> | null {
    const fresh = this.#fresh.take(index)
    if (fresh !== null) return Promise.resolve(fresh)
    if (this.#failure !== null) return Promise.reject(this.#failure)
    if (this.#isClosed) return null
    if (hasBlock(this.#options.core, index) || !this.#isComing(index)) return null
    return this.#fresh.wait(index)
  }

  /** Streams from holders that are open. */
  get laneCount(): number {
    return this.#lanes.size
  }

  /** A block that has arrived is needed no more: it is empty from now on. */
  used(block: Uint8Array): void {
    this.#memory.done(block)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end()
    await this.#writer.idle()
    this.#fresh.close()
  }

  #end(): void {
    this.#isClosed = true
    this.#options.core.off('peer-add', this.#onpeer)
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#wanted = []
    for (const lane of this.#lanes.values()) lane.close()
    for (const download of this.#downloads) download.destroy()
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#end()
    this.#fresh.fail(error)
  }

  readonly #onpeer = (): void => {
    if (this.#wanted.length > 0) this.#go()
  };

  *#missing(range: BlockRange): Generator<[number, number]> {
    const { core } = this.#options
    for (let at = range[0]; ;) {
      const found = firstMissing(core, [at, range[1]])
      if (found === null) return
      yield [...found]
      at = found[1]
    }
  }

  #isWorthALane(ranges: readonly BlockRange[]): boolean {
    const { core } = this.#options
    const blocks = ranges.reduce((sum, [from, to]) => sum + to - from, 0)
    return blocks >= MIN_BULK_BLOCKS || blocks * (core.byteLength / core.length) >= MIN_BULK_BYTES
  }

  /** Gives the lanes that are there something to do, and opens those that may be. */
  #go(): void {
    for (const lane of this.#lanes.values()) lane.fill()
    for (const connection of this.#holders()) void this.#open(connection)
    if (this.#wanted.length === 0 || this.#lanes.size > 0) return
    const isHopeless = this.#opening.size === 0 && this.#options.core.peers.length > 0
    if (isHopeless) this.#ondeadline()
    else this.#deadline ??= setTimeout(this.#ondeadline, BULK_OPEN_MS)
  }

  readonly #ondeadline = (): void => {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = null
    if (this.#lanes.size > 0) return
    for (const range of this.#wanted.splice(0)) this.#fetchPlainly(range)
  }

  /** Connections to peers of the core with which there is no lane, and may be one. */
  #holders(): PeerConnection[] {
    const { network, core } = this.#options
    return core.peers.flatMap(({ remotePublicKey }) => {
      const key = encodeKey(remotePublicKey)
      const connection = network.connections.get(key)
      const isTried = (this.#tries.get(key) ?? 0) >= MAX_BULK_TRIES
      if (connection === undefined || isTried || this.#lanes.has(key) || this.#opening.has(key)) return []
      return [connection]
    })
  }

  async #open(connection: PeerConnection): Promise<void> {
    const { network, core } = this.#options
    const key = encodeKey(connection.remotePublicKey)
    this.#tries.set(key, (this.#tries.get(key) ?? 0) + 1)
    this.#opening.add(key)
    const data = encodeCore({
      discoveryKey: core.discoveryKey as Uint8Array,
      fork: signedTree(core).fork,
    })
    const opened = await network.streams.open(connection, {
      purpose: BULK_PURPOSE,
      data,
      bulk: true,
      alone: true,
    })
    this.#opening.delete(key)
    if (opened.ok) await this.#runLane(key, opened.value)
    else if (opened.code === 'UNSUPPORTED') this.#tries.set(key, MAX_BULK_TRIES)
    if (!this.#isClosed && this.#wanted.length > 0) this.#go()
  }

  async #runLane(key: string, stream: ByteStream): Promise<void> {
    if (this.#isClosed) return void stream.bytes.destroy()
    const lane = new BulkLane(stream, this.#options.core, {
      next: () => this.#next(),
      onblocks: async (verified, tree) => {
        if (verified.memory != null) this.#memory.share(verified.memory, verified.blocks)
        const isAdded = this.#writer.add(verified, tree)
        this.#onblocks(verified)
        await isAdded
        await this.#fresh.room()
      },
      ongap: (range) => this.#fetchPlainly(range),
      onclose: (left, isHostile) => {
        this.#lanes.delete(key)
        this.#wanted.unshift(...left.map(([from, to]): [number, number] => [from, to]))
        // It was idle, and its holder has others to serve.
        if (!isHostile && left.length === 0) this.#tries.set(key, 0)
        if (!isHostile) return
        this.#tries.set(key, MAX_BULK_TRIES)
        stream.connection.stream.destroy()
      },
    })
    this.#lanes.set(key, lane)
    await lane.run()
  }

  /** The next portion of what is wanted. */
  #next(): BlockRange | null {
    const [first] = this.#wanted
    if (first === undefined) return null
    const [start, end] = first
    const { core } = this.#options
    const blocks = BULK_PORTION_BYTES / Math.max(1, core.byteLength / core.length)
    const span = 2 ** Math.max(0, Math.floor(Math.log2(Math.min(MAX_BULK_PORTION_BLOCKS, blocks))))
    const to = Math.min(end, (Math.floor(start / span) + 1) * span)
    if (to === end) this.#wanted.shift()
    else first[0] = to
    return [start, to]
  }

  #onblocks(verified: VerifiedBlocks): void {
    const bytes = verified.blocks.reduce((sum, { byteLength }) => sum + byteLength, 0)
    this.#options.onbytes?.(bytes)
    this.#fresh.add(verified)
  }

  #isComing(index: number): boolean {
    for (const lane of this.#lanes.values()) if (lane.brings(index)) return true
    if (this.#writer.holds(index)) return true
    return this.#wanted.some(([from, to]) => from <= index && index < to)
  }

  /** By hypercore, from any peer. */
  #fetchPlainly([start, end]: BlockRange): void {
    if (this.#isClosed) return
    const download = this.#options.core.download({ start, end })
    this.#downloads.add(download)
    const done = () => void this.#downloads.delete(download)
    void download.done().then(done, done)
    this.#fresh.giveUp([start, end])
  }
}
