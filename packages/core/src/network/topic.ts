/**
 * A topic that is joined on every segment, present and future.
 *
 * Two peers that look up at the same moment both see nothing, because each announces after it has looked; a swarm
 * alone looks again after ten minutes. So a topic looks again by itself, soon at first.
 */
import type { PeerDiscoverySession } from 'hyperswarm'
import {
  LOOKUP_AGAIN_MS,
  LOOKUP_STEADY_MS,
  SEGMENT_STAGGER_MS,
  TOPIC_FLUSH_TIMEOUT_MS,
} from '../constants.ts'
import { pause, within } from './deadline.ts'
import type { Segment } from './segment.ts'

export interface JoinOptions {
  /** Announce this device under the topic, so that others find it. Default true. */
  server?: boolean
  /** Look for devices that announced themselves, and connect to them. Default true. */
  client?: boolean
}

/** Something that was joined. */
export interface Topic {
  /** The 32 bytes that were joined: the topic, or the public key of a device. */
  readonly key: Uint8Array
  /**
   * Resolves when the topic is announced and looked up once on each segment that is up now, or after `timeoutMs`
   * (default 10,000 ms), whichever is first. With no segment up it resolves at once.
   */
  flushed(options?: { timeoutMs?: number }): Promise<void>
  /** Looks up, and announces, again now. */
  refresh(): Promise<void>
  /** Stops looking and withdraws the announcement. Connections stay. */
  leave(): Promise<void>
}

/** The part of the topic that the network drives. */
export interface JoinedTopic extends Topic {
  joinOn(segment: Segment): void
  leaveOn(segment: Segment): void
}

interface TopicParts {
  key: Uint8Array
  options: JoinOptions
  segments: () => Iterable<Segment>
  onleave: (topic: JoinedTopic) => void
}

export function createTopic(parts: TopicParts): JoinedTopic {
  return new SwarmTopic(parts)
}

class SwarmTopic implements JoinedTopic {
  readonly key: Uint8Array
  readonly #mode: { server: boolean; client: boolean }
  readonly #onleave: (topic: JoinedTopic) => void
  readonly #sessions = new Map<Segment, Promise<PeerDiscoverySession | null>>()
  readonly #left = new AbortController()

  constructor({ key, options, segments, onleave }: TopicParts) {
    this.key = key
    this.#mode = { server: options.server ?? true, client: options.client ?? true }
    this.#onleave = onleave
    for (const segment of segments()) this.joinOn(segment)
    if (this.#mode.client) void this.#lookAgain()
  }

  joinOn(segment: Segment): void {
    if (!this.#left.signal.aborted && !this.#sessions.has(segment))
      this.#sessions.set(segment, this.#join(segment))
  }

  leaveOn(segment: Segment): void {
    this.#sessions.delete(segment)
  }

  async flushed({ timeoutMs = TOPIC_FLUSH_TIMEOUT_MS } = {}): Promise<void> {
    const flushes = [...this.#sessions.values()].map(async (session) => (await session)?.flushed())
    await within(Promise.allSettled(flushes), timeoutMs)
  }

  async refresh(): Promise<void> {
    await Promise.allSettled([...this.#sessions.values()].map(async (session) => (await session)?.refresh()))
  }

  async leave(): Promise<void> {
    if (this.#left.signal.aborted) return
    this.#left.abort()
    this.#onleave(this)
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    await Promise.allSettled(sessions.map(async (session) => (await session)?.destroy()))
  }

  /** A better segment goes first: connecting over two at once only makes one connection to throw away. */
  async #join(segment: Segment): Promise<PeerDiscoverySession | null> {
    const better = [...this.#sessions]
      .filter(([other]) => other.rank < segment.rank)
      .map(([, session]) => session)
    if (better.length > 0) {
      const flushes = better.map(async (session) => (await session)?.flushed())
      await within(Promise.allSettled(flushes), SEGMENT_STAGGER_MS)
    }
    if (this.#left.signal.aborted || segment.closed) return null
    return segment.join(this.key, this.#mode)
  }

  async #lookAgain(): Promise<void> {
    const { signal } = this.#left
    for (let look = 0; !signal.aborted; look++) {
      await pause(jittered(LOOKUP_AGAIN_MS[look] ?? LOOKUP_STEADY_MS), signal)
      if (signal.aborted) return
      await Promise.allSettled(
        [...this.#sessions].map(([segment, session]) => this.#look(segment, session, look)),
      )
    }
  }

  async #look(segment: Segment, pending: Promise<PeerDiscoverySession | null>, look: number): Promise<void> {
    // The public DHT is shared and far: one more early look there, then the swarm's own ten minutes.
    if (segment.kind === 'public' && look !== LOOKUP_AGAIN_MS.length - 1) return
    const session = await pending
    if (session !== null && !segment.closed && !this.#left.signal.aborted) await session.refresh()
  }
}

function jittered(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random())
}
