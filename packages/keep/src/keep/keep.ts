/** The serving side: holds cores for clients that are allowed to store, and serves them to whoever knows their keys. */
import { join } from 'node:path'
import type { CallContext, Peer, PeerConnection, Topic } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import BlindPeer from 'blind-peer'
import type Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import type Hyperswarm from 'hyperswarm'
import { type BlindChannels, channelsOf } from '../channel/blind-channels.ts'
import type { BlindRequest } from '../channel/blind-request.ts'
import { CLOSE_TIMEOUT_MS, DEFAULT_MAX_BYTES, DEFAULT_MAX_CORES, MAX_CLIENT_CORES } from '../constants.ts'
import { type AskRequest, type AskResponse, keepContract } from '../contract/keep-contract.ts'
import { KeepErrors } from '../errors.ts'
import type { BlindPeerInternals } from './blind-peer-internals.ts'
import { type AllowedClients, createClientList } from './client-list.ts'
import { CoreQuota } from './core-quota.ts'
import { NetworkSwarm } from './network-swarm.ts'

export interface KeepOptions {
  /** Bytes to hold at most, default 10 GiB. When they are used up, new requests are refused; nothing is evicted. */
  maxBytes?: number
  /** Who may store besides those with a grant for `keep`. Default: nobody. */
  allow?: AllowedClients
  /**
   * Device keys of clients that may also have a base announced on the DHT, so that its members find the seeder by it.
   * Default: those that `allow` lists; nobody when it is `'anyone'`.
   */
  trusted?: Iterable<Uint8Array>
  /** Cores to hold at most, default 65,536: a core without a block counts no bytes. Past it, as past `maxBytes`. */
  maxCores?: number
  /** New cores that one client may add while this runs. Default 16,384. */
  maxClientCores?: number
}

/** Numbers since the start, and totals of what is held. */
export interface KeepStats {
  /** Cores that are kept. */
  readonly cores: number
  /** Bytes of their blocks, as their owners wrote them. */
  readonly bytes: number
  readonly maxBytes: number
  readonly maxCores: number
  /** Whether requests are refused because of one of these. */
  readonly isFull: boolean
  /** Connections now, of readers too. */
  readonly peers: number
  /** Requests to store, and how many of them were refused. */
  readonly requests: number
  readonly refusals: number
  /** Cores that were opened for a client. */
  readonly activations: number
  /** Rooms that peers asked news of. */
  readonly wakeups: number
}

/** A running keep. */
export interface Keep extends AsyncDisposable {
  /** The key that clients name: the device key of the peer. */
  readonly publicKey: Uint8Array
  stats(): KeepStats
  /** Ends it; the peer goes on. Idempotent. @throws KEEP_CLOSE_TIMEOUT after `timeoutMs`, default 5,000 */
  close(options?: { timeoutMs?: number }): Promise<void>
}

/** Starts to keep on `peer`. What it holds lies in the peer's profile and is there again the next time. */
export async function createKeep(peer: Peer, options: KeepOptions = {}): Promise<Keep> {
  const publicKey = peer.identity.device.publicKey
  const swarm = new NetworkSwarm(peer.network, publicKey)
  // Inactive: kept cores are offered to nobody, they are served to whoever asks for them by name.
  const store = peer.store.session({ active: false })
  const blind = new BlindPeer(join(peer.profile.dir, 'keep'), {
    swarm: swarm as unknown as Hyperswarm,
    store,
    wakeup: peer.wakeup,
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    enableGc: false,
    trustedPubKeys: [...trustedClients(options)].map(encodeKey),
  })
  await blind.ready()
  // A device can only be dialled by its key while it announces something; this topic means nothing else.
  const presence = peer.network.join(presenceTopic(publicKey), { server: true, client: false })
  const keep = new BlindKeep(peer, { blind, swarm, store, presence, options })
  peer.beforeClose(() => keep.close())
  return keep
}

function trustedClients({ trusted, allow }: KeepOptions): Iterable<Uint8Array> {
  if (trusted !== undefined) return trusted
  return allow === undefined || allow === 'anyone' ? [] : allow
}

function presenceTopic(publicKey: Uint8Array): Uint8Array {
  return crypto.hash([Buffer.from('comice keep presence'), Buffer.from(publicKey)])
}

interface KeepParts {
  blind: BlindPeer
  swarm: NetworkSwarm
  store: Corestore
  presence: Topic
  options: KeepOptions
}

class BlindKeep implements Keep {
  readonly publicKey: Uint8Array
  readonly #peer: Peer
  readonly #parts: KeepParts
  readonly #blind: BlindPeer
  readonly #channels: BlindChannels
  readonly #mayStore: (connection: PeerConnection) => boolean
  readonly #quota: CoreQuota
  /** Connections of which the log says that they were refused. */
  readonly #told = new WeakSet<PeerConnection>()
  readonly #stopServing: () => void
  readonly #maxCores: number
  readonly #maxClientCores: number
  #requests = 0
  #refusals = 0
  #closing: Promise<void> | null = null

