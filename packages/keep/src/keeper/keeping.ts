/** One source on its way to one seeder, and kept up to date there for as long as this peer runs. */
import { EventEmitter } from 'node:events'
import type { Peer, PeerConnection, Topic } from '@comice/core'
import { encodeKey, isComiceError } from '@comice/protocol'
import { channelsOf } from '../channel/blind-channels.ts'
import {
  ASK_AGAIN_MS,
  CHANGE_THROTTLE_MS,
  CONNECT_TIMEOUT_MS,
  DRAIN_TIMEOUT_MS,
  KEEP_TIMEOUT_MS,
  LOOK_MS,
  MAX_REQUEST_CORES,
  REQUEST_PRIORITY,
} from '../constants.ts'
import { keepContract } from '../contract/keep-contract.ts'
import { KeepErrors } from '../errors.ts'
import type { KeepCore, KeepProgress, KeepSource } from './keep-source.ts'
import { KeptCore } from './kept-core.ts'

export interface WhenHeldOptions {
  /** Deadline in ms, default 60,000. The seeder must be connected within 15,000 of it. */
  timeoutMs?: number
  signal?: AbortSignal
}

export interface KeepingEvents {
  progress: [progress: KeepProgress]
}

type State = KeepProgress['state']

/** Made by {@link Keeper.keep}. */
export class Keeping extends EventEmitter<KeepingEvents> {
  readonly seederKey: Uint8Array
  readonly #peer: Peer
  readonly #source: KeepSource
  readonly #cores = new Map<string, KeptCore>()
  readonly #dial: Topic
  readonly #abort = new AbortController()
  readonly #stopListening: () => void
  readonly #running: Promise<void>
  #state: State = 'connecting'
  #error: Error | null = null
  /** Wakes the loop: something connected, disconnected or changed. */
  #wake: () => void = () => undefined
  #isChanged = true
  #closing: Promise<void> | null = null

  constructor(peer: Peer, source: KeepSource, seederKey: Uint8Array) {
    super()
    this.seederKey = seederKey
    this.#peer = peer
    this.#source = source
    this.#dial = peer.network.joinPeer(seederKey)
    this.#stopListening = this.#listen()
    this.#running = this.#run()
  }

  get isClosed(): boolean {
    return this.#closing !== null
  }

