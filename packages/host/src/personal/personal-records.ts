/**
 * What a person has beside rooms and drives: how far they have read, drafts, names for others, settings. It is in the
 * home, which all devices of the person share, and in this profile alone as long as there is none. Every change of a home is a block
 * that all devices keep for good; so what changes all the time waits a little, and a full purse of writes a little longer.
 */
import { EventEmitter } from 'node:events'
import type { Home, HomeChange } from '@comice/home'
import type { RecordStore } from '@comice/home/records'
import { homeEntry, type HomeEntry } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import { NOTE_MAX_MS, NOTE_PAUSE_MS } from '../constants.ts'
import { WritePurse } from './write-purse.ts'

export interface PersonalRecordsEvents {
  /** Some are others than before, by whomever. */
  update: []
}

export interface PersonalRecordsParts {
  readonly profile: Profile
  readonly now: () => number
  /** What cannot be written now is written with the next change. */
  readonly onproblem: (error: Error) => void
  /** How long nothing must change before what was noted is written. Default {@link NOTE_PAUSE_MS}. */
  readonly pauseMs?: number
}

const DELETED = new Uint8Array(0)

export class PersonalRecords extends EventEmitter<PersonalRecordsEvents> implements RecordStore {
  readonly #parts: PersonalRecordsParts
  readonly #purse: WritePurse
  /** Not written yet; later than all else. */
  readonly #noted = new Map<string, Uint8Array>()
  /** On this disk, because there was no home that could be written. */
  readonly #kept = new Map<string, HomeEntry>()
  readonly #onupdate = () => {
    this.#moveSoon()
    this.emit('update')
  }
  #home: Home | null = null
  #loading: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #waitingSince: number | null = null
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(parts: PersonalRecordsParts) {
    super()
    this.#parts = parts
    this.#purse = new WritePurse(parts.now)
  }

  /** Resolves when what is kept here was read. Until then only what is in the home is there. */
  ready(): Promise<void> {
    this.#loading ??= this.#load()
    // A disk that was full may have room again.
    this.#loading.catch(() => (this.#loading = null))
    return this.#loading
  }

  /** Ids of devices of this person that were put out. */
  revokedDevices(): ReadonlySet<string> {
    const devices = this.#home?.devices() ?? []
    return new Set(devices.filter(({ isRevoked }) => isRevoked).map(({ id }) => id))
  }

  /** From here on the records are those of this home, with what was kept here until now. */
  attach(home: Home): void {
    this.#home = home
    home.on('update', this.#onupdate)
    this.#onupdate()
  }

  get(key: string): Uint8Array | null {
    const here = this.#noted.get(key) ?? this.#keptValue(key)
    if (here === undefined) return this.#home?.get(key) ?? null
    return here.byteLength === 0 ? null : here
  }

  list(prefix: string): ReadonlyMap<string, Uint8Array> {
    const keys = [...this.#kept.keys(), ...this.#noted.keys(), ...(this.#home?.list(prefix).keys() ?? [])]
    const found = new Map<string, Uint8Array>()
    for (const key of new Set(keys.filter((one) => one.startsWith(prefix)).sort())) {
      const value = this.get(key)
      if (value !== null) found.set(key, value)
    }
    return found
  }

  /** Whether anything was ever written under a key, by any device. */
  wasWritten(key: string): boolean {
    return this.#noted.has(key) || this.#kept.has(key) || (this.#home?.markOf(key) ?? null) !== null
  }

  /** Resolves when they are on the disk to stay. @throws as `Home.put`, and what the disk says */
  async put(changes: readonly HomeChange[]): Promise<void> {
    this.#note(changes)
    await this.#serial(() => this.#write())
  }

  /** As {@link put}, soon: what changes again until then is written once. A crash may lose it. */
  note(changes: readonly HomeChange[]): void {
    this.#note(changes)
    if (this.#noted.size === 0 || this.#isClosed) return
    const now = this.#parts.now()
    this.#waitingSince ??= now
    if (this.#timer !== null) clearTimeout(this.#timer)
    const { pauseMs = NOTE_PAUSE_MS } = this.#parts
    const leftMs = Math.max(0, this.#waitingSince + NOTE_MAX_MS - now)
    const waitMs = Math.max(Math.min(pauseMs, leftMs), this.#purse.waitMs())
    this.#timer = setTimeout(() => this.#writeNoted(), waitMs).unref()
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#home?.off('update', this.#onupdate)
    await this.#serial(() => this.#write()).catch(this.#parts.onproblem)
  }

  #note(changes: readonly HomeChange[]): void {
    const news = changes.filter(({ key, value }) => !isEqual(this.get(key), value))
    for (const { key, value } of news) this.#noted.set(key, value ?? DELETED)
    if (news.length > 0) this.emit('update')
  }

  #writeNoted(): void {
    this.#timer = null
    this.#waitingSince = null
    this.#purse.take()
    void this.#serial(() => this.#write()).catch(this.#parts.onproblem)
  }

  async #write(): Promise<void> {
    const noted = this.#noted
    if (noted.size === 0) return
    await this.ready()
    const changes = [...noted].map(([key, value]) => ({ key, value: value.byteLength === 0 ? null : value }))
    if (this.#home?.state === 'member') await this.#home.put(changes)
    else await this.#keep(noted)
    // What changed meanwhile is written by the next one.
    for (const [key, value] of noted) if (this.#noted.get(key) === value) this.#noted.delete(key)
  }

  async #keep(noted: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const clock = this.#parts.now()
    const entries = [...noted].map(([key, value]) => ({ key, value: { clock, counter: 0, key, value } }))
    await (await this.#collection()).putAll(entries)
    for (const { key, value } of entries) this.#kept.set(key, value)
  }

  #moveSoon(): void {
    if (this.#home?.state !== 'member' || this.#isClosed) return
    void this.#serial(() => this.#move()).catch(this.#parts.onproblem)
  }

  /** What was kept here goes into the home, where nobody has written anything later. */
  async #move(): Promise<void> {
    await this.ready()
    const home = this.#home
    if (home?.state !== 'member' || this.#kept.size === 0) return
    const kept = [...this.#kept.values()]
    const later = kept.filter(({ key, clock }) => (home.markOf(key)?.at ?? 0) < clock)
    await home.put(later.map(({ key, value }) => ({ key, value: value.byteLength === 0 ? null : value })))
    await (await this.#collection()).delAll(kept.map(({ key }) => key))
    for (const { key } of kept) this.#kept.delete(key)
    if (later.length < kept.length) this.emit('update')
  }

  #keptValue(key: string): Uint8Array | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined) return undefined
    return kept.clock < (this.#home?.markOf(key)?.at ?? 0) ? undefined : kept.value
  }

  async #load(): Promise<void> {
    for await (const { key, value } of (await this.#collection()).list()) this.#kept.set(key, value)
    if (this.#kept.size > 0) this.emit('update')
  }

  #collection(): Promise<Collection<HomeEntry>> {
    return this.#parts.profile.collection('personal', homeEntry.codec)
  }

  #serial<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }
}

function isEqual(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other
  return Buffer.compare(one, other) === 0
}
