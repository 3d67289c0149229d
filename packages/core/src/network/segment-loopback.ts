/**
 * The segment of one machine: a DHT on 127.0.0.1 that the processes host for each other, one at a time.
 *
 * The node of the next host has the same address, and so the same id, as the one before: what the others know of the
 * DHT stays true. Only the announcements are gone, so everybody announces again when the epoch changes.
 */
import type HyperDHT from 'hyperdht'
import { LOCAL_START_TIMEOUT_MS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { HostPort } from './address.ts'
import { within } from './deadline.ts'
import { openKeeper, openLocalNode } from './dht-node.ts'
import { LoopbackBeacon } from './loopback-beacon.ts'
import type { Segment } from './segment.ts'
import type { SegmentSink, SegmentSource } from './segment-source.ts'

const HOST = '127.0.0.1'

/** `port` is the bootstrap node's; the one after it is the beacon's. */
export function createLoopbackSource(sink: SegmentSink, port: number): SegmentSource {
  return new LoopbackSource(sink, port)
}

class LoopbackSource implements SegmentSource {
  readonly #sink: SegmentSink
  readonly #bootstrap: HostPort
  readonly #beacon: LoopbackBeacon
  #keeper: HyperDHT | null = null
  #segment: Promise<Segment> | null = null
  readonly #up: Promise<void>
  #isUp: () => void = () => undefined

  constructor(sink: SegmentSink, port: number) {
    this.#sink = sink
    this.#bootstrap = { host: HOST, port }
    this.#up = new Promise((resolve) => (this.#isUp = resolve))
    this.#beacon = new LoopbackBeacon(port + 1, {
      onhost: () => this.#host(),
      onfollow: () => void this.#enter(),
      onsilence: (silent) => this.#report(silent),
    })
  }

  async start(): Promise<void> {
    this.#beacon.start()
    await within(this.#up, LOCAL_START_TIMEOUT_MS)
  }

  /** The node goes before the beacon says goodbye: the next host needs its port. */
  async close(): Promise<void> {
    await this.#closeKeeper()
    await this.#beacon.stop()
    // A takeover may just have begun when this was called.
    await this.#closeKeeper()
  }

  async #host(): Promise<void> {
    try {
      this.#keeper = await openKeeper(this.#bootstrap)
    } catch {
      this.#report(true)
      await this.#beacon.resign()
      return
    }
    this.#report(false)
    await this.#enter()
  }

  /** The DHT is there, for the first time or under a new host. */
  async #enter(): Promise<void> {
    if (this.#segment !== null) {
      const segment = await this.#segment
      this.#sink.changed()
      return segment.reannounce()
    }
    this.#segment = this.#open()
    await this.#segment
    this.#isUp()
  }

  async #open(): Promise<Segment> {
    const dht = await openLocalNode(HOST, [this.#bootstrap])
    return this.#sink.open({ kind: 'loopback', dht, bootstrap: () => [this.#bootstrap] })
  }

  async #closeKeeper(): Promise<void> {
    const keeper = this.#keeper
    this.#keeper = null
    await keeper?.destroy({ force: true })
  }

  #report(taken: boolean): void {
    this.#sink.report('loopback', taken ? CoreErrors.LOCAL_PORT_TAKEN({ port: this.#bootstrap.port }) : null)
  }
}
