/**
 * A segment: one Hyperswarm on one DHT node, on one part of the network. All segments of a process use the same
 * device key pair and know nothing of each other; the connection table keeps one connection for each device.
 */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { KeyPair } from 'hypercore-crypto'
import type HyperDHT from 'hyperdht'
import Hyperswarm, { type PeerDiscoverySession, type PeerInfo } from 'hyperswarm'
import { GOODBYE_MS, PARALLEL_DIALS } from '../constants.ts'
import { formatHostPort, type HostPort, isLoopback, isPrivate } from './address.ts'
import { within } from './deadline.ts'
import { RelayLegs } from './relay-legs.ts'
import { shareNode } from './shared-node.ts'

export type SegmentKind = 'loopback' | 'lan' | 'public' | 'explicit'

/** Better first. A connection over a lower rank replaces one over a higher. */
const RANKS: Record<SegmentKind, number> = { explicit: 0, loopback: 1, lan: 2, public: 3 }

/** What a segment asks of the network. */
export interface SegmentHooks {
  /** Whether to refuse a handshake, or not to dial. `incoming` says which. */
  refuses: (segment: Segment, publicKey: Uint8Array, incoming: boolean) => boolean
  onconnection: (segment: Segment, stream: NoiseSecretStream) => void
}

export interface SegmentOptions {
  kind: SegmentKind
  /** Tells segments of one kind apart: the name of the interface. */
  label?: string
  /** Bound, and owned by the segment from now on. */
  dht: HyperDHT
  keyPair: KeyPair
  /** Addresses by which another process can enter the same DHT. */
  bootstrap: () => HostPort[]
  hooks: SegmentHooks
  /** Keys of relays for connections to whom no hole can be punched. */
  relays?: readonly Uint8Array[]
  /** The segment whose node this one shares: it is reachable, announces again and ends with that one. */
  lead?: Segment
}

/**
 * What is between a segment and those who are on it. `none`: it is this machine or a LAN · `open`: nothing · `keeps-port`: a router
 * that gives a socket one port, so that holes can be punched · `changes-port`: one with another port for each peer ·
 * `unknown`: too few nodes have answered.
 */
export type NatKind = 'none' | 'open' | 'keeps-port' | 'changes-port' | 'unknown'

/** A segment as {@link Network.status} shows it. */
export interface SegmentStatus {
  kind: SegmentKind
  /** `lan:eth0`, or the kind. */
  name: string
  /** Where this process listens on it, `host:port`. */
  address: string | null
  /** Addresses by which another process can enter the same DHT, `host:port`. */
  bootstrap: string[]
  /** DHT nodes known there. */
  nodes: number
  /** Whether the DHT answers. */
  reachable: boolean
  nat: NatKind
  connections: number
}

export class Segment {
  readonly kind: SegmentKind
  readonly name: string
  readonly rank: number
  readonly dht: HyperDHT
  readonly swarm: Hyperswarm
  readonly label: string | undefined
  readonly #bootstrap: () => HostPort[]
  readonly #lead: Segment | undefined
  /** Segments on the same node, of siblings. */
  readonly #followers = new Set<Segment>()
  readonly #relayLegs: RelayLegs
  #reachable = true
  #closing: Promise<void> | null = null

