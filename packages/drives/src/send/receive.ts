/** One thing that is received: finds the sender of a code, and goes on until everything is here. */
import { EventEmitter } from 'node:events'
import { isComiceError } from '@comice/protocol'
import { MIN_FAST_BYTES, PROGRESS_MS, TELL_TIMEOUT_MS } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import type { ContentWriter, PlacedName, WriterProgress } from './content-writer.ts'
import type { Receipt } from './frame-encoding.ts'
import type { RefusedFile, SendOffer } from './offer.ts'
import { type Destination, fileSystemError } from './receive-destination.ts'
import type { ReceiveOutcome, ReceiveSession } from './receive-session.ts'
import { refusalError } from './refusal-error.ts'
import { type MetSender, SenderSearch, type SenderSearchParts } from './sender-search.ts'
import { TransferRate } from './transfer-rate.ts'

/**
 * `looking`: for the sender · `deciding`: the offer is there · `receiving` · `away`: the sender is gone, and looked for ·
 * `done` · `failed`: see {@link Receive.done}.
 */
export type ReceivePhase = 'looking' | 'deciding' | 'receiving' | 'away' | 'done' | 'failed'

export interface ReceiveState {
  readonly phase: ReceivePhase
  readonly offer: SendOffer | null
  readonly entries: number
  readonly files: number
  readonly bytes: number
  /** Of the last seconds. */
  readonly bytesPerSecond: number
  /** Null while nobody can say. */
  readonly secondsLeft: number | null
  /** Up to 1,000 of those that were not written; {@link ReceiveState.refusedCount} counts all. */
  readonly refused: readonly RefusedFile[]
  readonly refusedCount: number
  /** Whether it comes by a direct TCP path. */
  readonly isFast: boolean
}

export interface ReceiveResult {
  readonly files: number
  readonly bytes: number
  /** What is at the top now. Empty for a stream. */
  readonly placed: readonly PlacedName[]
  readonly refused: readonly RefusedFile[]
  readonly refusedCount: number
}

export interface ReceiveEvents {
  /** What {@link Receive.state} says has changed; at most ten times a second while contents move. */
  change: [state: ReceiveState]
}

export interface ReceiveParts extends Omit<SenderSearchParts, 'accepted'> {
  readonly id: string
  /** Whether an offer is wanted. Asked once. */
  readonly decide: (offer: SendOffer) => Promise<boolean> | boolean
  readonly destination: Destination
  readonly onend: (receive: Receive) => void
}

/** Failures after which the same code brings the rest. */
const RESUMABLE = new Set(['SEND_NO_SPACE', 'SEND_AWAY', 'SEND_FOLDER_FAILED'])

interface Received {
  readonly result: ReceiveResult
  /** Whether the sender knows. */
  readonly isTold: boolean
}

const NOTHING: WriterProgress = { entries: 0, files: 0, bytes: 0, refused: [], refusedCount: 0 }

export class Receive extends EventEmitter<ReceiveEvents> {
  readonly id: string
  readonly code: string
  /** The folder that it goes to; null for a stream. */
  readonly into: string | null
  /**
   * Resolves when everything has its name, and the sender was told if it was there. If it was not, the transfer goes on
   * to look for it for some minutes.
   *
   * Rejects with SEND_CODE_WRONG, SEND_NOT_FOUND, SEND_DECLINED, SEND_EXISTS, SEND_NOT_ONE_FILE, SEND_NO_SPACE,
   * SEND_FOLDER_FAILED, SEND_MISBEHAVED, SEND_STREAM_LOST, SEND_AWAY, SEND_STOPPED, and what the sender refuses with:
   * SEND_EXPIRED, SEND_TAKEN, SEND_GUESSES_USED, SEND_WITHDRAWN.
   */
  readonly done: Promise<ReceiveResult>
  readonly #parts: ReceiveParts
  readonly #search: SenderSearch
  readonly #rate = new TransferRate()
  readonly #settle: { resolve: (result: ReceiveResult) => void; reject: (error: unknown) => void }
  /** Settles when nothing of it goes on. */
  readonly #over: Promise<void>
  #phase: ReceivePhase
  #offer: SendOffer | null
  #progress = NOTHING
  #bytesPerSecond = 0
  #session: ReceiveSession | null = null
  #toldAt = 0
  #ending: { keeps: boolean } | null = null
  /** Rejects when it is stopped or paused. */
  readonly #stopped = Promise.withResolvers<never>()

  constructor(parts: ReceiveParts) {
    super()
    this.id = parts.id
    this.code = parts.code
    this.into = parts.destination.into
    this.#parts = parts
    const settle = Promise.withResolvers<ReceiveResult>()
    this.done = settle.promise
    // It is also in the state: nobody has to look here.
    this.done.catch(() => undefined)
    this.#phase = parts.destination.accepted === null ? 'looking' : 'away'
    this.#offer = parts.destination.accepted?.offer ?? null
    this.#search = new SenderSearch({ ...parts, accepted: () => parts.destination.accepted })
    this.#settle = settle
    this.#stopped.promise.catch(() => undefined)
    this.#over = this.#run()
  }

  get state(): ReceiveState {
    const { entries, files, bytes, refused, refusedCount } = this.#progress
    const left = this.#offer === null || this.#offer.isStream ? null : Math.max(0, this.#offer.bytes - bytes)
    const isKnown = this.#phase === 'receiving' && this.#bytesPerSecond > 0 && left !== null
    return {
      phase: this.#phase,
      offer: this.#offer,
      entries,
      files,
      bytes,
      bytesPerSecond: this.#phase === 'receiving' ? this.#bytesPerSecond : 0,
      secondsLeft: isKnown ? left / this.#bytesPerSecond : null,
      refused,
      refusedCount,
      isFast: this.#session?.isFast === true,
    }
  }

