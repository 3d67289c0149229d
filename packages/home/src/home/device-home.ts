/** A home on this device: its own feed, the feeds of the others, and what they say together. */
import { EventEmitter } from 'node:events'
import type { Epoch, KeyPair, Peer, Topic } from '@comice/core'
import {
  encodeHex,
  encodeKey,
  type HomeDevice,
  type HomeKeys,
  homeText,
  normalizeName,
} from '@comice/protocol'
import type { HomeContent } from '../block/home-block.ts'
import { HybridClock } from '../entries/hybrid-clock.ts'
import { isAhead } from '../entries/merge-entries.ts'
import { isSplit, makeEpoch, sealTo } from '../epoch/open-epochs.ts'
import { HomeErrors } from '../errors.ts'
import { Anchors } from '../feed/anchors.ts'
import { homeTopic } from '../feed/feed-core.ts'
import { HomeFeeds } from '../feed/home-feeds.ts'
import { keepHomeKeys, phraseKeys, isRecovered, type PhraseKeys } from '../keys/home-keys.ts'
import { DEVICE_KIND } from '../records/kinds.ts'
import { deviceList, findDevice } from './device-list.ts'
import type { Home, HomeChange, HomeDeviceView, HomeEvents, HomeMark, HomeSource, HomeState } from './home.ts'
import { type HomeView, viewOf } from './home-view.ts'
import { changedOnly, sealChanges } from './seal-changes.ts'
import { homeSource } from './home-source.ts'

export interface DeviceHomeParts {
  readonly peer: Peer
  readonly keys: HomeKeys
  /** What this device is called until it is renamed. */
  readonly deviceName: string
}

export class DeviceHome extends EventEmitter<HomeEvents> implements Home {
  readonly source: HomeSource
  readonly #peer: Peer
  readonly #deviceName: string
  readonly #me: string
  readonly #feeds: HomeFeeds
  readonly #anchors: Anchors
  readonly #clock: HybridClock
  #keys: HomeKeys
  #phrase: PhraseKeys | null = null
  #view: HomeView | null = null
  #topic: Topic | null = null
  #problem: Error | null = null
  /** What changes the home is done one after the other. */
  #last: Promise<unknown> = Promise.resolve()
  #isDue = false
  #forget: (() => void) | null = null
  #closing: Promise<void> | null = null

