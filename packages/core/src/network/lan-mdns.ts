/**
 * Finds neighbours on one interface by multicast DNS (RFC 6762, service discovery of RFC 6763).
 *
 * Service `_comice._udp.local`. Each process answers with
 *
 * | record | name | says |
 * |---|---|---|
 * | PTR | `_comice._udp.local` | `<id>._comice._udp.local` |
 * | SRV | `<id>._comice._udp.local` | UDP port of its DHT node on this interface, host `<id>.local` |
 * | TXT | `<id>._comice._udp.local` | `v=1` |
 * | A | `<id>.local` | its address on this interface |
 *
 * `<id>` is 16 random hex digits for each run and interface: neither the person, the device key nor a topic shows.
 * Anybody on the link can answer anything, so of an answer only the port is believed. The address is the sender's, on
 * this subnet, so that no answer makes us send to somebody elsewhere.
 */
import { randomBytes } from 'node:crypto'
import multicastDns, { type MulticastDNS } from 'multicast-dns'
import { MDNS_ANSWER_MS, MDNS_QUERY_MS, MDNS_QUERY_STEADY_MS, MDNS_TTL_S } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { type HostPort, isPort, isSameSubnet } from './address.ts'
import { pause } from './deadline.ts'
import type { LanInterface } from './interfaces.ts'

const SERVICE = '_comice._udp.local'

export interface MdnsOptions {
  iface: LanInterface
  /** UDP port of our DHT node there. */
  port: number
  /** Called for each answer; the same neighbour comes again and again. */
  onneighbour: (neighbour: HostPort) => void
  /** Called with what keeps mDNS from working, at each try, and with null when it works. */
  onstate: (error: Error | null) => void
}

export class MdnsDiscovery {
  readonly #options: MdnsOptions
  readonly #id = randomBytes(8).toString('hex')
  readonly #mdns: MulticastDNS
  #stopped = new AbortController()
  #asking = new AbortController()
  #answeredAt = -Infinity

  constructor(options: MdnsOptions) {
    this.#options = options
    this.#mdns = multicastDns({
      interface: options.iface.address,
      // On Linux a socket that is bound to the interface's address hears no multicast.
      bind: '0.0.0.0',
    })
    // What matters of these comes back from the queries.
    this.#mdns.on('error', () => undefined)
    this.#mdns.on('warning', () => undefined)
    this.#mdns.on('query', ({ questions }) => {
      if (questions?.some(({ name, type }) => name === SERVICE && type === 'PTR') === true) this.#answer()
    })
    this.#mdns.on('response', ({ answers, additionals }, { address }) => {
      this.#hear([...(answers ?? []), ...(additionals ?? [])] as Answer[], address)
    })
    this.ask()
  }

  /** Asks who is there, several times, and tells that we are. */
  ask(): void {
    this.#asking.abort()
    this.#asking = new AbortController()
    void this.#ask(AbortSignal.any([this.#asking.signal, this.#stopped.signal]))
  }

  /** Tells the others that we go, and ends. */
  async stop(): Promise<void> {
    if (this.#stopped.signal.aborted) return
    this.#stopped.abort()
    await new Promise<void>((resolve) => this.#mdns.respond(this.#records(0), () => resolve()))
    await new Promise<void>((resolve) => this.#mdns.destroy(() => resolve()))
  }

  async #ask(signal: AbortSignal): Promise<void> {
    let last = 0
    for (let query = 0; !signal.aborted; query++) {
      const at = MDNS_QUERY_MS[query]
      await pause(at === undefined ? MDNS_QUERY_STEADY_MS : at - last, signal)
      if (signal.aborted) return
      last = at ?? last
      this.#query()
      if (query < 2) this.#answer()
    }
  }

  /** A query binds the port again if that failed before. */
  #query(): void {
    const { iface, onstate } = this.#options
    this.#mdns.query({ questions: [{ name: SERVICE, type: 'PTR' }] }, (error?: Error | null) => {
      if (this.#stopped.signal.aborted) return
      onstate(error ? CoreErrors.MDNS_UNAVAILABLE({ device: iface.name, reason: error.message }) : null)
    })
  }

  #answer(): void {
    const now = performance.now()
    if (this.#stopped.signal.aborted || now - this.#answeredAt < MDNS_ANSWER_MS) return
    this.#answeredAt = now
    this.#mdns.respond(this.#records(MDNS_TTL_S))
  }

  #records(ttl: number) {
    const { iface, port } = this.#options
    const instance = `${this.#id}.${SERVICE}`
    const target = `${this.#id}.local`
    return {
      answers: [{ name: SERVICE, type: 'PTR' as const, ttl, data: instance }],
      additionals: [
        { name: instance, type: 'SRV' as const, ttl, data: { port, target } },
        { name: instance, type: 'TXT' as const, ttl, data: 'v=1' },
        { name: target, type: 'A' as const, ttl, data: iface.address },
      ],
    }
  }

  /** Sockets on port 5353 hear every interface of the machine; only this one's subnet counts here. */
  #hear(answers: Answer[], sender: string): void {
    const { iface, onneighbour } = this.#options
    if (this.#stopped.signal.aborted || !isSameSubnet(sender, iface.address, iface.netmask)) return
    // Another process of this machine, or this one: the local DHT connects those.
    if (sender === iface.address) return
    for (const { name, type, ttl, data } of answers) {
      if (type !== 'SRV' || ttl === 0 || !name.endsWith(`.${SERVICE}`)) continue
      const port = data?.port
      if (port !== undefined && isPort(port)) onneighbour({ host: sender, port })
    }
  }
}

/** Of what dns-packet decodes, the part that is looked at. */
interface Answer {
  name: string
  type: string
  ttl?: number
  data?: { port?: number } | null
}
