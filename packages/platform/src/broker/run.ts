/** What all processes of an app share while it runs: store, swarm, quota, messages. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Peer } from '@comice/core'
import { openStore, type OpenStore } from '@comice/storage'
import type Corestore from 'corestore'
import { DEFAULT_QUOTA, LARGE_ANSWERS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { AppSwarm } from './app-swarm.ts'
import type { BrokerApp, BrokerCallbacks, BrokerCost, BrokerQuota } from './broker-contract.ts'
import { DiskMeter } from './disk-meter.ts'
import { EventFeed } from './event-feed.ts'
import { Bus } from './bus.ts'
import { Pace } from './pace.ts'
import { Permits } from './permits.ts'
import type { ChosenFile } from './serve-files.ts'
import { Session } from './session.ts'
import { SharedDrives } from './shared-drives.ts'

export interface RunOptions {
  app: BrokerApp
  peer: Peer
  storageDir: string
  quota?: Partial<BrokerQuota>
  callbacks?: BrokerCallbacks
}

export class Run {
  readonly app: BrokerApp
  readonly peer: Peer
  readonly quota: BrokerQuota
  readonly callbacks: BrokerCallbacks
  readonly storageDir: string
  readonly bus = new Bus()
  readonly events = new EventFeed()
  readonly swarm: AppSwarm
  readonly drives = new SharedDrives()
  /** Bases that are open, by name: Autobase takes one object for each. */
  readonly bases = new Set<string>()
  readonly disk: DiskMeter
  /** Held while an answer that may be large is made and sent. */
  readonly largeAnswers = new Permits(LARGE_ANSWERS)
  /** Responses whose body the app has not asked for. */
  readonly responses = new Map<number, Response>()
  /** Files that the user chose and the app has not read. */
  readonly picked = new Map<number, ChosenFile>()
  readonly closed: Promise<void>
  readonly #sessions = new Set<Session>()
  readonly #pace: Pace
  #calls = 0
  #responses = 0
  #picks = 0
  #workers = 0
  readonly #workersGone = new Set<Promise<unknown>>()
  #hasMain = false
  #gone = { bytesIn: 0, bytesOut: 0 }
  #store: Promise<OpenStore> | null = null
  #closing: Promise<void> | null = null
  #onclosed: () => void = () => undefined

  constructor({ app, peer, storageDir, quota, callbacks = {} }: RunOptions) {
    this.app = app
    this.peer = peer
    this.storageDir = storageDir
    this.quota = { ...DEFAULT_QUOTA, ...quota }
    this.callbacks = callbacks
    this.swarm = new AppSwarm(this)
    this.disk = new DiskMeter(storageDir, this.quota.maxDiskBytes)
    this.#pace = new Pace(this.quota.callsPerSecond)
    this.closed = new Promise((resolve) => (this.#onclosed = resolve))
  }

  /** Serves a process. The first one's end is the end of the run. */
  attach(stream: Duplex): Session {
    const session = new Session(stream, this)
    const isFirst = !this.#hasMain
    this.#hasMain = true
    this.#sessions.add(session)
    void session.wire.closed.then((error) => {
      this.#sessions.delete(session)
      const { bytesIn, bytesOut } = session.wire.stats
      this.#gone = { bytesIn: this.#gone.bytesIn + bytesIn, bytesOut: this.#gone.bytesOut + bytesOut }
      if (error !== null) this.peer.logger.warn({ error: error.message }, 'the pipe of an app failed')
      if (isFirst) void this.close()
    })
    if (this.#closing !== null) session.close()
    return session
  }

  /** Waits while the app calls faster than it may. */
  pace(): Promise<void> {
    this.#calls++
    return this.#pace.take()
  }

  /** Counts a process that is about to start; what it returns ends that. @throws QUOTA_EXCEEDED */
  takeProcess(): () => void {
    const { maxProcesses } = this.quota
    if (this.#workers + 1 >= maxProcesses)
      throw PlatformErrors.QUOTA_EXCEEDED({ what: 'processes', limit: maxProcesses })
    this.#workers++
    return () => void this.#workers--
  }

  /** The run is not over before `gone`, which never rejects. */
  awaitWorker(gone: Promise<unknown>): void {
    this.#workersGone.add(gone)
    void gone.then(() => this.#workersGone.delete(gone))
  }

  nextResponse(): number {
    return ++this.#responses
  }

  nextPicked(): number {
    return ++this.#picks
  }

  /** The app's own store; opened on first use. @throws STORE_… · RUN_ENDED */
  async store(): Promise<Corestore> {
    if (this.#closing !== null) throw PlatformErrors.RUN_ENDED()
    this.#store ??= this.#openStore()
    return (await this.#store).store
  }

  cost(): BrokerCost {
    const wires = [...this.#sessions].map(({ wire }) => wire)
    const sum = (of: (wire: (typeof wires)[number]) => number) =>
      wires.reduce((total, wire) => total + of(wire), 0)
    return {
      calls: this.#calls,
      bytesIn: this.#gone.bytesIn + sum((wire) => wire.stats.bytesIn),
      bytesOut: this.#gone.bytesOut + sum((wire) => wire.stats.bytesOut),
      appendedBytes: this.disk.appendedBytes,
      diskBytes: this.disk.bytes,
      processes: this.#sessions.size,
      streams: sum((wire) => wire.openStreams),
      connections: this.swarm.connections,
      bufferedBytes: sum((wire) => wire.unsentBytes + wire.unreadBytes) + this.swarm.unreadBytes,
    }
  }

  /** Ends the pipes, the workers, the connections and the store, in this order. Idempotent, never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #openStore(): Promise<OpenStore> {
    await mkdir(this.storageDir, { recursive: true, mode: 0o700 })
    await this.disk.measure()
    return openStore(join(this.storageDir, 'store'), {
      onFailure: (error) => {
        this.callbacks.failed?.(error)
        void this.close()
      },
    })
  }

  async #close(): Promise<void> {
    for (const session of this.#sessions) session.close()
    this.disk.close()
    const steps = [
      async () => void (await Promise.all(this.#workersGone)),
      () => this.swarm.close(),
      async () => (await this.#store)?.close(),
    ]
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        this.peer.logger.warn({ error: String(error) }, 'an app did not end in order')
      }
    }
    this.#onclosed()
  }
}
