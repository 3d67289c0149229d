/**
 * Looks for the sender of a code among all who announce themselves under its number. Others may have the same number:
 * each is asked, and only one that has the same words, or knows the transfer that was begun, is the sender.
 */
import { createGuessLimit, type Network, type Peer, type PeerConnection, type Topic } from '@comice/core'
import { type ComiceError, encodeHex, isEqualBytes } from '@comice/protocol'
import crypto from 'hypercore-crypto'
import { parseCode, secretOfCode, topicOfCode } from '../code/code.ts'
import {
  MAX_BROKEN_FAST_LANES,
  MAX_SEND_LOOK_AGAIN_MS,
  MAX_WRONG_CODES,
  SEND_AWAY_MS,
  SEND_LOOK_AGAIN_MS,
  WRONG_CODE_GRACE_MS,
} from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import type { SendOffer } from './offer.ts'
import { type Introduction, type ReceiveOutcome, ReceiveSession } from './receive-session.ts'
import { refusalError } from './refusal-error.ts'
import type { ResumeKey } from './resume-proof.ts'

export interface MetSender {
  readonly session: ReceiveSession
  readonly key: ResumeKey
  readonly offer: SendOffer
}

export interface SenderSearchParts {
  readonly peer: Peer
  readonly code: string
  /** What was accepted, when something was. */
  readonly accepted: () => { readonly key: ResumeKey; readonly offer: SendOffer } | null
  /** How long the sender is looked for before anything was accepted, ms. */
  readonly lookTimeoutMs: number
}

export class SenderSearch {
  readonly #parts: SenderSearchParts
  readonly #network: Network
  readonly #topic: Topic
  readonly #secret: Uint8Array
  readonly #guesses = createGuessLimit({ max: MAX_WRONG_CODES })
  readonly #asking = new Set<ReceiveSession>()
  /** Devices, by key, that have another code. They are not asked twice: each time would cost them a guess. */
  readonly #others = new Set<string>()
  /** Devices that do not know the transfer that was begun: it had not reached them. They are asked by the code. */
  readonly #strangers = new Set<string>()
  /** Whoever waits in {@link next}. */
  #waiting: { resolve: (met: MetSender) => void; reject: (error: ComiceError) => void } | null = null
  #failure: ComiceError | null = null
  #timer: NodeJS.Timeout | undefined
  #lookTimer: NodeJS.Timeout | undefined
  #looks = 0
  #brokenFastLanes = 0
  #closing: Promise<void> | null = null

  constructor(parts: SenderSearchParts) {
    const code = parseCode(parts.code)
    this.#parts = parts
    this.#secret = secretOfCode(code)
    this.#network = parts.peer.network.sibling({ keyPair: crypto.keyPair() })
    this.#network.on('connection', (connection) => void this.#meet(connection))
    this.#topic = this.#network.join(topicOfCode(code), { server: false })
  }

