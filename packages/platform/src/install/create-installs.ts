import type { Peer } from '@comice/core'
import {
  type AppEntry,
  type AppVersion,
  displayName,
  encodeKey,
  formatLink,
  type Link,
  normalizeName,
  parseLink,
} from '@comice/protocol'
import type { Checkout } from '../checkout/checkout.ts'
import { readCheckout } from '../checkout/checkout-record.ts'
import { removeTree } from '../checkout/remove-tree.ts'
import { MAX_REASON_CHARS, MAX_SUMMARY_CHARS, STABLE_CHANNEL } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { openAppDrive } from '../release/app-drive.ts'
import { clearDrive } from '../storage/clear-blocks.ts'
import {
  canFallBack,
  declineCurrent,
  neededVersions,
  noteFailed,
  noteStarted,
  takeNext,
} from '../update/transitions.ts'
import { readAppManifest, shownName } from './app-manifest.ts'
import { withAppLock } from './app-lock.ts'
import { appPaths } from './app-paths.ts'
import { type AppRecords, assertAliasFree, findApp, isSameVersion } from './app-records.ts'
import { type Fetched, fetchVersion, restoreVersion } from './fetch-version.ts'
import type {
  AppDescription,
  InstalledApp,
  Installs,
  OpenedApp,
  OpenOptions,
  StartReport,
} from './install.ts'
import { seenReleases } from './seen-releases.ts'
import { searchPeers } from './search.ts'

export interface InstallsOptions {
  /** Whether an app runs now; what runs is not removed. Default: none does. */
  readonly isRunning?: (key: Uint8Array) => boolean
  /** Whether the blocks of an app have to stay, for those who fetch them from us. Default: those of no app. */
  readonly keeps?: (key: Uint8Array) => boolean
  /** An app was opened: whoever follows the drives of apps may begin to. */
  readonly onopen?: (key: Uint8Array) => void
  /** An app is about to be removed: whoever uses its drive has to stop first. */
  readonly onremove?: (key: Uint8Array) => Promise<void>
}

/** The installed apps of `peer`, whose records are `records`. */
export function createInstalls(
  peer: Peer,
  { records, ...options }: InstallsOptions & { records: AppRecords },
): Installs {
  const defaults = {
    isRunning: () => false,
    keeps: () => false,
    onopen: () => undefined,
    onremove: async () => undefined,
  }
  return new PeerInstalls(peer, { ...defaults, ...options, records })
}

interface Parts extends Required<InstallsOptions> {
  readonly records: AppRecords
}

type Opened = Omit<OpenedApp, 'manifest' | 'permissions'>

interface Target {
  readonly key: Uint8Array
  readonly entry: AppEntry | null
  /** The one version that was asked for. */
  readonly exact: Pick<Link, 'fork' | 'length' | 'hash'> | null
}

/** An app whose files are gone until it is opened. */
const AWAY = { type: 'terminal', summary: '', permissions: null, dir: null, icon: undefined } as const

function summaryOf({ description }: Readonly<Record<string, unknown>>): string {
  return typeof description === 'string' ? displayName(description.slice(0, MAX_SUMMARY_CHARS), '') : ''
}

class PeerInstalls implements Installs {
  readonly #peer: Peer
  readonly #parts: Parts
  readonly #records: AppRecords

  constructor(peer: Peer, parts: Parts) {
    this.#peer = peer
    this.#parts = parts
    this.#records = parts.records
  }

  async open(target: string, options: OpenOptions = {}): Promise<OpenedApp> {
    const found = await this.#target(target, options)
    return this.#present(await this.#open(found, options))
  }

  async openAtHand(target: string, options: OpenOptions = {}): Promise<OpenedApp | null> {
    const known = wantsCurrent(await this.#target(target, options), options)
    if (known === null) return null
    const { entry, checkout } = await this.#current(known, options)
    return checkout === null ? null : this.#present(await this.#enterCurrent(entry, checkout))
  }

  async #present(opened: Opened): Promise<OpenedApp> {
    this.#parts.onopen(opened.app.key)
    return { ...opened, ...(await readAppManifest(opened.checkout)) }
  }

  async list(): Promise<InstalledApp[]> {
    const entries = await this.#records.list()
    return entries.sort((a, b) => b.lastOpenedAt - a.lastOpenedAt).map(installedApp)
  }

