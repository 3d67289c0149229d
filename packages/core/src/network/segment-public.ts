/**
 * The segment of the internet: the public DHT, joined whenever it answers.
 *
 * A node that starts without the internet would not notice for long that it came (dht-rpc asks its bootstrap nodes
 * every 40 s, and judges its NAT only at the start). So the node is made when a probe was answered, and made again
 * after a loss.
 */
import { lookup } from 'node:dns/promises'
import HyperDHT from 'hyperdht'
import {
  KNOWN_NODES_SAVE_MS,
  MAX_KNOWN_NODES,
  PROBED_KNOWN_NODES,
  PUBLIC_CHECK_MS,
  PUBLIC_CHECKS_LOST,
  PUBLIC_PROBE_MAX_MS,
  PUBLIC_PROBE_MS,
} from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { type HostPort, isIPv4 } from './address.ts'
import { pause } from './deadline.ts'
import { bindOrDiscard } from './dht-node.ts'
import { interfacesFingerprint, watchInterfaces } from './interfaces.ts'
import type { KnownNodes } from './network.ts'
import type { Segment } from './segment.ts'
import type { SegmentSink, SegmentSource } from './segment-source.ts'

export interface PublicOptions {
  /** Default: hyperdht's. */
  bootstrap?: readonly HostPort[]
  knownNodes?: KnownNodes
}

export function createPublicSource(sink: SegmentSink, options: PublicOptions): SegmentSource {
  return new PublicSource(sink, options)
}

class PublicSource implements SegmentSource {
  readonly #sink: SegmentSink
  readonly #options: PublicOptions
  readonly #stopped = new AbortController()
  /** Cuts the wait before the next probe short. */
  #hurry = new AbortController()
  #interfaces = ''
  #known: HostPort[] = []
  #unwatch: (() => void) | null = null
  #running: Promise<void> = Promise.resolve()

  constructor(sink: SegmentSink, options: PublicOptions) {
    this.#sink = sink
    this.#options = options
  }

  /** Does not wait for the internet. */
  start(): Promise<void> {
    this.#unwatch = watchInterfaces(() => this.#look())
    this.#running = this.#run()
    return Promise.resolve()
  }

  async close(): Promise<void> {
    this.#stopped.abort()
    this.#unwatch?.()
    await this.#running
  }

  #look(): void {
    const interfaces = interfacesFingerprint()
    if (interfaces === this.#interfaces) return
    this.#interfaces = interfaces
    this.#hurry.abort()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped
    await this.#loadKnown()
    while (!signal.aborted) {
      try {
        await this.#untilReachable()
        if (signal.aborted) return
        await this.#stay(await this.#open())
      } catch (error) {
        const { message: reason } = error as Error
        this.#sink.report('public', CoreErrors.SEGMENT_FAILED({ segment: 'public', reason }))
        await pause(PUBLIC_PROBE_MS, signal)
      }
    }
  }

  async #untilReachable(): Promise<void> {
    const { signal } = this.#stopped
    const probe = new HyperDHT({ bootstrap: [], ephemeral: true, port: [0, 0] })
    await bindOrDiscard(probe)
    try {
      let waitMs = PUBLIC_PROBE_MS
      while (!signal.aborted && !(await this.#answers(probe))) {
        this.#hurry = new AbortController()
        const changed = this.#hurry.signal
        await pause(waitMs, AbortSignal.any([signal, changed]))
        waitMs = changed.aborted ? PUBLIC_PROBE_MS : Math.min(waitMs * 2, PUBLIC_PROBE_MAX_MS)
      }
    } finally {
      await probe.destroy()
    }
  }

  async #answers(probe: HyperDHT): Promise<boolean> {
    // With no interface but loopback there is nobody to ask.
    if (this.#interfaces === '') return false
    const nodes = await bootstrapAddresses(this.#options.bootstrap)
    return anyAnswers(probe, [...nodes, ...this.#known.slice(0, PROBED_KNOWN_NODES)])
  }

  async #open(): Promise<Segment> {
    const { bootstrap } = this.#options
    const dht = new HyperDHT({
      nodes: this.#known,
      ...(bootstrap !== undefined && { bootstrap: [...bootstrap] }),
    })
    await bindOrDiscard(dht)
    this.#sink.report('public', null)
    return this.#sink.open({ kind: 'public', dht, bootstrap: () => [...(bootstrap ?? [])] })
  }

  /** Until the segment is lost, or the network closed. */
  async #stay(segment: Segment): Promise<void> {
    const { signal } = this.#stopped
    const { dht, swarm } = segment
    let heard = 0
    let unanswered = 0
    let savedAt = performance.now()
    while (unanswered < PUBLIC_CHECKS_LOST) {
      await pause(PUBLIC_CHECK_MS, signal)
      if (signal.aborted) break
      const { responses } = dht.stats.requests
      const answers =
        responses !== heard || (await anyAnswers(dht, dht.toArray({ limit: PROBED_KNOWN_NODES })))
      heard = responses
      this.#mark(segment, answers)
      unanswered = answers || swarm.connections.size > 0 ? 0 : unanswered + 1
      if (!answers || performance.now() - savedAt < KNOWN_NODES_SAVE_MS) continue
      savedAt = performance.now()
      await this.#saveKnown(dht)
    }
    await this.#saveKnown(dht)
    if (!signal.aborted) await this.#sink.drop(segment)
  }

  #mark(segment: Segment, reachable: boolean): void {
    if (segment.reachable === reachable) return
    segment.reachable = reachable
    this.#sink.changed()
    if (reachable) void segment.reannounce()
  }

  async #loadKnown(): Promise<void> {
    try {
      this.#known = (await this.#options.knownNodes?.load()) ?? []
    } catch (error) {
      this.#sink.logger.warn({ error }, 'the known DHT nodes could not be read')
    }
  }

  async #saveKnown(dht: HyperDHT): Promise<void> {
    const known = dht.toArray({ limit: MAX_KNOWN_NODES })
    // A node that lost the internet forgets the others; what was known before is better then.
    if (known.length === 0) return
    this.#known = known
    try {
      await this.#options.knownNodes?.save(this.#known)
    } catch (error) {
      this.#sink.logger.warn({ error }, 'the known DHT nodes could not be saved')
    }
  }
}

/** Whether one of these nodes answers one datagram within a second. */
async function anyAnswers(dht: HyperDHT, nodes: HostPort[]): Promise<boolean> {
  const pings = nodes.map((node) => dht.ping(node, { retry: false }))
  return Promise.any(pings).then(
    () => true,
    () => false,
  )
}

/** hyperdht names its nodes `address@name:port`: the address is tried, the name is asked for when it was changed. */
async function bootstrapAddresses(bootstrap: readonly HostPort[] | undefined): Promise<HostPort[]> {
  const nodes = bootstrap ?? HyperDHT.BOOTSTRAP.flatMap(parseBootstrap)
  const addresses = nodes.map(async ({ host, port }) => {
    if (isIPv4(host)) return [{ host, port }]
    const found = await lookup(host, { family: 4 }).catch(() => null)
    return found === null ? [] : [{ host: found.address, port }]
  })
  return (await Promise.all(addresses)).flat()
}

function parseBootstrap(text: string): HostPort[] {
  const at = text.indexOf('@')
  const colon = text.lastIndexOf(':')
  const port = Number(text.slice(colon + 1))
  const hosts = at === -1 ? [text.slice(0, colon)] : [text.slice(0, at), text.slice(at + 1, colon)]
  return hosts.map((host) => ({ host, port }))
}
