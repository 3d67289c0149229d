/**
 * blind-pairing wants a Hyperswarm; a peer has a network of several. This gives it what it uses of one: connections,
 * topics, and a DHT without a mailbox. Why no mailbox: docs/decisions/0043-pairing-over-connections.md.
 */
import { EventEmitter } from 'node:events'
import type { Peer, Topic } from '@comice/core'
import type Hyperswarm from 'hyperswarm'
import type NoiseSecretStream from '@hyperswarm/secret-stream'

interface Discovery {
  readonly isServer: boolean
  readonly isClient: boolean
  flushed(): Promise<void>
  destroy(): Promise<void>
}

/** Answers that a DHT with no mailboxes gives. blind-pairing 2.3 calls these five, and listens to `network-change`. */
class NoMailbox extends EventEmitter {
  lookup() {
    return {
      closestNodes: [],
      destroy: () => undefined,
      async *[Symbol.asyncIterator](): AsyncGenerator<never> {
        // No request waits in a mailbox.
      },
    }
  }

  async mutableGet(): Promise<null> {
    return null
  }

  async mutablePut(): Promise<void> {
    // Requests and answers go over connections.
  }

  announce(): { finished(): Promise<void> } {
    return { finished: () => Promise.resolve() }
  }

  async unannounce(): Promise<void> {
    // Nothing was announced.
  }
}

/** See the module's text. The events are `connection`, with the stream. */
export class PairingSwarm extends EventEmitter<{ connection: [stream: NoiseSecretStream] }> {
  readonly dht = new NoMailbox()
  readonly #peer: Peer
  #detach: (() => void) | null = null

  constructor(peer: Peer) {
    super()
    this.#peer = peer
  }

  get connections(): Iterable<NoiseSecretStream> {
    return [...this.#peer.network.connections.values()].map(({ stream }) => stream)
  }

  /** Tells all connections, present and future. Call it when blind-pairing listens. */
  start(): void {
    this.#detach ??= this.#peer.attach(({ stream }) => this.emit('connection', stream))
  }

  stop(): void {
    this.#detach?.()
    this.#detach = null
  }

  join(topic: Uint8Array, { server, client }: { server: boolean; client: boolean }): Discovery {
    // Members look too: one that was restarted may be the end that has to dial.
    const joined: Topic = this.#peer.network.join(topic, { server: true, client: true })
    return {
      isServer: server,
      isClient: client,
      flushed: () => joined.flushed(),
      destroy: () => joined.leave(),
    }
  }

  async flush(): Promise<void> {
    // Topics look again by themselves.
  }

  /** Typed as what blind-pairing asks for; it uses no more of it than this class has. */
  asHyperswarm(): Hyperswarm {
    return this as unknown as Hyperswarm
  }
}
