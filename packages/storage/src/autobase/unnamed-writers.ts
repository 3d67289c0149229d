/**
 * Writers that a blind seeder does not name. It says once, when the connection opens, which 32 cores of a base changed
 * last. In a room where more have written since the last signature, the messages of the others stayed away from who
 * returned for as long as only the seeder was there. So who hears a full announcement asks it for each other writer's
 * core, a few at a time, and follows those that have grown. A core is asked for once in a connection: of what changes
 * later, the seeder tells.
 */
import { encodeHex, isEqualBytes } from '@comice/protocol'
import type Autobase from 'autobase'
import type Hypercore from 'hypercore'
import { LOOK_TIMEOUT_MS, MAX_WAKEUP_HINTS, WRITERS_LOOKED_AT_ONCE } from '../constants.ts'
import type { BaseInternals, WakeupStream } from './base-internals.ts'
import type { Head } from './writer-internals.ts'

export class UnnamedWriters {
  readonly #base: Autobase
  readonly #internals: BaseInternals
  /** Hex keys of the cores that a connection was asked for, or that it named. */
  readonly #lookedAt = new Map<WakeupStream, Set<string>>()
  #looking: Promise<void> | null = null
  #isDue = false
  #members = 0

  /** Call it in the same tick as the constructor of the base. */
  constructor(base: Autobase) {
    this.#base = base
    this.#internals = base as unknown as BaseInternals
    // Both may bring writers that we did not know.
    base.on('fast-forward', () => this.#look())
    base.on('update', () => {
      const { members = 0 } = base.system ?? {}
      if (members !== this.#members) this.#look()
      this.#members = members
    })
  }

  /** Somebody named so many writers that there may be more. */
  ask(stream: WakeupStream, named: readonly Head[]): void {
    // Once in a connection, whatever it says.
    if (this.#lookedAt.has(stream) || stream.destroyed) return
    this.#lookedAt.set(stream, new Set(named.slice(0, MAX_WAKEUP_HINTS).map(({ key }) => encodeHex(key))))
    stream.once('close', () => this.#lookedAt.delete(stream))
    this.#look()
  }

  #look(): void {
    if (this.#lookedAt.size === 0) return
    this.#isDue = true
    this.#looking ??= this.#lookWhileDue()
      // The base closed, or went forward under the list: the event of that looks again.
      .catch(() => undefined)
      .finally(() => (this.#looking = null))
  }

  async #lookWhileDue(): Promise<void> {
    await this.#base.ready()
    while (this.#isDue) {
      this.#isDue = false
      for (const [stream, lookedAt] of this.#lookedAt) await this.#lookAtWriters(stream, lookedAt)
    }
  }

  async #lookAtWriters(stream: WakeupStream, lookedAt: Set<string>): Promise<void> {
    const writers: Head[] = []
    for await (const { key, value } of this.#base.system?.list() ?? []) {
      const isOurs = this.#base.local.key !== null && isEqualBytes(key, this.#base.local.key)
      if (!isOurs && !lookedAt.has(encodeHex(key))) writers.push({ key, length: value.length })
    }
    for (let at = 0; at < writers.length; at += WRITERS_LOOKED_AT_ONCE) {
      const some = writers.slice(at, at + WRITERS_LOOKED_AT_ONCE)
      await Promise.all(some.map((writer) => this.#lookAt(writer, stream)))
      if (stream.destroyed || this.#base.closing !== null) return
      for (const { key } of some) lookedAt.add(encodeHex(key))
    }
  }

  async #lookAt({ key, length }: Head, stream: WakeupStream): Promise<void> {
    const core = this.#internals.store.get({ key })
    // Closing it ends whatever is waited for.
    const timer = setTimeout(() => void core.close(), LOOK_TIMEOUT_MS)
    try {
      await core.ready()
      await untilPeer(core, stream)
      await core.update({ wait: true })
      if (core.length > length) this.#internals.hintWakeup({ key, length: core.length })
    } catch {
      // It did not answer in time, or the base is closing.
    } finally {
      clearTimeout(timer)
      await core.close()
    }
  }
}

/** Resolves when `core` is exchanged over `stream`. @throws Error when the core closes first */
async function untilPeer(core: Hypercore, stream: WakeupStream): Promise<void> {
  const isOver = (peer: Hypercore.Peer) => (peer as unknown as { stream: unknown }).stream === stream
  if (core.peers.some(isOver)) return
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  core.on('peer-add', (peer) => {
    if (isOver(peer)) resolve()
  })
  core.once('close', () => reject(new Error('the core closed')))
  await promise
}
