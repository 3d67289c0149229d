/** Meeting peers by topic, under the app's own key and its own namespace of topics. */
import { EventEmitter } from 'node:events'
import { bufferOf } from '../handle/encoding.ts'
import { Handle } from '../handle/handle.ts'
import { serveStream } from '../session/session.ts'
import type { WireObject } from '../wire/value.ts'
import { SwarmConnection } from './swarm-connection.ts'

export interface SwarmEvents {
  /** A connection to a peer of a topic. */
  connection: [connection: SwarmConnection, peer: PeerInfo]
  close: []
}

export interface PeerInfo {
  /** The peer's key in this app, 32 bytes. */
  readonly publicKey: Buffer
}

export interface JoinOptions {
  /** Announce this app under the topic. Default true. */
  server?: boolean
  /** Look for others. Default true. */
  client?: boolean
}

/** A topic that was joined. */
export interface Discovery {
  /** Resolves when the topic is announced and looked up once, or after 10 s. */
  flushed(): Promise<void>
  /** Announces and looks again now. */
  refresh(): Promise<void>
  /** Leaves the topic; connections stay. */
  destroy(): Promise<void>
}

/**
 * A swarm of this app. One process of an app has it at a time.
 *
 * A topic is 32 bytes in the app's own namespace: the same bytes in another app are another topic. A topic that
 * `pear.permissions.topics` of package.json names is joined as it is, so other programs can be met there.
 *
 * ```ts
 * import { Store, Swarm } from '@comice/runtime'
 *
 * const store = new Store()
 * const swarm = new Swarm()
 * swarm.on('connection', (connection) => void store.replicate(connection))
 * await swarm.join(Buffer.alloc(32, 'garden')).flushed()
 * ```
 */
export class Swarm extends EventEmitter<SwarmEvents> {
  readonly #connections = new Set<SwarmConnection>()
  readonly #handle: Handle<{ publicKey: Uint8Array }>
  #publicKey: Buffer | null = null

  constructor() {
    super()
    this.#handle = new Handle({
      method: 'swarm',
      params: () => ({}),
      onchange: ({ publicKey }) => (this.#publicKey = bufferOf(publicKey)),
      onclose: () => this.emit('close'),
    })
    serveStream('swarm.connection', (params, stream) =>
      this.#onstream(new SwarmConnection(params as WireObject, stream)),
    )
  }

  /** This app's key to peers, 32 bytes; null until {@link ready}. The same in every run on this profile. */
  get publicKey(): Buffer | null {
    return this.#publicKey
  }

  /** Open connections; at most one to each peer. */
  get connections(): ReadonlySet<SwarmConnection> {
    return this.#connections
  }

  /** @throws SWARM_IN_USE: another process of this app has it */
  async ready(): Promise<void> {
    await this.#handle.ready()
  }

  /** Takes part in a topic of 32 bytes. @throws by its methods: TOPIC_INVALID · QUOTA_EXCEEDED */
  join(topic: Uint8Array, { server = true, client = true }: JoinOptions = {}): Discovery {
    const joining = this.#handle.call<number>('swarm.join', { topic, server, client })
    joining.catch(() => undefined)
    const call = async (method: string) => {
      await this.#handle.call(method, { topic: await joining })
    }
    return {
      flushed: () => call('swarm.flushed'),
      refresh: () => call('swarm.refresh'),
      destroy: () => call('swarm.leave'),
    }
  }

  /** Leaves a topic however often it was joined; connections stay. */
  async leave(topic: Uint8Array): Promise<void> {
    await this.#handle.call('swarm.leave-all', { topic })
  }

  /** Dials a peer by its key in this app and keeps it connected. */
  async joinPeer(publicKey: Uint8Array): Promise<void> {
    await this.#handle.call('swarm.join-peer', { publicKey })
  }

  /** Stops keeping a peer. */
  async leavePeer(publicKey: Uint8Array): Promise<void> {
    await this.#handle.call('swarm.leave-peer', { publicKey })
  }

  /** Resolves when all topics are announced and looked up once. */
  async flush(): Promise<void> {
    await this.#handle.call('swarm.flush')
  }

  /** Leaves everything and ends the connections. */
  async destroy(): Promise<void> {
    for (const connection of this.#connections) connection.destroy()
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy()
  }

  #onstream(connection: SwarmConnection): void {
    this.#connections.add(connection)
    connection.once('close', () => this.#connections.delete(connection))
    this.emit('connection', connection, { publicKey: connection.remotePublicKey })
  }
}
