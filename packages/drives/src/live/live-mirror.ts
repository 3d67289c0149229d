/**
 * A mirror that goes on: whenever its source changes, the target is made equal again, by the same plan as a mirror that
 * runs once. Ignore rules hold, and so does the word that more than a tenth is not removed unasked.
 */
import { isComiceError } from '@comice/protocol'
import type Hypercore from 'hypercore'
import { LIVE_MAX_RETRY_MS, LIVE_MAX_WAIT_MS, LIVE_RETRY_MS, LIVE_SETTLE_MS } from '../constants.ts'
import { mirror, type MirrorPlaces } from '../mirror/mirror.ts'
import type { MirrorOptions, MirrorResult } from '../mirror/mirror-options.ts'
import { type DriveContext, type OpenedDrive, openPlace } from '../place/open-place.ts'
import { FolderWatch } from './folder-watch.ts'

export interface LiveOptions extends Omit<MirrorOptions, 'dryRun'> {
  /** Called after each round, the first among them. */
  readonly onround?: (round: LiveRound) => void
  /** Called when a later round failed; it is tried again by itself. */
  readonly ontrouble?: (error: Error) => void
}

/** One time that the target was made equal. */
export interface LiveRound extends MirrorResult {
  /** Deletions that were left out, because they are more than a tenth of the target. */
  readonly heldDeletions: number
}

export interface LiveStatus {
  /** `mirroring`: at work · `watching`: both sides are equal · `troubled`: it is tried again by itself. */
  readonly state: 'mirroring' | 'watching' | 'troubled' | 'closed'
  /** Null: all is well. */
  readonly trouble: Error | null
  readonly rounds: number
  readonly last: LiveRound | null
}

/** Ends with its scope, its `signal`, or the drives that it was started on. */
export interface LiveMirror extends AsyncDisposable {
  readonly places: MirrorPlaces
  readonly status: LiveStatus
  /** Looks again now: resolves when the target is equal to what the source was when this was called, or later. */
  settled(): Promise<LiveRound>
  /** Idempotent. */
  close(): Promise<void>
}

/**
 * Starts after a first round. @throws what mirror() throws in it, and MIRROR_NOT_WATCHED
 */
export async function startLiveMirror(
  context: DriveContext,
  places: MirrorPlaces,
  options: LiveOptions = {},
): Promise<LiveMirror> {
  const held = places.source.kind === 'folder' ? null : await openPlace(context, places.source, options)
  const live = new RunningMirror({ context, places, options, held })
  try {
    await live.start()
  } catch (error) {
    await live.close()
    throw error
  }
  return live
}

interface LiveParts {
  readonly context: DriveContext
  readonly places: MirrorPlaces
  readonly options: LiveOptions
  /** A source drive; it and its peers stay at hand. */
  readonly held: OpenedDrive | null
}

interface Waiter {
  readonly resolve: (round: LiveRound) => void
  readonly reject: (error: Error) => void
}

class RunningMirror implements LiveMirror {
  readonly #parts: LiveParts
  readonly #watch: FolderWatch | null
  readonly #abort = new AbortController()
  readonly #signal: AbortSignal
  #status: LiveStatus = { state: 'mirroring', trouble: null, rounds: 0, last: null }
  #isHinted = false
  #firstHintAt = 0
  #lastHintAt = 0
  #wake: () => void = () => undefined
  /** Who waits for a round that begins from now on. */
  #waiters: Waiter[] = []
  #running: Promise<void> = Promise.resolve()
  #closing: Promise<void> | null = null

  constructor(parts: LiveParts) {
    this.#parts = parts
    this.#watch = parts.held === null ? new FolderWatch(() => this.#hint()) : null
    const { signal } = parts.options
    this.#signal = signal === undefined ? this.#abort.signal : AbortSignal.any([signal, this.#abort.signal])
    this.#signal.addEventListener('abort', () => this.#wake(), { once: true })
    signal?.addEventListener('abort', () => void this.close(), { once: true })
  }

  get places(): MirrorPlaces {
    return this.#parts.places
  }

  get status(): LiveStatus {
    return this.#status
  }

