/**
 * The peer: identity, store, network, grants and RPC of one profile, joined. Services are built on it and need
 * nothing else.
 */
import { grantRecord } from '@comice/protocol'
import type { Profile } from '@comice/storage'
import type Corestore from 'corestore'
import ProtomuxWakeup from 'protomux-wakeup'
import { CLOSE_TIMEOUT_MS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { ReplicationPaths } from '../fast-path/replication-paths.ts'
import { Grants } from '../grants/grants.ts'
import { type Identity, openIdentity } from '../identity/identity.ts'
import { identityContract, presentTo, receiveIdentity } from '../identity/identity-contract.ts'
import type { PeerConnection } from '../network/connection.ts'
import { createNetwork, type Network, type NetworkOptions } from '../network/network.ts'
import type { AnyMethod, Contract } from '../rpc/contract.ts'
import { type Handlers, Rpc, type RpcClient } from '../rpc/rpc.ts'
import { Acquaintances } from './acquaintances.ts'
import { openKnownNodes } from './known-nodes.ts'
import { type Logger, silentLogger } from './logger.ts'

export interface PeerOptions {
  /** An open profile. The peer uses it; whoever opened it closes it after the peer. */
  profile: Profile
  network?: NetworkOptions
  logger?: Logger
  /** Unix time in ms; tests control it. */
  now?: () => number
}

/** Called for each connection, before replication starts on it. Must not throw. */
export type ConnectionHandler = (connection: PeerConnection) => void

/**
 * Opens the identity of `profile`, its grants and the network. The peer is on the network when the promise resolves,
 * which does not wait for the internet: see {@link Network.state}.
 *
 * @throws IDENTITY_DAMAGED
 */
export async function createPeer(options: PeerOptions): Promise<Peer> {
  const { profile, logger = silentLogger, now = Date.now } = options
  const identity = await openIdentity(profile.secrets)
  const grants = await Grants.open(await profile.collection('grants', grantRecord.codec), now)
  const acquaintances = new Acquaintances(grants)
  const isKnown = (publicKey: Uint8Array) => acquaintances.isKnown(publicKey)
  const network = await createNetwork({
    keyPair: identity.device.keyPair,
    options: { knownNodes: await openKnownNodes(profile, now), isKnown, ...options.network },
    logger,
    now,
  })
  return new Peer({ profile, identity, grants, acquaintances, network, logger, now })
}

interface PeerParts {
  profile: Profile
  identity: Identity
  grants: Grants
  acquaintances: Acquaintances
  network: Network
  logger: Logger
  now: () => number
}

/** See {@link createPeer}. Close it before its profile. */
export class Peer {
  readonly profile: Profile
  readonly store: Corestore
  readonly identity: Identity
  readonly network: Network
  readonly grants: Grants
  readonly acquaintances: Acquaintances
  readonly logger: Logger
  readonly now: () => number
  /** One wakeup protocol for Autobase, blind peers and every connection; each having its own loses hints. */
  readonly wakeup: ProtomuxWakeup
  readonly #rpc: Rpc
  readonly #replication: ReplicationPaths
  readonly #handlers = new Set<ConnectionHandler>()
  readonly #closers = new Set<() => Promise<void>>()
  #closing: Promise<void> | null = null

  constructor(parts: PeerParts) {
    this.profile = parts.profile
    this.store = parts.profile.store
    this.identity = parts.identity
    this.network = parts.network
    this.grants = parts.grants
    this.acquaintances = parts.acquaintances
    this.logger = parts.logger
    this.now = parts.now
    this.wakeup = new ProtomuxWakeup()
    this.#replication = new ReplicationPaths({
      network: parts.network,
      store: this.store,
      logger: parts.logger,
    })
    this.#rpc = new Rpc((connection, capability) => {
      if (this.grants.check(connection, { capability }) === null)
        throw CoreErrors.GRANT_REQUIRED({ capability })
    })
    this.serve(identityContract, { present: receiveIdentity(this.grants) })
    this.network.on('connection', (connection) => this.#welcome(connection))
    for (const connection of this.network.connections.values()) this.#welcome(connection)
  }

  /** Runs `handler` for every connection, present and future, before replication starts on it. */
  attach(handler: ConnectionHandler): () => void {
    this.#handlers.add(handler)
    for (const connection of this.network.connections.values()) handler(connection)
    return () => this.#handlers.delete(handler)
  }

  /** Serves a typed contract to every connection. Returns a function that stops it. @throws CONTRACT_TAKEN */
  serve<Methods extends Record<string, AnyMethod>>(
    contract: Contract<Methods>,
    handlers: Handlers<Methods>,
  ): () => void {
    return this.#rpc.serve(contract, handlers)
  }

  /** The calling end of a contract at one connected peer. */
  client<Methods extends Record<string, AnyMethod>>(
    connection: PeerConnection,
    contract: Contract<Methods>,
  ): RpcClient<Methods> {
    return this.#rpc.client(connection, contract)
  }

  /** Proves to the connected peer which identity this device belongs to, so that its grants to it apply. */
  presentIdentity(connection: PeerConnection): Promise<void> {
    return presentTo(this.client(connection, identityContract), this.identity)
  }

  /** Registers what must end before the network does; a service calls it when it is created. */
  beforeClose(close: () => Promise<void>): void {
    if (this.#closing !== null) throw CoreErrors.PEER_CLOSED({})
    this.#closers.add(close)
  }

  /**
   * Ends services, sessions and connections in this order, each within `timeoutMs`, then cuts what is left.
   * Idempotent. The profile stays open.
   */
  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs)
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(timeoutMs: number): Promise<void> {
    const services = [...this.#closers].reverse().map((close) => close())
    await this.#within(timeoutMs, 'services', Promise.all(services))
    this.grants.close()
    this.wakeup.destroy()
    await this.#within(timeoutMs, 'network', this.network.close({ timeoutMs }))
  }

  async #within(timeoutMs: number, what: string, work: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMs)
    })
    try {
      if ((await Promise.race([work, deadline])) === 'late') {
        this.logger.warn({ what, timeoutMs }, 'did not close in time')
      }
    } catch (error) {
      this.logger.warn({ what, error }, 'closed with an error')
    } finally {
      clearTimeout(timer)
    }
  }

  #welcome(connection: PeerConnection): void {
    // The order matters: RPC responders and services first, or a fast peer's first request finds no channel.
    this.#rpc.attach(connection)
    for (const handler of this.#handlers) handler(connection)
    this.wakeup.addStream(connection.stream)
    this.#replication.attach(connection)
  }
}
