/**
 * The segments of the links this machine is on: one for each interface with a private address.
 *
 * Each process keeps a DHT node on each interface that stores for the others, and finds theirs by mDNS. The nodes
 * together are one DHT for the link. The swarm, on a node of its own, comes with the first neighbour: before that
 * there is nobody to find.
 */
import type HyperDHT from 'hyperdht'
import {
  INTERFACE_GONE_MS,
  MAX_LAN_SEGMENTS,
  MAX_NEIGHBOURS,
  NEIGHBOUR_RATE,
  REFRESH_THROTTLE_MS,
} from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { formatHostPort, type HostPort } from './address.ts'
import { openKeeper, openLocalNode } from './dht-node.ts'
import { type LanInterface, lanInterfaces, watchInterfaces } from './interfaces.ts'
import { MdnsDiscovery } from './lan-mdns.ts'
import type { Segment } from './segment.ts'
import type { SegmentSink, SegmentSource } from './segment-source.ts'
import { TokenBucket } from './token-bucket.ts'

export function createLanSource(sink: SegmentSink): SegmentSource {
  return new LanSource(sink)
}

class LanSource implements SegmentSource {
  readonly #sink: SegmentSink
  readonly #links = new Map<string, { link: Promise<LanLink | null>; seenAt: number; up: boolean }>()
  #unwatch: (() => void) | null = null

  constructor(sink: SegmentSink) {
    this.#sink = sink
  }

  async start(): Promise<void> {
    this.#unwatch = watchInterfaces(() => this.#look())
    await Promise.all([...this.#links.values()].map(({ link }) => link))
  }

  async close(): Promise<void> {
    this.#unwatch?.()
    await Promise.all([...this.#links.values()].map(async ({ link }) => (await link)?.close()))
  }

  #look(): void {
    const now = performance.now()
    const present = new Map(
      lanInterfaces().map((iface) => [`${iface.name} ${iface.address}/${iface.netmask}`, iface]),
    )
    for (const [key, entry] of this.#links) {
      if (present.has(key)) {
        if (!entry.up) void entry.link.then((link) => link?.cameBack())
        entry.up = true
        entry.seenAt = now
        continue
      }
      entry.up = false
      if (now - entry.seenAt < INTERFACE_GONE_MS) continue
      this.#links.delete(key)
      void entry.link.then((link) => link?.close())
    }
    for (const [key, iface] of present) {
      if (this.#links.has(key) || this.#links.size >= MAX_LAN_SEGMENTS) continue
      this.#links.set(key, { link: this.#open(iface), seenAt: now, up: true })
    }
  }

  async #open(iface: LanInterface): Promise<LanLink | null> {
    try {
      return await LanLink.open(this.#sink, iface)
    } catch (error) {
      // The interface went away in between, or does not let us bind.
      const segment = `lan:${iface.name}`
      this.#sink.report(segment, CoreErrors.SEGMENT_FAILED({ segment, reason: (error as Error).message }))
      return null
    }
  }
}

/** One interface. */
class LanLink {
  readonly #sink: SegmentSink
  readonly #iface: LanInterface
  readonly #keeper: HyperDHT
  readonly #keeperAddress: HostPort
  readonly #mdns: MdnsDiscovery
  readonly #arrivals: TokenBucket
  readonly #neighbours = new Set<string>()
  #segment: Promise<Segment | null> | null = null
  #refreshing: NodeJS.Timeout | null = null
  #closed = false

  private constructor(sink: SegmentSink, iface: LanInterface, keeper: HyperDHT) {
    this.#sink = sink
    this.#iface = iface
    this.#keeper = keeper
    this.#keeperAddress = { host: iface.address, port: keeper.address()?.port ?? 0 }
    this.#arrivals = new TokenBucket(NEIGHBOUR_RATE, sink.now)
    this.#mdns = new MdnsDiscovery({
      iface,
      port: this.#keeperAddress.port,
      onneighbour: (neighbour) => void this.#meet(neighbour),
      onstate: (error) => sink.report(`lan:${iface.name}`, error),
    })
  }

  static async open(sink: SegmentSink, iface: LanInterface): Promise<LanLink> {
    return new LanLink(sink, iface, await openKeeper({ host: iface.address, port: 0 }))
  }

  /** The interface was away for a moment: others may have come and gone. */
  cameBack(): void {
    this.#neighbours.clear()
    this.#mdns.ask()
    void this.#opened().then((segment) => segment?.reannounce())
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#refreshing !== null) clearTimeout(this.#refreshing)
    await this.#mdns.stop()
    const segment = await this.#opened()
    if (segment !== null && !segment.closed) await this.#sink.drop(segment)
    await this.#keeper.destroy({ force: true })
  }

  /** A node that answers a ping enters the tables at both ends; an invented one never does. */
  async #meet(neighbour: HostPort): Promise<void> {
    const key = formatHostPort(neighbour)
    if (this.#closed || this.#neighbours.has(key)) return
    if (!this.#arrivals.take()) return
    this.#neighbours.add(key)
    for (const oldest of this.#neighbours) {
      if (this.#neighbours.size <= MAX_NEIGHBOURS) break
      this.#neighbours.delete(oldest)
    }
    try {
      await this.#keeper.ping(neighbour)
      const segment = await this.#enter()
      if (segment === null) return
      await segment.dht.ping(neighbour)
      this.#lookAgainSoon(segment)
    } catch {
      // Gone already, or not a DHT node. Its next announcement is looked at anew.
      this.#neighbours.delete(key)
    }
  }

  /** Fails when the interface is going away; the next neighbour that is heard tries again. */
  #enter(): Promise<Segment | null> {
    this.#segment ??= this.#open().catch((error: unknown) => {
      this.#segment = null
      throw error
    })
    return this.#segment
  }

  async #opened(): Promise<Segment | null> {
    try {
      return await this.#segment
    } catch {
      return null
    }
  }

  async #open(): Promise<Segment | null> {
    const dht = await openLocalNode(this.#iface.address, [this.#keeperAddress])
    if (this.#closed) {
      await dht.destroy()
      return null
    }
    const bootstrap = [this.#keeperAddress]
    return this.#sink.open({ kind: 'lan', label: this.#iface.name, dht, bootstrap: () => bootstrap })
  }

  #lookAgainSoon(segment: Segment): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = null
      void segment.lookAgain()
    }, REFRESH_THROTTLE_MS)
    this.#refreshing.unref()
  }
}