  get progress(): KeepProgress {
    const cores = [...this.#cores.values()]
    const sum = (of: (core: KeptCore) => number) => cores.reduce((total, core) => total + of(core), 0)
    return {
      state: this.#state,
      cores: cores.length,
      heldCores: cores.filter((core) => core.isHeld).length,
      blocks: sum(({ length }) => length),
      heldBlocks: sum(({ held, length }) => Math.min(held, length)),
      ...(this.#error === null ? {} : { error: this.#error }),
    }
  }

  /**
   * Resolves when the seeder holds every block of every core that the source has now.
   *
   * @throws SEEDER_UNREACHABLE · SEEDER_REFUSED · SEEDER_NOT_ONE · SEEDER_FULL · KEEP_TIMEOUT · KEEP_CLOSED, or the
   * reason of `signal`
   */
  async whenHeld({ timeoutMs = KEEP_TIMEOUT_MS, signal }: WhenHeldOptions = {}): Promise<KeepProgress> {
    const { promise, resolve, reject } = Promise.withResolvers<KeepProgress>()
    const connectMs = Math.min(CONNECT_TIMEOUT_MS, timeoutMs)
    const look = () => {
      if (this.#abort.signal.aborted) reject(KeepErrors.KEEP_CLOSED({}))
      else if (this.#error !== null) reject(this.#error)
      else if (this.#state === 'held' && !this.#isChanged) resolve(this.progress)
    }
    const connecting = setTimeout(() => {
      if (this.#state === 'connecting') reject(this.#unreachable(connectMs))
    }, connectMs)
    const deadline = setTimeout(() => {
      reject(KeepErrors.KEEP_TIMEOUT({ ...this.#counts(), timeoutMs }))
    }, timeoutMs)
    const onabort = () => reject(signal?.reason as Error)
    signal?.addEventListener('abort', onabort, { once: true })
    this.on('progress', look)
    // What the source has now counts, also what it has not told of yet.
    this.#change()
    if (signal?.aborted === true) onabort()
    try {
      return await promise
    } finally {
      this.off('progress', look)
      signal?.removeEventListener('abort', onabort)
      clearTimeout(connecting)
      clearTimeout(deadline)
    }
  }

  /**
   * Stops, after what is on its way to the seeder has arrived, or `DRAIN_TIMEOUT_MS`: a newcomer starts from the newest
   * state that the seeder knows of, and cannot read on where blocks of it are missing. Idempotent.
   */
  async close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    if (this.#state === 'uploading' || this.#state === 'held') {
      await this.whenHeld({ timeoutMs: DRAIN_TIMEOUT_MS }).catch(() => undefined)
    }
    this.#abort.abort()
    this.#stopListening()
    this.#wake()
    this.emit('progress', this.progress)
    await this.#running
    await this.#dial.leave()
  }

  async #run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const connection = this.#peer.network.connections.get(encodeKey(this.seederKey))
      if (connection === undefined) {
        this.#set('connecting')
        await this.#pause(null)
        continue
      }
      try {
        await this.#serve(connection)
      } catch (error) {
        // The connection ended in the middle, or the source or store is closing: the next turn tells which.
        this.#peer.logger.debug({ error, seeder: encodeKey(this.seederKey) }, 'keeping was interrupted')
        if (this.#isConnected(connection)) await this.#pause(ASK_AGAIN_MS)
      }
    }
    await Promise.allSettled([...this.#cores.values()].map((core) => core.close()))
  }

  /** Uploads over one connection until it ends. */
  async #serve(connection: PeerConnection): Promise<void> {
    for (const core of this.#cores.values()) core.forget()
    this.#set('asking')
    await this.#measure()
    while (!(await this.#ask(connection))) {
      await this.#pause(ASK_AGAIN_MS)
      if (!this.#isConnected(connection)) return
    }
    while (this.#isConnected(connection)) {
      if (this.#isChanged) await this.#measure()
      await this.#request(connection)
      for (const core of this.#cores.values()) await core.look(this.seederKey)
      const isHeld = [...this.#cores.values()].every((core) => core.isHeld)
      this.#set(isHeld ? 'held' : 'uploading')
      if (!this.#isChanged) await this.#pause(isHeld ? null : LOOK_MS)
    }
  }

  async #measure(): Promise<void> {
    this.#isChanged = false
    // While it ends, the source may be closed already; its cores are still in the store.
    const cores =
      this.#closing === null
        ? await this.#source.cores()
        : [...this.#cores.values()].map(({ key }) => ({ key }))
    for (const { key, length } of cores as readonly KeepCore[]) {
      const id = encodeKey(key)
      const core = this.#cores.get(id) ?? new KeptCore(this.#peer.store, key)
      this.#cores.set(id, core)
      await core.measure(length)
    }
  }

  /** False when the seeder says no. A plain blind-peer has no answer, so it gets the request without. */
  async #ask(connection: PeerConnection): Promise<boolean> {
    const { cores, blocks } = this.progress
    this.#error = null
    try {
      await this.#peer.client(connection, keepContract).call('ask', { cores, blocks })
    } catch (error) {
      if (!isComiceError(error)) throw error
      if (!SILENCES.has(error.code)) return this.#refused(error)
    }
    if (!this.#isConnected(connection)) throw KeepErrors.KEEP_CLOSED({})
    if ((await channelsOf(this.#peer).open(connection)) !== null) return true
    if (!this.#isConnected(connection)) throw KeepErrors.KEEP_CLOSED({})
    return this.#refused(KeepErrors.SEEDER_NOT_ONE({ seeder: encodeKey(this.seederKey) }))
  }

  async #refused(error: Error): Promise<false> {
    this.#error = error
    this.#set('refused')
    // Nothing of it is offered any more; the next ask opens what it needs.
    await Promise.all([...this.#cores.values()].map((core) => core.close()))
    return false
  }

  /** Names the cores that are new or longer than when they were named last. */
  async #request(connection: PeerConnection): Promise<void> {
    const news = [...this.#cores.values()].filter((core) => core.requested < core.length)
    if (news.length === 0) return
    const channel = await channelsOf(this.#peer).open(connection)
    if (channel === null) throw KeepErrors.SEEDER_NOT_ONE({ seeder: encodeKey(this.seederKey) })
    for (const { announce, cores } of this.#requests(news)) {
      channel.messages[0]?.send({
        referrer: this.#source.referrer ?? null,
        priority: REQUEST_PRIORITY,
        announce,
        cores: cores.map(({ key, length }) => ({ key, length })),
      })
      for (const core of cores) core.requested = core.length
    }
  }

  /**
   * The cores in requests of bounded size. The core that names the base is asked to be announced, so that whoever
   * looks for the base finds the seeder, even if they have not read yet that there is one; the others need not be.
   */
  #requests(news: readonly KeptCore[]): { announce: boolean; cores: readonly KeptCore[] }[] {
    const { referrer } = this.#source
    const isBase = ({ key }: KeptCore) => referrer !== undefined && encodeKey(key) === encodeKey(referrer)
    const requests = [{ announce: true, cores: news.filter(isBase) }]
    const others = news.filter((core) => !isBase(core))
    for (let start = 0; start < others.length; start += MAX_REQUEST_CORES) {
      requests.push({ announce: false, cores: others.slice(start, start + MAX_REQUEST_CORES) })
    }
    return requests.filter(({ cores }) => cores.length > 0)
  }

  #listen(): () => void {
    const { network } = this.#peer
    const onconnection = ({ remotePublicKey }: PeerConnection) => {
      if (encodeKey(remotePublicKey) === encodeKey(this.seederKey)) this.#wake()
    }
    network.on('connection', onconnection)
    network.on('disconnection', onconnection)
    let timer: NodeJS.Timeout | null = null
    const stop = this.#source.onChange(() => {
      timer ??= setTimeout(() => {
        timer = null
        this.#change()
      }, CHANGE_THROTTLE_MS)
    })
    return () => {
      network.off('connection', onconnection)
      network.off('disconnection', onconnection)
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }

  #change(): void {
    this.#isChanged = true
    this.#wake()
  }

  /** Until something happens, or for `ms`. */
  async #pause(ms: number | null): Promise<void> {
    if (this.#abort.signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = ms === null ? undefined : setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
    this.#wake = () => undefined
  }

  #isConnected(connection: PeerConnection): boolean {
    const current = this.#peer.network.connections.get(encodeKey(this.seederKey))
    return current === connection && !this.#abort.signal.aborted
  }

  #set(state: State): void {
    this.#state = state
    this.emit('progress', this.progress)
  }

  #counts() {
    const { cores, heldCores, blocks, heldBlocks } = this.progress
    return { cores, heldCores, blocks, heldBlocks }
  }

  #unreachable(timeoutMs: number): Error {
    return KeepErrors.SEEDER_UNREACHABLE({ seeder: encodeKey(this.seederKey), timeoutMs })
  }
}

/** What a peer that does not know our contract answers with. */
const SILENCES: ReadonlySet<string> = new Set(['CALL_UNSUPPORTED', 'CALL_DISCONNECTED'])
