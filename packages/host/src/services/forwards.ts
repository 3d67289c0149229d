/**
 * Forwards that run. One belongs to the program that asked for it, or stays: then the node goes on with it, also after its
 * next start, until it is told to stop. One that stays is a duty.
 */
import { randomBytes } from 'node:crypto'
import { encodeKey } from '@comice/protocol'
import type { Remote as RemoteEngine } from '@comice/remote'
import type { Collection, Profile } from '@comice/storage'
import { MAX_KEPT_FORWARDS } from '../constants.ts'
import type { Duties } from '../duty/duties.ts'
import { HostErrors } from '../errors.ts'
import { type ForwardWay, type KeptForward, keptForward } from './kept-forward.ts'
import { type ForwardListener, type ForwardStatus, RunningForward } from './running-forward.ts'

export interface ForwardWish {
  /** The machine, by its name or key. */
  readonly peer: string
  readonly way: ForwardWay
  /** Whether it goes on when the program that asked for it has ended. */
  readonly stays: boolean
  /** How long the machine is looked for. */
  readonly timeoutMs?: number | undefined
}

export interface ForwardView extends ForwardStatus {
  readonly id: string
  /** Z32, and what it is called here, or null. */
  readonly device: string
  readonly name: string | null
  /** Whether it listens here, or there: at the machine. */
  readonly way: ForwardWay['kind']
  /** Null: whatever is asked for by SOCKS5. */
  readonly target: string | null
  readonly stays: boolean
  /** Unix time in ms. */
  readonly startedAt: number
}

export interface ForwardDeps {
  readonly profile: Profile
  readonly duties: Duties
  readonly open: () => Promise<RemoteEngine>
}

interface Held {
  readonly forward: RunningForward
  /** Whether the node goes on with it. */
  stays: boolean
  /** Somebody has ended it for good, maybe before it listened. */
  isStopped: boolean
}

export class Forwards {
  readonly #deps: ForwardDeps
  readonly #heldById = new Map<string, Held>()
  #resuming: Promise<void> | null = null
  /** How many stay; one duty is held for all of them. */
  #staying = 0
  #duty: Disposable | null = null

  constructor(deps: ForwardDeps) {
    this.#deps = deps
  }

  /**
   * Forwards. One that stays is handed to the node as soon as it listens; any other ends with the signal.
   * @throws FORWARDS_FULL, and what `RunningForward.run` throws
   */
  async run(wish: ForwardWish, listener: ForwardListener, signal: AbortSignal): Promise<ForwardView> {
    const remote = await this.#deps.open()
    await this.resume()
    const { peer, way, stays, timeoutMs } = wish
    const device = encodeKey(remote.peers.find(peer).deviceKey)
    if (stays) this.#assertRoom()
    const forward = new RunningForward(randomBytes(4).toString('hex'), { device, way, startedAt: Date.now() })
    const held: Held = { forward, stays: false, isStopped: false }
    this.#heldById.set(forward.id, held)
    forward.tell(listener)
    const leave = () => void forward.end()
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    const listening = Promise.withResolvers<void>()
    const onlistening = () => {
      held.stays = stays
      listening.resolve()
    }
    const running = forward
      .run(remote, { timeoutMs, insists: () => held.stays, onlistening })
      .finally(() => this.#heldById.delete(forward.id))
    try {
      await Promise.race([running, stays ? listening.promise : running])
      // It may have been ended without having listened.
      if (!held.stays || signal.aborted) return await this.#over(running, held)
      await this.#keep(held)
      void this.#hold(running)
      return this.#viewOf(remote, held)
    } finally {
      // Whoever asked for one that stays could change their mind until here.
      signal.removeEventListener('abort', leave)
      forward.tell(null)
    }
  }

  async list(): Promise<ForwardView[]> {
    const remote = await this.#deps.open()
    await this.resume()
    return [...this.#heldById.values()].map((held) => this.#viewOf(remote, held))
  }

  /** Ends one, for good, and all its connections. @throws FORWARD_UNKNOWN */
  async stop(id: string): Promise<ForwardView> {
    const remote = await this.#deps.open()
    await this.resume()
    const held = this.#heldById.get(id)
    if (held === undefined) throw HostErrors.FORWARD_UNKNOWN({ id })
    held.isStopped = true
    if (held.stays) await (await this.#collection()).del(id)
    const view = this.#viewOf(remote, held)
    this.#heldById.delete(id)
    await held.forward.end()
    return { ...view, state: 'ended' }
  }

  /** Goes on with those that stay. Idempotent. */
  resume(): Promise<void> {
    this.#resuming ??= this.#resume()
    this.#resuming.catch(() => (this.#resuming = null))
    return this.#resuming
  }

  /** Ends them all, until the next start. */
  async close(): Promise<void> {
    await Promise.all([...this.#heldById.values()].map(({ forward }) => forward.end()))
  }

  async #resume(): Promise<void> {
    for await (const { key, value } of (await this.#collection()).list()) {
      const remote = await this.#deps.open()
      if (this.#heldById.has(key)) continue
      const forward = new RunningForward(key, value)
      this.#heldById.set(key, { forward, stays: true, isStopped: false })
      void this.#hold(forward.run(remote, { insists: () => true }))
    }
  }

  async #over(running: Promise<void>, held: Held): Promise<ForwardView> {
    await running
    return this.#viewOf(await this.#deps.open(), { ...held, stays: false })
  }

  /** With the port that it has got, so that it is at the same one after a restart. */
  async #keep(held: Held): Promise<void> {
    const { forward } = held
    const { id, kept, status } = forward
    const { way } = kept
    const bound = way.kind === 'here' && status.address !== null ? { ...way, address: status.address } : way
    try {
      const collection = await this.#collection()
      await collection.put(id, { ...kept, way: bound })
      // Whoever stopped it meanwhile found nothing to delete.
      if (held.isStopped) await collection.del(id)
    } catch (error) {
      await forward.end()
      throw error
    }
  }

  async #hold(running: Promise<void>): Promise<void> {
    this.#staying++
    this.#duty ??= this.#deps.duties.hold('ports are forwarded')
    await running
    this.#staying--
    if (this.#staying > 0) return
    this.#duty[Symbol.dispose]()
    this.#duty = null
  }

  #assertRoom(): void {
    const staying = [...this.#heldById.values()].filter(({ stays }) => stays)
    if (staying.length >= MAX_KEPT_FORWARDS) throw HostErrors.FORWARDS_FULL({ limit: MAX_KEPT_FORWARDS })
  }

  #viewOf({ peers }: RemoteEngine, { forward, stays }: Held): ForwardView {
    const { id, status, kept } = forward
    const { device, way, startedAt } = kept
    return {
      ...{ id, device, name: peers.nameOf(device), way: way.kind, target: way.target, stays, startedAt },
      ...status,
    }
  }

  #collection(): Promise<Collection<KeptForward>> {
    return this.#deps.profile.collection('forwards', keptForward)
  }
}
