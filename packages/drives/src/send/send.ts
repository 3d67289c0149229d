/** One thing that is sent: waits for receivers under its code, and serves those who know it. */
import { EventEmitter } from 'node:events'
import {
  createGuessLimit,
  type GuessLimit,
  type Network,
  type Peer,
  type PeerConnection,
  type Topic,
} from '@comice/core'
import { type ComiceError, encodeHex } from '@comice/protocol'
import crypto from 'hypercore-crypto'
import { parseCode, secretOfCode, topicOfCode } from '../code/code.ts'
import { MAX_DELAY_MS, MAX_WRONG_CODES, PROGRESS_MS, SEND_AWAY_MS } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import type { Receipt, SendRefusal } from './frame-encoding.ts'
import { SEND_PURPOSE } from './lane.ts'
import type { RefusedFile, SendOffer } from './offer.ts'
import type { ResumeKey } from './resume-proof.ts'
import { type ReceiverView, SendReceivers } from './send-receivers.ts'
import { SendSession } from './send-session.ts'
import type { SendSource } from './send-source.ts'
import { removeTransfer, type TransferFolder, writeTransfer } from './transfer-folder.ts'
import { type SendRecord, sendRecordCodec } from './transfer-records.ts'

export type { ReceiverView }

/** `waiting`: for receivers · `sending`: to one at least · `done`: everybody has it · `failed`: see {@link Send.done}. */
export type SendPhase = 'waiting' | 'sending' | 'done' | 'failed'

export interface SendState {
  readonly phase: SendPhase
  readonly offer: SendOffer
  readonly receivers: readonly ReceiverView[]
  /** How many may receive it. */
  readonly maxReceivers: number
  /** What could not be read, or changed. */
  readonly refused: readonly RefusedFile[]
  readonly wrongGuesses: number
  /** Unix time in ms. */
  readonly expiresAt: number
}

export interface SendResult {
  readonly receipts: readonly Receipt[]
  readonly refused: readonly RefusedFile[]
}

export interface SendEvents {
  /** What {@link Send.state} says has changed; at most ten times a second while contents move. */
  change: [state: SendState]
}

export interface SendParts {
  readonly peer: Peer
  readonly record: SendRecord
  readonly source: SendSource
  /** Null: it does not survive a restart. */
  readonly folder: TransferFolder | null
  readonly onend: (send: Send) => void
}

export class Send extends EventEmitter<SendEvents> {
  readonly id: string
  readonly code: string
  /**
   * Resolves when as many as were meant to have everything.
   *
   * Rejects with SEND_EXPIRED, SEND_GUESSES_USED or SEND_STOPPED.
   */
  readonly done: Promise<SendResult>
  readonly #parts: SendParts
  readonly #network: Network
  readonly #topic: Topic
  readonly #guesses: GuessLimit
  readonly #receivers: SendReceivers
  readonly #sessions = new Map<PeerConnection, SendSession>()
  readonly #settle: { resolve: (result: SendResult) => void; reject: (error: ComiceError) => void }
  readonly #stopServing: () => void
  #end: 'done' | 'failed' | null = null
  #expiry: NodeJS.Timeout | undefined
  #toldAt = 0
  #ending: Promise<void> | null = null
  #saving: Promise<void> = Promise.resolve()

