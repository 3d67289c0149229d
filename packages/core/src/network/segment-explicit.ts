/** The segment of `--bootstrap`: the given DHT and nothing else. */
import HyperDHT from 'hyperdht'
import { REACHABLE_POLL_MS } from '../constants.ts'
import { type HostPort, isLoopback } from './address.ts'
import { pause } from './deadline.ts'
import { bindOrDiscard, openLocalNode } from './dht-node.ts'
import type { Segment } from './segment.ts'
import type { SegmentSink, SegmentSource } from './segment-source.ts'

export interface ExplicitOptions {
  bootstrap: readonly HostPort[]
  /** Use this node; the network owns it from now on. */
  dht?: HyperDHT
}

export function createExplicitSource(sink: SegmentSink, options: ExplicitOptions): SegmentSource {
  return new ExplicitSource(sink, options)
}

class ExplicitSource implements SegmentSource {
  readonly #sink: SegmentSink
  readonly #options: ExplicitOptions
  readonly #stopped = new AbortController()

  constructor(sink: SegmentSink, options: ExplicitOptions) {
    this.#sink = sink
    this.#options = options
  }

  async start(): Promise<void> {
    const { bootstrap } = this.#options
    const dht = await this.#openNode()
    const segment = this.#sink.open({ kind: 'explicit', dht, bootstrap: () => [...bootstrap] })
    segment.reachable = false
    // Not until it is bootstrapped: with a dead bootstrap node that takes 6 s, this one.
    await this.#look(segment)
    void this.#watch(segment)
  }

  close(): Promise<void> {
    this.#stopped.abort()
    return Promise.resolve()
  }

  async #openNode(): Promise<HyperDHT> {
    const { bootstrap, dht } = this.#options
    if (dht !== undefined) {
      await dht.bind()
      return dht
    }
    if (bootstrap.every(({ host }) => isLoopback(host))) return openLocalNode('127.0.0.1', bootstrap)
    const node = new HyperDHT({ bootstrap: [...bootstrap] })
    await bindOrDiscard(node)
    return node
  }

  async #watch(segment: Segment): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await pause(REACHABLE_POLL_MS, this.#stopped.signal)
      if (!this.#stopped.signal.aborted) await this.#look(segment)
    }
  }

  /** dht-rpc itself asks its bootstrap nodes again only after 40 s. */
  async #look(segment: Segment): Promise<void> {
    const reachable = await this.#isReachable(segment)
    if (reachable === segment.reachable) return
    segment.reachable = reachable
    this.#sink.changed()
    if (reachable) await segment.reannounce()
  }

  async #isReachable({ dht }: Segment): Promise<boolean> {
    const nodes = this.#options.bootstrap.length > 0 ? this.#options.bootstrap : dht.toArray({ limit: 3 })
    const pings = nodes.map((node) => dht.ping(node, { retry: false }))
    return Promise.any(pings).then(
      () => true,
      () => false,
    )
  }
}