  async start(): Promise<void> {
    for (const core of this.#cores()) {
      core.on('append', this.#hint)
      core.on('truncate', this.#hint)
    }
    await this.#round(false)
    this.#running = this.#run()
  }

  settled(): Promise<LiveRound> {
    const { promise, resolve, reject } = Promise.withResolvers<LiveRound>()
    if (this.#signal.aborted) reject(this.#signal.reason as Error)
    this.#waiters.push({ resolve, reject })
    this.#wake()
    return promise
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    this.#abort.abort(new Error('the live mirror was closed'))
    await this.#running
    this.#watch?.[Symbol.dispose]()
    for (const core of this.#cores()) {
      core.off('append', this.#hint)
      core.off('truncate', this.#hint)
    }
    for (const { reject } of this.#waiters.splice(0)) reject(this.#signal.reason as Error)
    this.#status = { ...this.#status, state: 'closed' }
    await this.#parts.held?.[Symbol.asyncDispose]()
  }

  #cores(): Hypercore[] {
    const { held } = this.#parts
    if (held === null) return []
    return [held.handle.drive.core as Hypercore, ...(held.blobs === null ? [] : [held.blobs.core])]
  }

  async #run(): Promise<void> {
    let retryMs = LIVE_RETRY_MS
    while (!this.#signal.aborted) {
      await this.#untilHinted(this.#status.trouble === null ? null : retryMs)
      if (this.#signal.aborted) return
      const waiters = this.#waiters.splice(0)
      try {
        const round = await this.#round(true)
        retryMs = LIVE_RETRY_MS
        for (const { resolve } of waiters) resolve(round)
      } catch (error) {
        retryMs = Math.min(retryMs * 2, LIVE_MAX_RETRY_MS)
        this.#fail(error as Error, waiters)
      }
    }
  }

  #fail(error: Error, waiters: readonly Waiter[]): void {
    for (const { reject } of waiters) reject(error)
    if (this.#signal.aborted) return
    this.#parts.context.peer.logger.warn({ error }, 'a live mirror failed, and is tried again')
    this.#status = { ...this.#status, state: 'troubled', trouble: error }
    this.#parts.options.ontrouble?.(error)
  }

  async #round(isLater: boolean): Promise<LiveRound> {
    this.#isHinted = false
    this.#status = { ...this.#status, state: 'mirroring' }
    const folders = new Set<string>()
    const round = await this.#mirror(folders, isLater)
    // What happened in a folder before it was watched is seen by looking once more.
    if (this.#watch?.follow(folders) === true) this.#hint()
    this.#status = { state: 'watching', trouble: null, rounds: this.#status.rounds + 1, last: round }
    this.#parts.options.onround?.(round)
    return round
  }

  async #mirror(folders: Set<string>, isLater: boolean): Promise<LiveRound> {
    const { context, places, options, held } = this.#parts
    const inner = {
      ...options,
      signal: this.#signal,
      onfolder: (folder: string) => void folders.add(folder),
      // Its peers are looked for all the time.
      ...(held === null ? {} : { timeoutMs: 0 }),
    }
    try {
      return { ...(await mirror(context, places, inner)), heldDeletions: 0 }
    } catch (error) {
      if (!isLater || !isComiceError(error, 'MIRROR_DELETES_MUCH')) throw error
      const kept = await mirror(context, places, { ...inner, deletes: false })
      return { ...kept, heldDeletions: Number(error.details['deletions'] ?? 0) }
    }
  }

  readonly #hint = (): void => {
    const now = performance.now()
    if (!this.#isHinted) this.#firstHintAt = now
    this.#isHinted = true
    this.#lastHintAt = now
    this.#wake()
  }

  /** Until something happened and then nothing for a while, somebody asks, or `retryMs` passed. */
  async #untilHinted(retryMs: number | null): Promise<void> {
    const isDue = () => this.#signal.aborted || this.#waiters.length > 0
    if (!this.#isHinted && !isDue()) await this.#pause(retryMs)
    while (this.#isHinted && !isDue()) {
      const now = performance.now()
      const left = Math.min(this.#lastHintAt + LIVE_SETTLE_MS, this.#firstHintAt + LIVE_MAX_WAIT_MS) - now
      if (left <= 0) return
      await this.#pause(left)
    }
  }

  async #pause(ms: number | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = ms === null ? undefined : setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
    this.#wake = () => undefined
  }
}