  constructor({ kind, label, dht, keyPair, bootstrap, hooks, lead, relays = [] }: SegmentOptions) {
    this.kind = kind
    this.label = label
    this.name = label === undefined ? kind : `${kind}:${label}`
    this.rank = RANKS[kind]
    this.dht = lead === undefined ? dht : shareNode(dht)
    this.#bootstrap = bootstrap
    this.#lead = lead
    if (lead !== undefined) lead.#followers.add(this)
    this.#relayLegs = lead === undefined ? new RelayLegs() : lead.#relayLegs
    if (lead === undefined) this.#relayLegs.watch(dht)
    this.swarm = new Hyperswarm({
      dht: this.dht,
      keyPair,
      maxParallel: PARALLEL_DIALS,
      ...(relays.length > 0 && { relayThrough: relays.map((key) => Buffer.from(key)) }),
      // An incoming handshake comes with its payload, a dial with null.
      firewall: (publicKey: Uint8Array, payload: unknown) => hooks.refuses(this, publicKey, payload !== null),
    })
    this.swarm.on('connection', (stream) => hooks.onconnection(this, stream))
    this.swarm.on('ban', (peer) => this.#forget(peer))
  }

  get closed(): boolean {
    return this.#closing !== null
  }

  /** Whether the DHT answers. */
  get reachable(): boolean {
    return this.#lead?.reachable ?? this.#reachable
  }

  set reachable(reachable: boolean) {
    this.#reachable = reachable
  }

  /** Whether it ends at this machine or link. An explicit one does when its bootstrap nodes do. */
  get isLocal(): boolean {
    if (this.kind !== 'explicit') return this.kind !== 'public'
    return this.bootstrap.every(({ host }) => isLoopback(host) || isPrivate(host))
  }

  get bootstrap(): HostPort[] {
    return this.#bootstrap()
  }

  /** Whether it shares the node of `lead`. */
  isOn(lead: Segment): boolean {
    return this.#lead === lead
  }

  /** Whether its bytes pass through a relay at the moment. */
  isRelayed(stream: NoiseSecretStream): boolean {
    return this.#relayLegs.carries(stream)
  }

  join(topic: Uint8Array, options: { server: boolean; client: boolean }): PeerDiscoverySession {
    return this.swarm.join(topic, options)
  }

  /**
   * Announces everything again, because the nodes that held the announcements are gone. The server first: what a
   * topic announces refers to it.
   */
  async reannounce(): Promise<void> {
    if (this.closed) return
    if (this.swarm.listening !== null) {
      await this.swarm.server.suspend()
      await this.swarm.server.resume()
    }
    await Promise.all([this.lookAgain(), ...[...this.#followers].map((follower) => follower.reannounce())])
  }

  /** Looks up, and announces, every topic again. */
  async lookAgain(): Promise<void> {
    if (this.closed) return
    await Promise.allSettled([...this.swarm.topics()].map((discovery) => discovery.refresh()))
  }

  status(): SegmentStatus {
    const address = this.closed ? null : addressOf(this.dht)
    return {
      kind: this.kind,
      name: this.name,
      address: address === null ? null : formatHostPort(address),
      bootstrap: this.bootstrap.map(formatHostPort),
      nodes: this.dht.nodes.length,
      reachable: this.reachable,
      nat: this.#nat,
      connections: this.swarm.connections.size,
    }
  }

  get #nat(): NatKind {
    if (this.isLocal) return 'none'
    const { host, randomized, firewalled } = this.dht
    if (host === null) return 'unknown'
    if (randomized) return 'changes-port'
    return firewalled ? 'keeps-port' : 'open'
  }

  /** Withdraws what was announced and ends; after `graceMs` without saying goodbye. Idempotent. */
  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs)
    return this.#closing
  }

  async #close(graceMs: number): Promise<void> {
    if (this.#lead !== undefined) this.#lead.#followers.delete(this)
    const goodbye = this.swarm.destroy()
    goodbye.catch(() => undefined)
    if (await within(goodbye, Math.min(graceMs, GOODBYE_MS[this.kind]))) return
    // Failing the requests in flight is what lets the goodbye above come to its end.
    await this.dht.destroy({ force: true })
  }

  /**
   * Hyperswarm bans whom its firewall refuses, for good, and keeps a record of each. Here a refusal holds for that
   * moment only, and a flood of keys must not fill the memory.
   */
  #forget(peer: PeerInfo): void {
    peer.ban(false)
    if (peer.shouldGC()) this.swarm.peers.delete(Buffer.from(peer.publicKey).toString('hex'))
  }
}

/** Where the node listens. One that is bound to all interfaces tells the address of the first. */
export function addressOf(dht: HyperDHT): HostPort | null {
  const bound = dht.address()
  return bound !== null && bound.host === '0.0.0.0' ? dht.localAddress() : bound
}