  constructor(parts: SendParts) {
    super()
    const { peer, record } = parts
    const settle = Promise.withResolvers<SendResult>()
    this.id = encodeHex(record.offer.id)
    this.code = record.code
    this.done = settle.promise
    // It is also in the state: nobody has to look here.
    this.done.catch(() => undefined)
    this.#settle = settle
    this.#parts = parts
    this.#guesses = createGuessLimit({ max: MAX_WRONG_CODES, wrong: record.wrongGuesses })
    this.#receivers = new SendReceivers(record.known, record.receivers)
    this.#network = peer.network.sibling({
      keyPair: crypto.keyPair(record.seed),
      isKnown: (publicKey) => this.#isReceiver(publicKey),
    })
    this.#network.on('connection', (connection) => void this.#serve(connection))
    this.#stopServing = this.#network.fastPaths.serve(SEND_PURPOSE, {
      accepts: (connection) => this.#sessions.get(connection)?.isReceiver === true,
      onstream: (stream) => {
        const session = this.#sessions.get(stream.connection)
        if (session === undefined) stream.destroy()
        else session.takeStream(stream)
      },
    })
    this.#topic = this.#network.join(topicOfCode(parseCode(record.code)), { client: false })
    this.#awaitExpiry()
  }

  get state(): SendState {
    const { offer, refused } = this.#parts.source
    return {
      phase: this.#end ?? (this.#receivers.areServed ? 'sending' : 'waiting'),
      offer,
      receivers: this.#receivers.view(),
      maxReceivers: this.#parts.record.receivers,
      refused,
      wrongGuesses: this.#guesses.wrong,
      expiresAt: this.#parts.record.expiresAt,
    }
  }

  /** Resolves when the code can be used. */
  async announced(): Promise<void> {
    await Promise.all([this.#save(), this.#topic.flushed()])
  }

  /** Ends it, and tells those who are connected. What others have stays theirs. Idempotent. */
  stop(): Promise<void> {
    return this.#endWith(DriveErrors.SEND_STOPPED({}))
  }

  /** Ends it for now: the next start of the profile goes on with it. Idempotent. */
  pause(): Promise<void> {
    return this.#endWith(DriveErrors.SEND_STOPPED({}), { keeps: true })
  }

  async #serve(connection: PeerConnection): Promise<void> {
    if (this.#ending !== null) return connection.close()
    let receiver: ResumeKey | null = null
    const session = new SendSession(this.#host(), connection, {
      onreceiver: async (key) => {
        const refusal = this.#receivers.enter(key, session)
        receiver = refusal === null ? key : null
        this.#changed()
        return Promise.resolve(refusal)
      },
      onaccept: async () => {
        this.#receivers.accepted(receiver, session.isFast)
        await this.#save()
        this.#changed()
      },
      onprogress: (progress) => {
        this.#receivers.progressed(receiver, progress)
        this.#changed({ isProgress: true })
      },
      ondecline: async () => {
        this.#receivers.declined(receiver)
        await this.#save()
        this.#changed()
      },
      onreceipt: async (receipt) => {
        this.#receivers.finished(receiver, receipt)
        await this.#save()
        this.#changed()
      },
    })
    this.#sessions.set(connection, session)
    try {
      await session.run()
    } catch (error) {
      // A disk that cannot be read, for instance: others may still be served.
      this.#receivers.failed(receiver, error)
    } finally {
      this.#sessions.delete(connection)
      this.#receivers.left(receiver, session)
      this.#changed()
      this.#mayEnd()
    }
  }

  #host(): ConstructorParameters<typeof SendSession>[0] {
    return {
      network: this.#network,
      secret: secretOfCode(parseCode(this.code)),
      guesses: this.#guesses,
      source: this.#parts.source,
      refusal: () => this.#refusal(),
      known: (id) => this.#receivers.known(id),
      guessed: () => this.#save(),
    }
  }

  #refusal(): SendRefusal | null {
    if (this.#ending !== null) return 'stopped'
    if (Date.now() >= this.#parts.record.expiresAt) return 'expired'
    if (this.#guesses.isOver) return 'guesses-used'
    return this.#receivers.isFull ? 'taken' : null
  }

  #isReceiver(publicKey: Uint8Array): boolean {
    for (const { connection, isReceiver } of this.#sessions.values())
      if (isReceiver && Buffer.compare(connection.remotePublicKey, publicKey) === 0) return true
    return false
  }

  /** Looks whether anybody can still get it. */
  #mayEnd(): void {
    if (this.#ending !== null) return
    if (this.#receivers.isComplete) {
      void this.#endWith(null)
      return
    }
    if (this.#receivers.areUnderWay(SEND_AWAY_MS)) return
    if (this.#guesses.isOver)
      void this.#endWith(DriveErrors.SEND_GUESSES_USED({ guesses: this.#guesses.wrong }))
    else if (Date.now() >= this.#parts.record.expiresAt) void this.#endWith(DriveErrors.SEND_EXPIRED({}))
  }

  #awaitExpiry(): void {
    const { expiresAt } = this.#parts.record
    const leftMs = Math.max(expiresAt - Date.now(), this.#receivers.awayMs(SEND_AWAY_MS), 1000)
    this.#expiry = setTimeout(
      () => {
        this.#mayEnd()
        if (this.#ending === null) this.#awaitExpiry()
      },
      Math.min(leftMs, MAX_DELAY_MS),
    )
    this.#expiry.unref()
  }

  /** `error` null: everybody has it. */
  #endWith(error: ComiceError | null, { keeps = false } = {}): Promise<void> {
    this.#ending ??= this.#finish(error, keeps)
    return this.#ending
  }

  async #finish(error: ComiceError | null, keeps: boolean): Promise<void> {
    clearTimeout(this.#expiry)
    this.#end = error === null ? 'done' : 'failed'
    this.#stopServing()
    if (!keeps) await Promise.all([...this.#sessions.values()].map((session) => session.stop('stopped')))
    await this.#network.close()
    await this.#saving
    const { folder, source, onend } = this.#parts
    await source[Symbol.asyncDispose]()
    if (!keeps && folder !== null) await removeTransfer(folder)
    this.#changed()
    if (error === null)
      this.#settle.resolve({ receipts: this.#receivers.receipts(), refused: [...source.refused] })
    else this.#settle.reject(error)
    onend(this)
  }

  #save(): Promise<void> {
    const { folder, record } = this.#parts
    if (folder === null) return Promise.resolve()
    const write = async () => {
      if (this.#end !== null) return
      const known = this.#receivers.knownReceivers()
      await writeTransfer(folder, sendRecordCodec, { ...record, known, wrongGuesses: this.#guesses.wrong })
    }
    this.#saving = this.#saving.then(write, write)
    return this.#saving
  }

  #changed({ isProgress = false } = {}): void {
    const now = performance.now()
    if (isProgress && now - this.#toldAt < PROGRESS_MS) return
    this.#toldAt = now
    this.emit('change', this.state)
  }
}