  /** Ends it, removes what has no name yet, and tells the sender if it is there. Idempotent. */
  async stop(): Promise<void> {
    await this.#stop({ keeps: false })
  }

  /** Ends it for now: the next start of the profile goes on with it. Idempotent. */
  async pause(): Promise<void> {
    await this.#stop({ keeps: true })
  }

  async #stop(ending: { keeps: boolean }): Promise<void> {
    this.#ending ??= ending
    this.#stopped.reject(DriveErrors.SEND_STOPPED({}))
    if (!ending.keeps && this.#phase === 'receiving') await this.#session?.leave()
    await this.#search.close()
    await this.#over
  }

  async #run(): Promise<void> {
    const { destination, onend } = this.#parts
    try {
      const { result, isTold } = await this.#receive()
      this.#setPhase('done')
      this.#settle.resolve(result)
      const isOver = isTold || (await this.#tell()) || this.#ending?.keeps !== true
      if (isOver) await destination.forget()
    } catch (error) {
      const left = Math.max(0, (this.#offer?.bytes ?? 0) - this.#progress.bytes)
      const failure = fileSystemError(error, left)
      if (!this.#mayGoOn(failure)) await destination.forget()
      this.#setPhase('failed')
      this.#settle.reject(failure)
    } finally {
      await this.#search.close()
      onend(this)
    }
  }

  /** Whether the same code can bring the rest later. */
  #mayGoOn(error: unknown): boolean {
    if (this.#ending !== null) return this.#ending.keeps
    return !isComiceError(error) || RESUMABLE.has(error.code)
  }

  async #receive(): Promise<Received> {
    const { destination } = this.#parts
    if (destination.receipt !== null) {
      const placed = await destination.placeRest()
      return { result: this.#resultOf(destination.receipt, placed), isTold: false }
    }
    for (;;) {
      const met = await this.#search.next()
      this.#session = met.session
      try {
        const received = await this.#transfer(met)
        if (received !== null) return received
      } finally {
        this.#session = null
        await met.session.close()
      }
      if (this.#ending !== null) throw DriveErrors.SEND_STOPPED({})
      this.#setPhase(destination.accepted === null ? 'looking' : 'away')
    }
  }

  /** Null when the connection was lost before everything was here. */
  async #transfer({ session, key, offer }: MetSender): Promise<Received | null> {
    const { destination } = this.#parts
    await this.#decide(session, offer)
    if (this.#ending !== null) throw DriveErrors.SEND_STOPPED({})
    await destination.accept({ key, offer })
    if (offer.isStream || offer.bytes >= MIN_FAST_BYTES) await session.hasten()
    await using writer = await destination.openWriter(offer)
    this.#follow(writer)
    this.#setPhase('receiving')
    const outcome = await session.receive(writer, () => this.#follow(writer))
    this.#follow(writer)
    if (outcome.kind === 'written') return await this.#place(writer, session)
    this.#search.learn(outcome)
    await this.#giveUp(outcome, writer)
    return null
  }

  async #decide(session: ReceiveSession, offer: SendOffer): Promise<void> {
    const { destination, decide } = this.#parts
    if (destination.accepted !== null) return
    this.#offer = offer
    try {
      await destination.check(offer)
      this.#setPhase('deciding')
      const withdrawn = session.refused.then((reason) => Promise.reject(refusalError(reason)))
      withdrawn.catch(() => undefined)
      const isWanted = await Promise.race([decide(offer), this.#stopped.promise, withdrawn])
      if (!isWanted) throw DriveErrors.SEND_DECLINED({})
    } catch (error) {
      session.decline()
      throw error
    }
  }

  async #place(writer: ContentWriter, session: ReceiveSession): Promise<Received> {
    const { files, bytes, refusedCount } = writer.progress
    const receipt = { files, bytes, refused: refusedCount }
    await this.#parts.destination.written(receipt)
    const placed = await writer.place()
    return { result: this.#resultOf(receipt, placed), isTold: await session.deliver(receipt) }
  }

  #resultOf({ files, bytes, refused: refusedCount }: Receipt, placed: readonly PlacedName[]): ReceiveResult {
    return { files, bytes, placed, refused: this.#progress.refused, refusedCount }
  }

  /** Tells a sender that was gone at the end. False when it did not come back in time. */
  async #tell(): Promise<boolean> {
    const { receipt } = this.#parts.destination
    const until = performance.now() + TELL_TIMEOUT_MS
    while (receipt !== null && this.#ending === null && performance.now() < until) {
      const met = await this.#search.nextWithin(until - performance.now())
      const isTold = (await met?.session.deliver(receipt)) === true
      await met?.session.close()
      if (isTold) return true
    }
    return false
  }

  async #giveUp(outcome: Exclude<ReceiveOutcome, { kind: 'written' }>, writer: ContentWriter): Promise<void> {
    if (outcome.kind === 'lost') return
    if (outcome.kind === 'refused' && outcome.reason === 'refused') return
    await writer.discard()
    if (outcome.kind === 'misbehaved') throw DriveErrors.SEND_MISBEHAVED({ reason: outcome.reason })
    throw refusalError(outcome.reason)
  }

  #follow(writer: ContentWriter): void {
    this.#progress = writer.progress
    const now = performance.now()
    if (now - this.#toldAt < PROGRESS_MS) return
    this.#toldAt = now
    this.#bytesPerSecond = this.#rate.add(this.#progress.bytes)
    this.emit('change', this.state)
  }

  #setPhase(phase: ReceivePhase): void {
    this.#phase = phase
    this.emit('change', this.state)
  }
}
