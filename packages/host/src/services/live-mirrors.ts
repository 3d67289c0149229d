/**
 * Mirrors that go on. One belongs to the program that asked for it, or stays: then the node goes on with it, also after
 * its next start, until it is told to stop. Each is a duty.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type {
  Drives as DriveEngine,
  LiveMirror,
  LiveRound,
  MirrorProgress,
  MirrorStep,
  Place,
} from '@comice/drives'
import { errorToWire, type WireError } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import { LIVE_MIRROR_RETRY_MS } from '../constants.ts'
import { aborted } from '../duty/aborted.ts'
import type { Duties } from '../duty/duties.ts'
import { HostErrors } from '../errors.ts'
import { keptMirror, type KeptMirror } from './kept-mirror.ts'

/** What a mirror that goes on tells whoever asked for it. */
export type LiveNews =
  | { readonly kind: 'step'; readonly step: MirrorStep }
  | { readonly kind: 'round'; readonly round: LiveRound }
  /** It is tried again by itself. */
  | { readonly kind: 'trouble'; readonly error: WireError }

export interface LiveMirrorView {
  readonly id: string
  readonly source: string
  readonly target: string
  /** Whether it goes on when the program that asked for it has ended. */
  readonly stays: boolean
  readonly startedAt: number
  readonly state: 'starting' | 'mirroring' | 'watching' | 'troubled' | 'closed'
  /** Null: all is well. */
  readonly trouble: WireError | null
  readonly rounds: number
  readonly last: LiveRound | null
}

export interface LiveWish {
  readonly source: Place
  readonly target: Place
  /** As they were typed. */
  readonly texts: { readonly source: string; readonly target: string }
  readonly stays: boolean
  readonly rules: KeptMirror['rules']
}

export interface LiveListener {
  readonly signal: AbortSignal
  readonly timeoutMs?: number
  readonly onprogress: (progress: MirrorProgress) => void
  readonly onnews: (news: LiveNews) => void
}

interface Running {
  readonly id: string
  readonly kept: KeptMirror
  readonly stays: boolean
  live: LiveMirror | null
  trouble: unknown
  readonly end: AbortController
}

export interface LiveMirrorDeps {
  readonly profile: Profile
  readonly duties: Duties
  readonly open: () => Promise<DriveEngine>
}

export class LiveMirrors {
  readonly #deps: LiveMirrorDeps
  readonly #runningById = new Map<string, Running>()
  #resuming: Promise<void> | null = null

  constructor(deps: LiveMirrorDeps) {
    this.#deps = deps
  }

  /**
   * Mirrors, and again at each change. One that stays is handed to the node after its first round; any other ends with
   * the signal. @throws what `drives.mirrorLive` throws in the first round
   */
  async run(wish: LiveWish, listener: LiveListener): Promise<LiveMirrorView> {
    const { source, target, stays, rules, texts } = wish
    const kept: KeptMirror = {
      source: textOf(source, texts.source),
      target: textOf(target, texts.target),
      rules,
      startedAt: Date.now(),
    }
    const running = this.#add(kept, stays)
    using _duty = this.#deps.duties.hold('a mirror goes on')
    const { signal, onnews, ...options } = listener
    const leave = () => running.end.abort()
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    try {
      const drives = await this.#deps.open()
      running.live = await drives.mirrorLive({
        ...{ ...rules, ...options, source, target, signal: running.end.signal },
        onstep: (step) => onnews({ kind: 'step', step }),
        onround: (round) => onnews({ kind: 'round', round }),
        ontrouble: (error) => onnews({ kind: 'trouble', error: errorToWire(error) }),
      })
    } catch (error) {
      this.#runningById.delete(running.id)
      throw error
    } finally {
      // Whoever asked for one that stays could change their mind until here.
      if (stays) signal.removeEventListener('abort', leave)
    }
    return await (stays ? this.#handOver(running) : this.#follow(running))
  }

  async list(): Promise<LiveMirrorView[]> {
    await this.resume()
    return [...this.#runningById.values()].map(viewOf)
  }

  /** Ends one, for good. @throws LIVE_MIRROR_UNKNOWN */
  async stop(id: string): Promise<LiveMirrorView> {
    await this.resume()
    const running = this.#runningById.get(id)
    if (running === undefined) throw HostErrors.LIVE_MIRROR_UNKNOWN({ id })
    this.#runningById.delete(id)
    running.end.abort()
    await running.live?.close()
    if (running.stays) await (await this.#collection()).del(id)
    return viewOf(running)
  }

  /** Goes on with those that stay. Idempotent. */
  resume(): Promise<void> {
    this.#resuming ??= this.#resume()
    this.#resuming.catch(() => (this.#resuming = null))
    return this.#resuming
  }

  async #resume(): Promise<void> {
    for await (const { key, value } of (await this.#collection()).list()) {
      // One that was asked for a moment ago is there already.
      if (this.#runningById.has(key)) continue
      const running = this.#add(value, true, key)
      void this.#resumeOne(running)
    }
  }

  #add(kept: KeptMirror, stays: boolean, id = randomBytes(4).toString('hex')): Running {
    const running = { id, kept, stays, live: null, trouble: null, end: new AbortController() }
    this.#runningById.set(id, running)
    return running
  }

  async #handOver(running: Running): Promise<LiveMirrorView> {
    await (await this.#collection()).put(running.id, running.kept)
    void this.#hold(running)
    return viewOf(running)
  }

  async #follow(running: Running): Promise<LiveMirrorView> {
    await aborted(running.end.signal)
    await running.live?.close()
    this.#runningById.delete(running.id)
    return viewOf(running)
  }

  async #hold({ end }: Running): Promise<void> {
    using _duty = this.#deps.duties.hold('a mirror goes on')
    await aborted(end.signal)
  }

  /** A folder may be on a disk that is not there yet, so it is tried until it works or is stopped. */
  async #resumeOne(running: Running): Promise<void> {
    const { kept, end } = running
    void this.#hold(running)
    const { parsePlace } = await import('@comice/drives')
    const sides = { source: parsePlace(kept.source), target: parsePlace(kept.target) }
    while (!end.signal.aborted && running.live === null) {
      try {
        const drives = await this.#deps.open()
        running.live = await drives.mirrorLive({ ...kept.rules, ...sides, signal: end.signal })
        running.trouble = null
      } catch (error) {
        running.trouble = error
        await pause(LIVE_MIRROR_RETRY_MS, undefined, { signal: end.signal }).catch(() => undefined)
      }
    }
  }

  #collection(): Promise<Collection<KeptMirror>> {
    return this.#deps.profile.collection('live-mirrors', keptMirror)
  }
}

/** A path as the node finds it whatever its own folder is. */
function textOf(place: Place, text: string): string {
  return place.kind === 'folder' ? place.path : text
}

function viewOf(running: Running): LiveMirrorView {
  const { id, kept, stays, live } = running
  const { source, target, startedAt } = kept
  const { rounds = 0, last = null } = live?.status ?? {}
  return { id, source, target, stays, startedAt, ...stateOf(running), rounds, last }
}

function stateOf({ live, trouble, end }: Running): Pick<LiveMirrorView, 'state' | 'trouble'> {
  const problem: unknown = live === null ? trouble : live.status.trouble
  const state = live?.status.state ?? (problem === null ? 'starting' : 'troubled')
  return {
    state: end.signal.aborted ? 'closed' : state,
    trouble: problem === null ? null : errorToWire(problem),
  }
}
