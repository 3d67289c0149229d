import type { Network, Topic } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type { BlindPeerDiscovery, BlindPeerSwarm } from './blind-peer-internals.ts'

/**
 * Our network as the blind-peer library sees it: only announcements of cores. It never learns of connections, because
 * requests reach it through the keep's own check.
 */
export class NetworkSwarm implements BlindPeerSwarm {
  readonly keyPair: { publicKey: Uint8Array }
  readonly #network: Network
  readonly #topics = new Map<string, Topic>()

  constructor(network: Network, publicKey: Uint8Array) {
    this.#network = network
    this.keyPair = { publicKey }
  }

  on(): this {
    return this
  }

  async listen(): Promise<void> {
    // The network listens since before.
  }

  /** Announces a core that a trusted client wants announced. Looking for it at the same time costs nothing more. */
  join(discoveryKey: Uint8Array): BlindPeerDiscovery {
    const id = encodeKey(discoveryKey)
    if (!this.#topics.has(id)) this.#topics.set(id, this.#network.join(discoveryKey))
    return { isClient: true, refresh: () => undefined }
  }

  async leave(discoveryKey: Uint8Array): Promise<void> {
    const id = encodeKey(discoveryKey)
    const topic = this.#topics.get(id)
    this.#topics.delete(id)
    await topic?.leave()
  }

  async leaveAll(): Promise<void> {
    const topics = [...this.#topics.values()]
    this.#topics.clear()
    await Promise.allSettled(topics.map((topic) => topic.leave()))
  }
}
