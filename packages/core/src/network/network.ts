/**
 * The network of a peer: the segments it is on, the topics it joined on all of them, and one connection for each
 * device it is connected to.
 */
import { EventEmitter } from 'node:events'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { encodeKey, isEqualBytes, KEY_BYTES } from '@comice/protocol'
import type { KeyPair } from 'hypercore-crypto'
import { CLOSE_TIMEOUT_MS, REFRESH_THROTTLE_MS, REPLICATION_PURPOSE, SEGMENT_DROP_MS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { FastPaths } from '../fast-path/fast-path.ts'
import { NetworkPaths } from '../fast-path/fast-paths.ts'
import { type Logger, silentLogger } from '../peer/logger.ts'
import { formatHostPort, type HostPort } from './address.ts'
import { Admission, DEFAULT_LIMITS } from './admission.ts'
import type { DisconnectReason, PeerConnection, SwarmConnection } from './connection.ts'
import { ConnectionTable } from './connections.ts'
import type { ByteStreams } from '../streams/byte-stream.ts'
import { NetworkStreams } from '../streams/network-streams.ts'
import { within } from './deadline.ts'
import { Dial } from './dial.ts'
import type { NetworkOptions, SiblingOptions } from './network-options.ts'
import type { ConnectionStatus, NetworkState, NetworkStatus } from './network-status.ts'
import { Segment } from './segment.ts'
import { createSources } from './segments.ts'
import type { SegmentSink, SegmentSource } from './segment-source.ts'
import { createTopic, type JoinedTopic, type JoinOptions, type Topic } from './topic.ts'

export type { HostPort, Topic }
export type { KnownNodes, NetworkOptions, SiblingOptions } from './network-options.ts'
export type { ConnectionStatus, NetworkState, NetworkStatus } from './network-status.ts'

export interface CreateNetworkOptions {
  /** The device key pair: this end of every connection. */
  keyPair: KeyPair
  options?: NetworkOptions
  logger?: Logger
  /** Unix time in ms. */
  now?: () => number
}

export interface NetworkEvents {
  connection: [connection: PeerConnection]
  disconnection: [connection: PeerConnection, reason: DisconnectReason]
  state: [state: NetworkState]
}

/**
 * Opens the network. Resolves when the local segments are up, or known to take longer; the public one comes and goes
 * by itself.
 */
export async function createNetwork(options: CreateNetworkOptions): Promise<Network> {
  const network = new Network(options)
  await network.ready()
  return network
}

/** See {@link createNetwork}. */
export class Network extends EventEmitter<NetworkEvents> {
  readonly #keyPair: KeyPair
  readonly #logger: Logger
  readonly #now: () => number
  readonly #relays: readonly Uint8Array[]
  readonly #admission: Admission
  readonly #table: ConnectionTable
  /** TCP beside UDX, to neighbours that are known here. */
  readonly fastPaths: FastPaths
  /** Streams of bytes with any peer, over the best way there is. */
  readonly streams: ByteStreams
  readonly #paths: NetworkPaths
  readonly #streams: NetworkStreams
  readonly #sources: SegmentSource[]
  readonly #segments = new Set<Segment>()
  readonly #topics = new Set<JoinedTopic>()
  readonly #dials = new Set<Dial>()
  readonly #siblings = new Set<Network>()
  readonly #troubles = new Map<string, Error>()
  #state: NetworkState = 'offline'
  #ready: Promise<void> | null = null
  #closing: Promise<void> | null = null
  #onclosed: () => void = () => undefined
  #refreshing: NodeJS.Timeout | null = null

  /** `parent`: the network whose segments it is on; it then has no sources of its own. */
  constructor(
    { keyPair, options = {}, logger = silentLogger, now = Date.now }: CreateNetworkOptions,
    parent?: Network,
  ) {
    super()
    // One for each service and each pending dial.
    this.setMaxListeners(0)
    this.#keyPair = keyPair
    this.#logger = logger
    this.#now = now
    this.#relays = options.relays ?? (parent === undefined ? [] : parent.#relays)
    this.#admission = new Admission({
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      isKnown: (publicKey) => this.#isWanted(publicKey) || (options.isKnown?.(publicKey) ?? false),
      now,
    })
    this.#table = new ConnectionTable({
      admission: this.#admission,
      logger,
      now,
      onopen: (connection) => {
        this.#paths.attach(connection)
        this.#streams.attach(connection)
        this.emit('connection', connection)
      },
      onclose: (connection, reason) => this.#onclose(connection, reason),
    })
    const table = this.#table
    this.#paths = new NetworkPaths({
      enabled: options.fastPaths ?? parent?.fastPaths.enabled ?? true,
      keyPair,
      now,
      // Whom this end merely dials is not known for that.
      isKnown: options.isKnown ?? (() => false),
      // Before it is proven whose it is, a stream costs nobody but itself.
      guardFrames: (stream) => table.watchFrames(stream, () => stream.destroy()),
      guardMux: (connection, stream) => table.guard(connection as SwarmConnection, stream),
    })
    this.fastPaths = this.#paths
    this.#streams = new NetworkStreams(this.#paths, now)
    this.streams = this.#streams
    this.#sources = parent === undefined ? createSources(this.#sink(now), options) : []
  }

  /** What can be reached now. The event 'state' tells changes. */
  get state(): NetworkState {
    return this.#state
  }

  /** By z32 device key. At most one for each device. */
  get connections(): ReadonlyMap<string, PeerConnection> {
    return this.#table.byKey
  }

  /** Resolves when the segments had their chance to come up. Idempotent. */
  ready(): Promise<void> {
    this.#ready ??= this.#open()
    return this.#ready
  }

  /**
   * Meets peers that join the same 32 bytes, on all segments, also those that come up later. Joining a topic twice
   * gives two that are left one by one.
   *
   * @throws TOPIC_INVALID · NETWORK_CLOSED
   */
  join(topic: Uint8Array, options: JoinOptions = {}): Topic {
    this.#assertUsable(topic)
    const joined = createTopic({
      key: topic,
      options,
      segments: () => this.#segments,
      onleave: (left) => this.#topics.delete(left),
    })
    this.#topics.add(joined)
    return joined
  }

  /**
   * Connects to a device and stays connected to it. It must be announced: joining any topic as a server does that.
   * `flushed()` of what this returns resolves when the device is connected.
   *
   * @throws TOPIC_INVALID · NETWORK_CLOSED
   */
  joinPeer(publicKey: Uint8Array): Topic {
    this.#assertUsable(publicKey)
    const dial = new Dial({
      key: publicKey,
      segments: () => this.#segments,
      isConnected: () => this.#table.byKey.has(encodeKey(publicKey)),
      connected: (signal) => this.#connected(publicKey, signal),
      onleave: (left) => this.#dials.delete(left),
      isStillWanted: () => this.#isWanted(publicKey),
    })
    this.#dials.add(dial)
    return dial
  }

  /**
   * A network under another key pair, on the DHT nodes of this one: for a program that is not to be known as this
   * device, with connections, topics and bounds of its own. It is on the segments of this network as they come and
   * go, and closes with it at the latest.
   *
   * @throws NETWORK_CLOSED
   */
  sibling({ keyPair, ...options }: SiblingOptions): Network {
    if (this.#closing !== null) throw CoreErrors.NETWORK_CLOSED({})
    const sibling = new Network({ keyPair, options, logger: this.#logger, now: this.#now }, this)
    this.#siblings.add(sibling)
    sibling.#onclosed = () => this.#siblings.delete(sibling)
    for (const segment of this.#segments) sibling.#follow(segment)
    sibling.#updateState()
    return sibling
  }

  status(): NetworkStatus {
    const segments = [...this.#segments].sort((a, b) => a.rank - b.rank)
    return {
      state: this.#state,
      bootstrap: (segments.find(({ reachable }) => reachable)?.bootstrap ?? []).map(formatHostPort),
      segments: segments.map((segment) => segment.status()),
      connections: [...this.#table.byKey.values()].map((connection) => this.#statusOf(connection)),
      troubles: [...this.#troubles].map(([segment, error]) => ({ segment, error })),
      refusals: this.#admission.refusals,
    }
  }

  #statusOf(connection: SwarmConnection): ConnectionStatus {
    const { key, segment, openedAt, initiator, via, stream } = connection
    const path = this.#paths.has(connection, REPLICATION_PURPOSE) ? 'tcp' : 'udx'
    return { key, segment, openedAt, initiator, isRelayed: via.isRelayed(stream), path }
  }

  /** Ends connections, announcements and segments; what takes longer than `timeoutMs` is cut. Idempotent. */
  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs)
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #open(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.start()))
    this.#updateState()
  }

  /** Goodbyes need the DHT, so the segments go before the sources, which may host it. */
  async #close(timeoutMs: number): Promise<void> {
    if (this.#refreshing !== null) clearTimeout(this.#refreshing)
    const deadline = performance.now() + timeoutMs
    await Promise.all([...this.#siblings].map((sibling) => sibling.close({ timeoutMs: timeoutMs / 2 })))
    await this.#table.close()
    // Leaves the last quarter of the time to force what did not end.
    const graceMs = Math.max(0, (deadline - performance.now()) * 0.75)
    for (const joined of [...this.#topics, ...this.#dials]) void joined.leave()
    await Promise.all([...this.#segments].map((segment) => this.#drop(segment, graceMs)))
    const ended = Promise.all(this.#sources.map((source) => source.close()))
    await within(ended, Math.max(0, deadline - performance.now()))
    this.#setState('offline')
    this.#onclosed()
  }

  #sink(now: () => number): SegmentSink {
    return {
      keyPair: this.#keyPair,
      logger: this.#logger,
      now,
      open: (options) => this.#openSegment(options),
      drop: (segment) => this.#drop(segment, SEGMENT_DROP_MS),
      changed: () => this.#updateState(),
      report: (source, trouble) => this.#report(source, trouble),
    }
  }

  #openSegment(options: Parameters<SegmentSink['open']>[0]): Segment {
    const segment = new Segment({
      ...options,
      keyPair: this.#keyPair,
      relays: this.#relays,
      hooks: {
        refuses: (via, publicKey, incoming) => this.#table.refuses(via, publicKey, incoming),
        onconnection: (via, stream) => this.#onstream(via, stream),
      },
    })
    // It came up while the network was being closed.
    if (this.#closing !== null) {
      void segment.close(0)
      return segment
    }
    // Handshakes on a shared node are counted once, by who owns the node.
    if (options.lead === undefined) this.#admission.guardHandshakes(segment.dht)
    this.#segments.add(segment)
    for (const sibling of this.#siblings) sibling.#follow(segment)
    for (const joined of [...this.#topics, ...this.#dials]) joined.joinOn(segment)
    this.#logger.info({ segment: segment.name }, 'segment up')
    this.#updateState()
    return segment
  }

  #follow(lead: Segment): void {
    const { kind, label, dht } = lead
    this.#openSegment({
      kind,
      dht,
      bootstrap: () => lead.bootstrap,
      lead,
      ...(label !== undefined && { label }),
    })
  }

  /** Before the node goes: a goodbye needs it. */
  async #unfollow(lead: Segment, graceMs: number): Promise<void> {
    const followers = [...this.#segments].filter((segment) => segment.isOn(lead))
    await Promise.all(followers.map((segment) => this.#drop(segment, graceMs)))
  }

  /** A dial or a handshake may end just after the network was closed. */
  #onstream(via: Segment, stream: NoiseSecretStream): void {
    if (this.#closing === null) return this.#table.add(via, stream)
    stream.on('error', () => undefined)
    stream.destroy()
  }

  async #drop(segment: Segment, graceMs: number): Promise<void> {
    this.#segments.delete(segment)
    await Promise.all([...this.#siblings].map((sibling) => sibling.#unfollow(segment, graceMs)))
    for (const joined of [...this.#topics, ...this.#dials]) joined.leaveOn(segment)
    this.#updateState()
    await segment.close(graceMs)
    this.#logger.info({ segment: segment.name }, 'segment down')
  }

  #report(source: string, trouble: Error | null): void {
    const before = this.#troubles.get(source)?.message
    if (trouble === null) this.#troubles.delete(source)
    else this.#troubles.set(source, trouble)
    if (trouble !== null && trouble.message !== before) {
      this.#logger.warn({ segment: source, error: trouble.message }, 'segment unavailable')
    }
  }

  /** The device may be reachable over another segment, which did not look for it while it was connected. */
  #onclose(connection: PeerConnection, reason: DisconnectReason): void {
    this.emit('disconnection', connection, reason)
    if (reason === 'superseded' || this.#closing !== null || this.#segments.size < 2) return
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = null
      for (const segment of this.#segments) void segment.lookAgain()
      for (const dial of this.#dials) void dial.refresh()
    }, REFRESH_THROTTLE_MS)
    this.#refreshing.unref()
  }

  #connected(publicKey: Uint8Array, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        this.off('connection', look)
        resolve()
      }
      const look = ({ remotePublicKey }: PeerConnection) => {
        if (isEqualBytes(remotePublicKey, publicKey)) settle()
      }
      this.on('connection', look)
      signal.addEventListener('abort', settle, { once: true })
    })
  }

  #isWanted(publicKey: Uint8Array): boolean {
    for (const dial of this.#dials) if (dial.isFor(publicKey)) return true
    return false
  }

  #assertUsable(key: Uint8Array): void {
    if (this.#closing !== null) throw CoreErrors.NETWORK_CLOSED({})
    if (key.byteLength !== KEY_BYTES) throw CoreErrors.TOPIC_INVALID({ bytes: key.byteLength })
  }

  #updateState(): void {
    const up = [...this.#segments].filter(({ reachable }) => reachable)
    if (up.length === 0) this.#setState('offline')
    else this.#setState(up.some(({ isLocal }) => !isLocal) ? 'online' : 'local')
    for (const sibling of this.#siblings) sibling.#updateState()
  }

  #setState(state: NetworkState): void {
    if (state === this.#state) return
    this.#state = state
    this.emit('state', state)
  }
}