  constructor({ peer, keys, deviceName }: DeviceHomeParts) {
    super()
    this.#peer = peer
    this.#keys = keys
    this.#deviceName = deviceName
    this.#me = encodeHex(peer.identity.device.publicKey)
    this.#clock = new HybridClock(peer.now)
    const onanchor = () => this.#lookSoon()
    const { homeKey, outerKey } = keys
    this.#anchors = new Anchors({ store: peer.store, homeKey, outerKey, logger: peer.logger, onanchor })
    const onproblem = (cause: Error) => this.#fail(cause)
    this.#feeds = new HomeFeeds({ peer, keys, onblocks: onanchor, onproblem })
    this.source = homeSource(this, { homeKey, anchors: this.#anchors, feeds: this.#feeds })
  }

  get state(): HomeState {
    if (this.#closing !== null) return 'closed'
    if (this.#problem !== null) return 'failed'
    if (this.#view?.devices.removed.has(this.#me)) return 'revoked'
    const isIn = this.#view?.devices.active.has(this.#me) === true
    // A root may begin; others wait until somebody gave them a key, or they would begin without the others.
    const isRoot = this.#keys.roots.some((root) => encodeHex(root) === this.#me)
    return isIn && (isRoot || (this.#view?.opened.size ?? 0) > 0) ? 'member' : 'joining'
  }

  get problem(): Error | null {
    return this.#problem
  }

  get isAnchored(): boolean {
    return this.#keys.isAnchored
  }

  /** Reads what is here; what others have comes while it is open. */
  async open(): Promise<void> {
    const { network, acquaintances } = this.#peer
    this.#phrase = await phraseKeys(this.#peer)
    await this.#feeds.open([this.#me])
    await this.#anchors.open()
    await this.#serial(() => this.#look())
    if (this.#feeds.lengthOf(this.#me) === 0 && this.state === 'member') await this.#begin()
    this.#forget = acquaintances.vouch((key) => this.#view?.devices.active.has(encodeHex(key)) === true)
    this.#topic = network.join(homeTopic(this.#keys.homeKey))
    if (this.#phrase !== null && !this.isAnchored && !(await isRecovered(this.#peer))) {
      await this.#anchors.begin(this.#phrase.homePair, this.#self())
      await this.#anchored()
    }
    this.#lookSoon()
  }

  get(key: string): Uint8Array | null {
    const value = this.#view?.entries.get(key)?.value
    return value === undefined || value.byteLength === 0 ? null : value
  }

  markOf(key: string): HomeMark | null {
    const entry = this.#view?.entries.get(key)
    return entry === undefined
      ? null
      : { at: entry.clock, device: encodeKey(Buffer.from(entry.device, 'hex')) }
  }

  list(prefix: string): ReadonlyMap<string, Uint8Array> {
    const found = [...(this.#view?.entries ?? [])]
      .filter(([key, { value }]) => key.startsWith(prefix) && value.byteLength > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return new Map(found.map(([key, { value }]) => [key, value]))
  }

  put(changes: readonly HomeChange[]): Promise<void> {
    return this.#serial(() => this.#write(changes))
  }

  devices(): HomeDeviceView[] {
    const isOnline = (id: string) => this.#peer.network.connections.has(id)
    return this.#view === null ? [] : deviceList(this.#view, { me: this.#me, isOnline })
  }

  find(text: string): HomeDeviceView {
    return findDevice(this.devices(), text)
  }

  keysForDevice(): HomeKeys {
    const { homeKey, outerKey } = this.#keys
    return { homeKey, outerKey, roots: [this.#peer.identity.device.publicKey], isAnchored: false }
  }

  welcome(deviceKey: Uint8Array, proof: Uint8Array): Promise<void> {
    return this.#serial(async () => {
      const view = this.#assertMember()
      const device = { deviceKey, proof, hasPhrase: false, listedAt: this.#peer.now() }
      const contents: HomeContent[] = [{ kind: 'device', device }]
      if (view.current !== null) contents.push(this.#keyFor(view, view.current.epoch, [deviceKey]))
      await this.#append(contents)
    })
  }

  revoke(deviceKey: Uint8Array): Promise<void> {
    return this.#serial(async () => {
      const { devices, opened } = this.#assertMember()
      const hex = encodeHex(deviceKey)
      if (!devices.active.has(hex)) throw HomeErrors.DEVICE_NOT_FOUND({ matches: 0 })
      const out = [{ deviceKey, length: this.#feeds.lengthOf(hex) }]
      const { homeKey } = this.#keys
      const readers = [...devices.active.keys()]
        .filter((key) => key !== hex)
        .map((key) => Buffer.from(key, 'hex'))
      const now = this.#peer.now()
      const { record } = makeEpoch(devices, { homeKey, opened, readers: [...readers, homeKey], out, now })
      await this.#append([{ kind: 'epoch', epoch: record }])
    })
  }

  rename(name: string): Promise<void> {
    const text = normalizeName(name)
    return this.put([
      { key: DEVICE_KIND.keyOf(encodeKey(Buffer.from(this.#me, 'hex'))), value: homeText.encode({ text }) },
    ])
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The first things in a home, or in that of a device that was recovered and has not found the other one yet. */
  async #begin(): Promise<void> {
    await this.#serial(async () => {
      await this.#append([{ kind: 'device', device: this.#self() }])
      await this.#newEpoch()
    })
  }

  #self(): HomeDevice {
    const { publicKey, attestation } = this.#peer.identity.device
    const hasPhrase = this.#phrase !== null
    return { deviceKey: publicKey, proof: attestation, hasPhrase, listedAt: this.#peer.now() }
  }

  async #newEpoch(): Promise<void> {
    await this.#append([this.#epochWith(this.#assertMember(), [])])
  }

  /** A new epoch, of those who belong to the home and of these. */
  #epochWith({ devices, opened }: HomeView, more: readonly Uint8Array[]): HomeContent {
    const { homeKey } = this.#keys
    const hexes = new Set([...devices.active.keys(), ...[homeKey, ...more].map(encodeHex)])
    const readers = [...hexes].map((hex) => Buffer.from(hex, 'hex'))
    const { record } = makeEpoch(devices, { homeKey, opened, readers, now: this.#peer.now() })
    return { kind: 'epoch', epoch: record }
  }

  /** The key of the current epoch, or a new one when that does not lead to all that was written. */
  #keyFor(view: HomeView, epoch: Epoch, readers: readonly Uint8Array[]): HomeContent {
    if (isSplit(view.devices, view.opened)) return this.#epochWith(view, readers)
    return { kind: 'seal', seal: { epochId: epoch.id, sealed: sealTo(epoch, readers) } }
  }

  async #write(changes: readonly HomeChange[]): Promise<void> {
    const { entries } = this.#assertMember()
    const news = changedOnly(changes, entries)
    if (news.length === 0) return
    if (this.#view?.current == null) await this.#newEpoch()
    const epoch = this.#view?.current?.epoch
    if (epoch === undefined) throw HomeErrors.HOME_JOINING({})
    const deviceKey = this.#peer.identity.device.publicKey
    await this.#append(sealChanges(news, { epoch, deviceKey, clock: this.#clock }))
  }

  async #append(contents: readonly HomeContent[]): Promise<void> {
    try {
      await this.#feeds.append(contents)
    } catch (error) {
      if (this.#problem !== null) throw this.#problem
      throw error
    }
    await this.#look()
  }

  #assertMember(): HomeView {
    const { state } = this
    if (state === 'closed') throw HomeErrors.HOME_CLOSED({})
    if (this.#problem !== null) throw this.#problem
    if (state === 'revoked') throw HomeErrors.HOME_REVOKED({})
    if (state === 'joining' || this.#view === null) throw HomeErrors.HOME_JOINING({})
    return this.#view
  }

  #serial<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  #lookSoon(): void {
    if (this.#isDue || this.#closing !== null) return
    this.#isDue = true
    this.#serial(async () => {
      this.#isDue = false
      if (this.#closing !== null) return
      await this.#look()
      await this.#tend()
    }).catch((error: unknown) => {
      if (this.#closing === null) this.#peer.logger.warn({ error }, 'could not look after a home')
    })
  }

  /** Computes the view anew, and opens the feeds that are new in it. */
  async #look(): Promise<void> {
    const { homeKey } = this.#keys
    for (;;) {
      const feeds = this.#feeds.blocks()
      this.#view = viewOf({
        ...{ homeKey, feeds, now: this.#peer.now(), openers: this.#openers(), roots: this.#roots() },
        before: this.#view,
        isProven: (device) => this.#feeds.isProven(device),
      })
      if (!(await this.#feeds.open(this.#view.devices.possible))) break
    }
    for (const entry of this.#view.entries.values())
      if (!isAhead(entry, this.#peer.now())) this.#clock.see(entry)
    this.emit('update')
  }

  /** What a device does by itself: it keeps the key with whoever belongs to the home, and the home with the phrase. */
  async #tend(): Promise<void> {
    if (this.state !== 'member') return
    const view = this.#view
    const current = view?.current ?? null
    if (view !== null && current !== null && current.lacking.length > 0)
      await this.#append([this.#keyFor(view, current.epoch, current.lacking)])
    const nameKey = DEVICE_KIND.keyOf(encodeKey(Buffer.from(this.#me, 'hex')))
    if (this.get(nameKey) === null)
      await this.#write([{ key: nameKey, value: homeText.encode({ text: normalizeName(this.#deviceName) }) }])
    if (this.#phrase === null || this.isAnchored) return
    if (await this.#anchors.continue(this.#phrase.homePair, this.#self())) await this.#anchored()
  }

  async #anchored(): Promise<void> {
    this.#keys = { ...this.#keys, isAnchored: true }
    await keepHomeKeys(this.#peer, this.#keys)
  }

  #fail(cause: Error): void {
    if (this.#closing !== null) return
    this.#problem = HomeErrors.HOME_ROLLED_BACK({}, { cause })
    this.emit('update')
  }

  #openers(): KeyPair[] {
    const { keyPair } = this.#peer.identity.device
    return this.#phrase === null ? [keyPair] : [keyPair, this.#phrase.homePair]
  }

  #roots(): string[] {
    const named = this.#anchors.devices.filter((device) => this.#feeds.isProven(device))
    return [...new Set([...named.map(({ deviceKey }) => deviceKey), ...this.#keys.roots].map(encodeHex))]
  }

  async #close(): Promise<void> {
    this.#forget?.()
    await this.#topic?.leave()
    await this.#anchors.close()
    await this.#last
    await this.#feeds.close()
    this.emit('update')
  }
}