  /**
   * The sender, when it is there.
   * @throws SEND_CODE_WRONG, SEND_NOT_FOUND, SEND_AWAY, SEND_STOPPED, and what it refuses with
   */
  async next(): Promise<MetSender> {
    const isAccepted = this.#parts.accepted() !== null
    const timeoutMs = isAccepted ? SEND_AWAY_MS : this.#parts.lookTimeoutMs
    const late = isAccepted
      ? DriveErrors.SEND_AWAY({ awayMs: timeoutMs })
      : DriveErrors.SEND_NOT_FOUND({ timeoutMs })
    if (this.#closing !== null) throw DriveErrors.SEND_STOPPED({})
    const { promise, resolve, reject } = Promise.withResolvers<MetSender>()
    this.#waiting = { resolve, reject }
    this.#timer = setTimeout(() => this.#fail(this.#failure ?? late), timeoutMs)
    this.#lookSoon()
    try {
      return await promise
    } finally {
      clearTimeout(this.#timer)
      clearTimeout(this.#lookTimer)
      this.#waiting = null
    }
  }

  /** The same, or null when it is not there within `timeoutMs`. */
  async nextWithin(timeoutMs: number): Promise<MetSender | null> {
    const timer = setTimeout(() => this.#fail(DriveErrors.SEND_NOT_FOUND({ timeoutMs })), timeoutMs)
    try {
      return await this.next()
    } catch {
      return null
    } finally {
      clearTimeout(timer)
    }
  }

  /** A connection of this search ended like that. */
  learn(outcome: ReceiveOutcome): void {
    // A path that breaks in the middle may be one that a firewall cuts: the channel of the connection is left.
    if (outcome.kind === 'lost' && outcome.lane === 'fast') this.#brokenFastLanes++
    this.#looks = 0
  }

  /** Ends all connections. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#fail(DriveErrors.SEND_STOPPED({}))
    await this.#network.close()
  }

  async #meet(connection: PeerConnection): Promise<void> {
    const device = encodeHex(connection.remotePublicKey)
    if (this.#waiting === null || this.#others.has(device)) return connection.close()
    const accepted = this.#strangers.has(device) ? null : this.#parts.accepted()
    const session = new ReceiveSession({
      network: this.#network,
      connection,
      secret: this.#secret,
      guesses: this.#guesses,
      resume: accepted?.key ?? null,
      usesFastLane: this.#brokenFastLanes < MAX_BROKEN_FAST_LANES,
    })
    this.#asking.add(session)
    const introduction = await session.introduce()
    this.#asking.delete(session)
    if (this.#isSender(introduction) && this.#waiting !== null) {
      const { key, offer } = introduction
      this.#waiting.resolve({ session, key, offer })
      this.#waiting = null
      return
    }
    await session.close()
    this.#considerOther(introduction, device)
  }

  #isSender(introduction: Introduction): introduction is Extract<Introduction, { kind: 'sender' }> {
    if (introduction.kind !== 'sender') return false
    const expected = this.#parts.accepted()?.offer
    const { offer } = introduction
    return (
      expected === undefined ||
      (isEqualBytes(expected.id, offer.id) && isEqualBytes(expected.list, offer.list))
    )
  }

  #considerOther(introduction: Introduction, device: string): void {
    const hasAccepted = this.#parts.accepted() !== null
    if (introduction.kind === 'lost') return
    if (introduction.kind === 'refused' && hasAccepted && !this.#strangers.has(device)) {
      this.#strangers.add(device)
      this.#looks = 0
      return this.#lookSoon()
    }
    if (introduction.kind !== 'refused' || introduction.reason !== 'stopped') this.#others.add(device)
    if (hasAccepted) return
    this.#failure =
      introduction.kind === 'refused' ? refusalError(introduction.reason) : DriveErrors.SEND_CODE_WRONG({})
    setTimeout(() => this.#giveUp(), WRONG_CODE_GRACE_MS)
  }

  /** Nobody of those who are asked now is the sender either. */
  #giveUp(): void {
    if (this.#failure === null) return
    if (this.#asking.size === 0) return this.#fail(this.#failure)
    setTimeout(() => this.#giveUp(), WRONG_CODE_GRACE_MS)
  }

  #fail(error: ComiceError): void {
    this.#waiting?.reject(error)
    this.#waiting = null
  }

  /** Until somebody is found: a lookup that was lost, or came too early, is made again. */
  #lookSoon(): void {
    clearTimeout(this.#lookTimer)
    const delayMs = Math.min(SEND_LOOK_AGAIN_MS * 2 ** this.#looks++, MAX_SEND_LOOK_AGAIN_MS)
    this.#lookTimer = setTimeout(() => {
      if (this.#waiting === null) return
      void this.#topic.refresh().finally(() => {
        if (this.#waiting !== null) this.#lookSoon()
      })
    }, delayMs)
  }
}
