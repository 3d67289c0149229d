/** A device that is to be connected, by its key, over whatever segment leads to it. */
import { isEqualBytes } from '@comice/protocol'
import { LOOKUP_AGAIN_MS, LOOKUP_STEADY_MS, TOPIC_FLUSH_TIMEOUT_MS } from '../constants.ts'
import { pause } from './deadline.ts'
import type { Segment } from './segment.ts'
import type { JoinedTopic } from './topic.ts'

interface DialParts {
  key: Uint8Array
  segments: () => Iterable<Segment>
  isConnected: () => boolean
  /** Resolves when a connection to the device opens. */
  connected: (signal: AbortSignal) => Promise<void>
  onleave: (dial: Dial) => void
  /** Whether another dial wants the same device. */
  isStillWanted: () => boolean
}

/**
 * Hyperswarm gives up on a device that it failed to reach four times, and tries again after ten minutes; this asks
 * it again sooner. `flushed()` resolves when the device is connected.
 */
export class Dial implements JoinedTopic {
  readonly key: Uint8Array
  readonly #parts: DialParts
  readonly #left = new AbortController()

  constructor(parts: DialParts) {
    this.key = parts.key
    this.#parts = parts
    for (const segment of parts.segments()) this.joinOn(segment)
    void this.#dialAgain()
  }

  isFor(publicKey: Uint8Array): boolean {
    return isEqualBytes(this.key, publicKey)
  }

  joinOn(segment: Segment): void {
    if (!this.#left.signal.aborted && !segment.closed) segment.swarm.joinPeer(this.key)
  }

  leaveOn(): void {
    // The swarm ends with the segment.
  }

  async flushed({ timeoutMs = TOPIC_FLUSH_TIMEOUT_MS } = {}): Promise<void> {
    if (this.#parts.isConnected()) return
    const done = new AbortController()
    const late = AbortSignal.any([this.#left.signal, done.signal])
    await Promise.race([this.#parts.connected(late), pause(timeoutMs, late)])
    done.abort()
  }

  refresh(): Promise<void> {
    if (!this.#parts.isConnected()) for (const segment of this.#parts.segments()) this.joinOn(segment)
    return Promise.resolve()
  }

  leave(): Promise<void> {
    if (this.#left.signal.aborted) return Promise.resolve()
    this.#left.abort()
    this.#parts.onleave(this)
    if (!this.#parts.isStillWanted()) {
      for (const segment of this.#parts.segments()) segment.swarm.leavePeer(this.key)
    }
    return Promise.resolve()
  }

  async #dialAgain(): Promise<void> {
    const { signal } = this.#left
    for (let attempt = 0; !signal.aborted; attempt++) {
      await pause(LOOKUP_AGAIN_MS[attempt] ?? LOOKUP_STEADY_MS, signal)
      if (!signal.aborted) await this.refresh()
    }
  }
}
