/** Keeps up with the drive of one app. */
import type { Peer } from '@comice/core'
import { type AppEntry, isComiceError, isEqualBytes } from '@comice/protocol'
import type Hypercore from 'hypercore'
import { readCheckout } from '../checkout/checkout-record.ts'
import { FIND_TIMEOUT_MS, MIN_LOOK_MS, UPDATE_QUIET_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { readAppManifest } from '../install/app-manifest.ts'
import { withAppLock } from '../install/app-lock.ts'
import { appPaths } from '../install/app-paths.ts'
import { type AppRecords, isSameVersion } from '../install/app-records.ts'
import { type Choice, chooseVersion } from '../install/choose-version.ts'
import { makeCheckout } from '../install/fetch-version.ts'
import { seenReleases } from '../install/seen-releases.ts'
import { type Search, searchPeers } from '../install/search.ts'
import { type AppDrive, openAppDrive } from '../release/app-drive.ts'
import type { Release } from '../release/release.ts'
import { offerNext } from './transitions.ts'
import { isTrouble, type Trouble, TROUBLE_WORDS, type UpdateState } from './update.ts'

export interface FollowerParts {
  readonly peer: Peer
  readonly records: AppRecords
  readonly key: Uint8Array
  readonly onstate: (state: UpdateState) => void
  /** Runs fetches one after the other, over all apps. */
  readonly inTurn: <T>(job: () => Promise<T>) => Promise<T>
}

export class Follower {
  state: UpdateState = { kind: 'unknown' }
  readonly #parts: FollowerParts
  readonly #stop = new AbortController()
  readonly #opened: Promise<{ app: AppDrive; search: Search }>
  #known: readonly Release[] = []
  #acceptedFork: number | undefined
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> = Promise.resolve()

  constructor(parts: FollowerParts) {
    this.#parts = parts
    this.#opened = this.#open()
    this.#opened.then(
      () => this.#soon(),
      (error: unknown) => this.#fail(error),
    )
  }

  /** Looks soon: something changed, here or there. */
  refresh(): void {
    this.#soon()
  }

  /** Asks peers, then looks; also at the newest length of a drive that has no releases. */
  async check({ timeoutMs = FIND_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<UpdateState> {
    const { app, search } = await this.#opened
    const startedAt = performance.now()
    const entry = await this.#parts.records.get(this.#parts.key)
    // What stopped it for good no peer can mend.
    const canChange = !app.isWritable && !isTrouble(entry?.trouble ?? '')
    if (canChange) await search.hear({ timeoutMs, signal: this.#stop.signal })
    // What is left of the time: whoever asked waits no longer than they said. What comes later is seen in the background.
    const leftMs = Math.ceil(timeoutMs - (performance.now() - startedAt))
    await this.#look({ timeoutMs: Math.max(MIN_LOOK_MS, leftMs), wantsUnreleased: true })
    return this.state
  }

  /** Takes the drive as it is now: its fork, and a log that may begin anew. */
  async forget(): Promise<void> {
    const { app } = await this.#opened
    this.#acceptedFork = app.drive.core.fork
    this.#known = []
    this.#soon()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#looking
    const opened = await this.#opened.catch(() => null)
    await opened?.search.close()
    await opened?.app.close()
  }

  async #open(): Promise<{ app: AppDrive; search: Search }> {
    const { peer, key } = this.#parts
    const app = await openAppDrive(peer, key)
    const search = searchPeers(peer, app)
    this.#watch(app.drive.core as Hypercore)
    if (app.drive.blobs !== null) this.#watch(app.drive.blobs.core)
    else app.drive.on('blobs', ({ core }) => this.#watch(core))
    return { app, search }
  }

  #watch(core: Hypercore): void {
    core.on('append', this.#soon)
    core.on('truncate', this.#soon)
    core.on('conflict', () => void this.#trouble('DRIVE_CONFLICTED'))
  }

  /** An author writes a release in many appends, or all at once: it is looked at when they pause. */
  readonly #soon = (): void => {
    if (this.#stop.signal.aborted || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#look({ timeoutMs: FIND_TIMEOUT_MS, wantsUnreleased: false })
    }, UPDATE_QUIET_MS)
  }

  /** Looks come one after the other. */
  #look(options: LookOptions): Promise<void> {
    const looking = this.#looking
      .then(() => this.#lookNow(options))
      .catch((error: unknown) => this.#fail(error))
    this.#looking = looking
    return looking
  }

  async #lookNow(options: LookOptions): Promise<void> {
    const { records, key } = this.#parts
    const { app } = await this.#opened
    const entry = await records.get(key)
    if (entry === null || this.#stop.signal.aborted) return
    if (isTrouble(entry.trouble)) return this.#set(stopped(entry.trouble))
    if (app.isConflicted) return this.#trouble('DRIVE_CONFLICTED')
    if (this.#isCut(entry, app.drive.core as Hypercore)) return this.#trouble('DRIVE_CUT')
    if (entry.isPinned) return this.#set({ kind: 'pinned' })
    const choice = await this.#choose(entry, { app, timeoutMs: options.timeoutMs })
    if (choice === null || !(choice.isReleased || options.wantsUnreleased)) return
    if (!this.#followsSeen(entry, choice.releases)) return this.#trouble('RELEASES_REWRITTEN')
    this.#known = choice.releases
    await this.#take(entry, choice)
  }

  /** A drive that was never fetched has fork 0 and no blocks. */
  #isCut({ current, next }: AppEntry, { fork, length }: Hypercore): boolean {
    return length > 0 && ![current.fork, next?.fork, this.#acceptedFork].includes(fork)
  }

  /** Null when nobody sends what it takes to say, or what stopped it is told already. */
  async #choose(
    entry: AppEntry,
    { app, timeoutMs }: { app: AppDrive; timeoutMs: number },
  ): Promise<Choice | null> {
    const { signal } = this.#stop
    try {
      return await chooseVersion(app, { channel: entry.channel, known: this.#known, timeoutMs, signal })
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble === null) throw error
      await this.#trouble(trouble)
      return null
    }
  }

  /** What this profile saw before a restart has to be there still. */
  #followsSeen({ releases, newestRelease }: AppEntry, log: readonly Release[]): boolean {
    const last = releases === 0 ? null : (log[releases - 1]?.recordHash ?? null)
    if (newestRelease === null) return true
    return last !== null && isEqualBytes(last, newestRelease)
  }

  async #take(entry: AppEntry, { version, releases }: Choice): Promise<void> {
    const { records, peer, key, inTurn } = this.#parts
    const seen = seenReleases(releases)
    const bad = await records.badVersions(key)
    if (bad.some((one) => isSameVersion(one, version))) {
      await records.change(key, (present) => present && { ...present, ...seen, next: null })
      return this.#set({ kind: 'bad', version: version.version, length: version.length })
    }
    const chosen = { ...version, chosenAt: peer.now() }
    const offer = () =>
      records.change(key, (present) => present && offerNext({ ...present, ...seen }, chosen))
    const fetchAndOffer = async () => {
      await this.#fetch(entry, version)
      return offer()
    }
    const changed = isSameVersion(entry.current, version)
      ? await offer()
      : await inTurn(() => withAppLock(peer, key, fetchAndOffer))
    if (changed === null) return
    const { next, current } = changed
    if (next === null) return this.#set({ kind: changed.isPinned ? 'pinned' : 'current' })
    this.#set({ kind: 'ready', version: next, isRollback: next.length < current.length })
  }

  /** Whole, verified and able to run, before anything refers to it. */
  async #fetch(entry: AppEntry, version: Choice['version']): Promise<void> {
    const { peer, key } = this.#parts
    const { app, search } = await this.#opened
    const previous = await readCheckout(appPaths(peer.profile.dir, key).versions, entry.current)
    const { length } = version
    this.#set({ kind: 'fetching', length, progress: null })
    const checkout = await makeCheckout(version, {
      ...{ peer, app, search, previous, signal: this.#stop.signal },
      onprogress: (progress) => this.#set({ kind: 'fetching', length, progress }),
    })
    await readAppManifest(checkout)
  }

  async #trouble(trouble: Trouble): Promise<void> {
    const { records, key } = this.#parts
    // What was fetched before stays as `next`: it was verified then.
    await records.change(key, (entry) => entry && { ...entry, trouble })
    this.#set(stopped(trouble))
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return
    const code = isComiceError(error) ? error.code : 'UNEXPECTED'
    const message = error instanceof Error ? error.message : String(error)
    this.#parts.peer.logger.warn({ error, code }, 'an app could not be updated')
    this.#set({ kind: 'failed', code, message })
  }

  #set(state: UpdateState): void {
    if (this.#stop.signal.aborted) return
    this.state = state
    this.#parts.onstate(state)
  }
}

interface LookOptions {
  readonly timeoutMs: number
  readonly wantsUnreleased: boolean
}

function stopped(trouble: Trouble): UpdateState {
  return { kind: 'stopped', trouble, words: TROUBLE_WORDS[trouble] }
}

const TROUBLE_BY_CAUSE: Readonly<Record<string, Trouble>> = {
  truncated: 'DRIVE_CUT',
  forked: 'DRIVE_CUT',
  equivocated: 'RELEASE_EQUIVOCATED',
  LOG_REWRITTEN: 'RELEASES_REWRITTEN',
  CONFLICTED: 'DRIVE_CONFLICTED',
}

/** What of an author's doing ends the updates for good; the rest may be mended by the next append. */
function troubleOf(error: unknown): Trouble | null {
  const refused =
    isComiceError(error) && error.code === PlatformErrors.APP_VERSION_REFUSED({ reason: '', cause: '' }).code
  const { cause } = refused ? (error.details as { cause?: unknown }) : {}
  return typeof cause === 'string' ? (TROUBLE_BY_CAUSE[cause] ?? null) : null
}