  async info(target: string): Promise<InstalledApp> {
    return installedApp(await this.#known(target))
  }

  async describe(target: string): Promise<AppDescription> {
    const { key, current } = await this.#known(target)
    const checkout = await readCheckout(appPaths(this.#peer.profile.dir, key).versions, current)
    // Its files are gone and come back when it is opened.
    if (checkout === null) return { ...AWAY, name: encodeKey(key).slice(0, SHORT_KEY_CHARS) }
    const { manifest, permissions } = await readAppManifest(checkout)
    const { type, json } = manifest
    const { icon } = (json['pear'] ?? {}) as { icon?: unknown }
    return { name: shownName(manifest), type, summary: summaryOf(json), permissions, dir: checkout.dir, icon }
  }

  pin(target: string, isPinned: boolean): Promise<InstalledApp> {
    return this.#change(target, (entry) => ({ ...entry, isPinned }))
  }

  async rename(target: string, alias: string): Promise<InstalledApp> {
    const name = alias === '' ? '' : normalizeName(alias)
    const { key } = await this.#known(target)
    assertAliasFree(await this.#records.list(), name, key)
    return this.#change(target, (entry) => ({ ...entry, alias: name }))
  }

  decline(target: string): Promise<InstalledApp> {
    return this.#change(target, declineCurrent)
  }

  async reportStart(
    target: string,
    report: StartReport,
  ): Promise<{ app: InstalledApp; isFallback: boolean }> {
    const { version, outcome, reason = '' } = report
    if (outcome === 'started') {
      return { app: await this.#change(target, (entry) => noteStarted(entry, version)), isFallback: false }
    }
    const before = await this.#known(target)
    const isFallback = isSameVersion(before.current, version) && canFallBack(before)
    // Without another to run it is tried again: the user may have mended what was wrong.
    if (isFallback) {
      const why = { reason: reason.slice(0, MAX_REASON_CHARS), at: this.#peer.now() }
      await this.#records.markBad(before.key, version, why)
    }
    return { app: await this.#change(target, (entry) => noteFailed(entry, version)), isFallback }
  }

  async remove(target: string, { storage = false }: { storage?: boolean } = {}): Promise<void> {
    const { key } = await this.#known(target)
    if (this.#parts.isRunning(key)) throw PlatformErrors.APP_IN_USE({})
    await this.#parts.onremove(key)
    await withAppLock(this.#peer, key, () => this.#remove(key, storage))
  }

  async #remove(key: Uint8Array, storage: boolean): Promise<void> {
    const paths = appPaths(this.#peer.profile.dir, key)
    // First what makes it an app: a crash after this leaves only what gc removes.
    await this.#records.remove(key)
    await removeTree(paths.versions)
    if (storage) await removeTree(paths.storage)
    if (!this.#parts.keeps(key)) await clearDrive(this.#peer, key)
  }

  async #open(target: Target, options: OpenOptions): Promise<Opened> {
    const { key, entry, exact } = target
    const current = wantsCurrent(target, options)
    if (current !== null) return this.#openCurrent(current, options)
    return withAppLock(this.#peer, key, () =>
      entry === null || exact === null
        ? this.#install(key, exact, options)
        : this.#openExact(entry, exact, options),
    )
  }

  async #install(key: Uint8Array, exact: Target['exact'], options: OpenOptions): Promise<Opened> {
    const channel = options.channel ?? STABLE_CHANNEL
    const known = await this.#records.get(key)
    const previous = known === null ? null : await this.#newestCheckout(known)
    const fetched = await this.#fetch(key, { channel, exact, previous, options })
    const entry = await this.#records.change(key, (present) =>
      enter(present, { key, channel, fetched, isPinned: exact !== null, now: this.#peer.now() }),
    )
    if (entry === null) throw PlatformErrors.APP_NOT_FOUND({})
    const { current: version } = entry
    return { app: installedApp(entry), version, checkout: fetched.checkout, isNew: known === null }
  }

  async #openExact(
    entry: AppEntry,
    exact: NonNullable<Target['exact']>,
    options: OpenOptions,
  ): Promise<Opened> {
    const { key, channel } = entry
    const previous = await this.#newestCheckout(entry)
    const { version, checkout } = await this.#fetch(key, { channel, exact, previous, options })
    const opened = await this.#touch(key)
    const chosenAt = this.#peer.now()
    return { app: installedApp(opened ?? entry), version: { ...version, chosenAt }, checkout, isNew: false }
  }

  async #openCurrent(entry: AppEntry, options: OpenOptions): Promise<Opened> {
    const { entry: taken, checkout } = await this.#current(entry, options)
    return this.#enterCurrent(taken, checkout ?? (await this.#restore(taken, options)))
  }

  /** The version that the app runs now, and its checkout where it is on the disk. */
  async #current(
    entry: AppEntry,
    { update }: OpenOptions,
  ): Promise<{ entry: AppEntry; checkout: Checkout | null }> {
    const taken = update === false ? entry : await this.#takeNext(entry)
    const { versions } = appPaths(this.#peer.profile.dir, entry.key)
    return { entry: taken, checkout: await readCheckout(versions, taken.current) }
  }

  async #enterCurrent(entry: AppEntry, checkout: Checkout): Promise<Opened> {
    const opened = await this.#touch(entry.key)
    return { app: installedApp(opened ?? entry), version: entry.current, checkout, isNew: false }
  }

  /** Only a version that is whole on the disk is taken. */
  async #takeNext(entry: AppEntry): Promise<AppEntry> {
    const { versions } = appPaths(this.#peer.profile.dir, entry.key)
    const { next } = entry
    if (next === null || (await readCheckout(versions, next)) === null) return entry
    const taken = await this.#records.change(entry.key, (present) => {
      return present === null || !isSameVersion(present.next, next) ? null : takeNext(present)
    })
    return taken ?? entry
  }

  #touch(key: Uint8Array): Promise<AppEntry | null> {
    const lastOpenedAt = this.#peer.now()
    return this.#records.change(key, (entry) => (entry === null ? null : { ...entry, lastOpenedAt }))
  }

  async #fetch(
    key: Uint8Array,
    request: {
      channel: string
      exact: Target['exact']
      previous: Checkout | null
      options: OpenOptions
    },
  ): Promise<Fetched> {
    await using app = await openAppDrive(this.#peer, key)
    await using search = searchPeers(this.#peer, app)
    const { options, ...rest } = request
    return await fetchVersion({
      ...rest,
      ...options,
      channel: request.channel,
      peer: this.#peer,
      app,
      search,
    })
  }

  #restore(entry: AppEntry, options: OpenOptions): Promise<Checkout> {
    return withAppLock(this.#peer, entry.key, () => this.#restoreNow(entry, options))
  }

  async #restoreNow({ key, current }: AppEntry, options: OpenOptions): Promise<Checkout> {
    await using app = await openAppDrive(this.#peer, key)
    await using search = searchPeers(this.#peer, app)
    return await restoreVersion(current, { ...options, peer: this.#peer, app, search, previous: null })
  }

  async #newestCheckout(entry: AppEntry): Promise<Checkout | null> {
    const { versions } = appPaths(this.#peer.profile.dir, entry.key)
    for (const version of neededVersions(entry)) {
      const checkout = await readCheckout(versions, version)
      if (checkout !== null) return checkout
    }
    return null
  }

  async #target(target: string, { checkout }: OpenOptions): Promise<Target> {
    const asked = checkout === undefined ? null : { fork: null, length: checkout, hash: null }
    if (!target.includes('://')) {
      const entry = await this.#known(target)
      return { key: entry.key, entry, exact: asked }
    }
    const { key, fork, length, hash } = parseLink(target)
    const named = length === null ? null : { fork, length, hash }
    return { key, entry: await this.#records.get(key), exact: asked ?? named }
  }

  async #known(target: string): Promise<AppEntry> {
    if (!target.includes('://')) return findApp(await this.#records.list(), target)
    const entry = await this.#records.get(parseLink(target).key)
    if (entry === null) throw PlatformErrors.APP_NOT_FOUND({})
    return entry
  }

  async #change(target: string, change: (entry: AppEntry) => AppEntry): Promise<InstalledApp> {
    const { key } = await this.#known(target)
    const changed = await this.#records.change(key, (entry) => (entry === null ? null : change(entry)))
    if (changed === null) throw PlatformErrors.APP_NOT_FOUND({})
    return installedApp(changed)
  }
}

/** The record of an app whose current version is what is asked for; null where the drive has to be looked into. */
function wantsCurrent({ entry, exact }: Target, { channel }: OpenOptions): AppEntry | null {
  return exact !== null || (channel !== undefined && channel !== entry?.channel) ? null : entry
}

/** Characters of a key that stand for an app without a name. */
const SHORT_KEY_CHARS = 8

interface Entering {
  readonly key: Uint8Array
  readonly channel: string
  readonly fetched: Fetched
  readonly isPinned: boolean
  readonly now: number
}

/** The record of an app that was fetched, new or for another channel. */
function enter(present: AppEntry | null, { key, channel, fetched, isPinned, now }: Entering): AppEntry {
  const current: AppVersion = { ...fetched.version, chosenAt: now }
  const seen = seenReleases(fetched.releases)
  const fresh = { key, alias: '', good: null, trouble: '', installedAt: now }
  return { ...fresh, ...present, channel, isPinned, current, next: null, lastOpenedAt: now, ...seen }
}

/** A record as callers see it. */
export function installedApp(entry: AppEntry): InstalledApp {
  return { ...entry, id: encodeKey(entry.key), link: formatLink({ key: entry.key }) }
}