  constructor(peer: Peer, parts: KeepParts) {
    this.publicKey = peer.identity.device.publicKey
    this.#peer = peer
    this.#parts = parts
    this.#blind = parts.blind
    this.#maxCores = parts.options.maxCores ?? DEFAULT_MAX_CORES
    this.#maxClientCores = parts.options.maxClientCores ?? MAX_CLIENT_CORES
    const { db } = this.#internals
    this.#quota = new CoreQuota({
      cores: this.#blind.digest.cores,
      has: (key) => db.hasCore(key),
      maxCores: this.#maxCores,
      maxClientCores: this.#maxClientCores,
    })
    this.#mayStore = createClientList(peer, parts.options.allow ?? [])
    this.#channels = channelsOf(peer)
    this.#channels.handle((connection, request) => this.#onrequest(connection, request))
    this.#stopServing = peer.serve(keepContract, { ask: (ask, context) => this.#ask(ask, context) })
    const internals = this.#internals
    peer.wakeup.onwakeup = (discoveryKey, mux) => internals._onwakeup(discoveryKey, mux)
  }

  get #internals(): BlindPeerInternals {
    return this.#blind as unknown as BlindPeerInternals
  }

  stats(): KeepStats {
    const { cores, bytesAllocated } = this.#blind.digest
    const { activations, wakeups } = this.#blind.stats
    return {
      cores,
      bytes: bytesAllocated,
      maxBytes: this.#blind.maxBytes,
      maxCores: this.#maxCores,
      isFull: this.#isFull(),
      peers: this.#peer.network.connections.size,
      requests: this.#requests,
      refusals: this.#refusals,
      activations,
      wakeups,
    }
  }

  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs)
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #isFull(): boolean {
    return this.#blind.digest.bytesAllocated >= this.#blind.maxBytes || this.#quota.isFull
  }

  #ask(ask: AskRequest, { connection }: CallContext): AskResponse {
    this.#requests++
    const { cores, bytesAllocated: usedBytes } = this.#blind.digest
    const maxBytes = this.#blind.maxBytes
    if (!this.#mayStore(connection)) {
      this.#refuse(connection, 'not allowed')
      throw KeepErrors.SEEDER_REFUSED({
        seeder: encodeKey(this.publicKey),
        client: encodeKey(connection.remotePublicKey),
      })
    }
    if (this.#isFull()) {
      this.#refuse(connection, 'full')
      throw KeepErrors.SEEDER_FULL({ usedBytes, maxBytes, cores, maxCores: this.#maxCores })
    }
    if (ask.cores > this.#maxClientCores) {
      this.#refuse(connection, 'too many cores')
      throw KeepErrors.KEEP_ASK_INVALID({ cores: ask.cores, maxCores: this.#maxClientCores })
    }
    return { cores, usedBytes, maxBytes }
  }

  /** There is no answer in blind-peer's protocol: what is refused is dropped, and counted. */
  #onrequest(connection: PeerConnection, request: BlindRequest): void {
    if (this.#closing !== null) return
    this.#requests++
    if (!this.#mayStore(connection)) return this.#refuse(connection, 'not allowed')
    if (this.#isFull()) return this.#refuse(connection, 'full')
    void this.#store(connection, request)
  }

  async #store(connection: PeerConnection, request: BlindRequest): Promise<void> {
    try {
      const keys = request.cores.map(({ key }) => key)
      const outcome = await this.#quota.take(encodeKey(connection.remotePublicKey), keys)
      if (outcome !== 'taken') return this.#refuse(connection, outcome)
      await this.#internals._onaddcores(connection.stream, request)
      this.#peer.logger.debug(
        { client: encodeKey(connection.remotePublicKey), cores: request.cores.length },
        'keeping',
      )
    } catch (error) {
      if (this.#closing === null) this.#peer.logger.warn({ error }, 'a request to keep failed')
    }
  }

  #refuse(connection: PeerConnection, reason: string): void {
    this.#refusals++
    const entry = { client: encodeKey(connection.remotePublicKey), reason }
    // Strangers may ask as often as they like; the log must not grow with it.
    if (this.#told.has(connection)) return this.#peer.logger.debug(entry, 'refused to keep')
    this.#told.add(connection)
    this.#peer.logger.info(entry, 'refused to keep')
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#stopServing()
    this.#channels.handle(null)
    this.#peer.wakeup.onwakeup = () => undefined
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(KeepErrors.KEEP_CLOSE_TIMEOUT({ timeoutMs })), timeoutMs)
    })
    try {
      await Promise.race([this.#closeParts(), deadline])
    } finally {
      clearTimeout(timer)
    }
  }

  async #closeParts(): Promise<void> {
    const { swarm, presence, store } = this.#parts
    await Promise.allSettled([swarm.leaveAll(), presence.leave()])
    await this.#blind.close()
    await store.close()
  }
}
