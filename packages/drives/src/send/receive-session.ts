/** A receiver's end of one connection to somebody who may be the sender. */
import { type GuessLimit, type Network, type PeerConnection, runPake } from '@comice/core'
import {
  ACK_BYTES,
  FAREWELL_MS,
  FAST_LANE_WAIT_MS,
  HELLO_TIMEOUT_MS,
  MAX_SEND_FRAME_BYTES,
  RECEIPT_WAIT_MS,
  SEND_STALL_MS,
  SEND_WINDOW_BYTES,
} from '../constants.ts'
import { decodeBatch } from './batch-encoding.ts'
import type { ContentWriter } from './content-writer.ts'
import { MisbehavedError } from './entry-guard.ts'
import { encodeFrame, type Frame, type Receipt, type SendRefusal } from './frame-encoding.ts'
import { Inbox, type ReceivedFrame } from './inbox.ts'
import { type Lane, openChannelLane, openFastLane, SEND_PURPOSE } from './lane.ts'
import type { SendOffer } from './offer.ts'
import { isResumeProof, proveResume, type ResumeKey, resumeKeyOf } from './resume-proof.ts'
import { within } from './within.ts'

export interface ReceiveSessionParts {
  readonly network: Network
  readonly connection: PeerConnection
  /** What the code says, for the key exchange. */
  readonly secret: Uint8Array
  readonly guesses: GuessLimit
  /** Of a transfer that was begun. */
  readonly resume: ResumeKey | null
  readonly usesFastLane: boolean
}

/** How a connection ended before the sender was known: it has another code · it refused · it is gone or no sender. */
export type Introduction =
  | { readonly kind: 'sender'; readonly key: ResumeKey; readonly offer: SendOffer }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'refused'; readonly reason: SendRefusal }
  | { readonly kind: 'lost' }

/** How a transfer over this connection ended. */
export type ReceiveOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly reason: SendRefusal }
  | { readonly kind: 'misbehaved'; readonly reason: string }
  | { readonly kind: 'lost'; readonly lane: 'fast' | 'channel' }

export class ReceiveSession {
  readonly #parts: ReceiveSessionParts
  readonly #inbox = new Inbox({
    maxBytes: SEND_WINDOW_BYTES + 2 * MAX_SEND_FRAME_BYTES,
    intercept: (frame) => {
      if (frame.kind === 'refusal') this.#refused.resolve(frame.reason)
      return false
    },
  })
  readonly #refused = Promise.withResolvers<SendRefusal>()
  readonly #channel: Lane | null
  #lane: Lane | null
  #disallow: () => void = () => undefined

  constructor(parts: ReceiveSessionParts) {
    this.#parts = parts
    this.#channel = openChannelLane(parts.connection, this.#inbox)
    this.#lane = this.#channel
  }

  get isFast(): boolean {
    return this.#lane?.isFast === true
  }

  /** Resolves when the sender has refused to go on. */
  get refused(): Promise<SendRefusal> {
    return this.#refused.promise
  }

  /** Finds out whether the other end is the sender. It resolves whatever the other end does. */
  async introduce(): Promise<Introduction> {
    const { resume, connection } = this.#parts
    if (this.#channel === null) return { kind: 'lost' }
    if (resume === null) return this.#introduceByCode()
    const proof = proveResume(resume, connection, 'receiver')
    this.#send({ kind: 'hello', resume: { id: resume.id, proof } })
    return this.#readOffer(resume)
  }

  /** Receives all that comes. */
  async receive(writer: ContentWriter, onprogress: () => void): Promise<ReceiveOutcome> {
    const { at, prefix } = writer.position()
    this.#send({ kind: 'accept', at, prefix })
    let [dealt, told] = [0, 0]
    for (;;) {
      const received = await this.#inbox.next(SEND_STALL_MS)
      if (received === null) return this.#lostOutcome()
      if (received.frame.kind === 'refusal') return { kind: 'refused', reason: received.frame.reason }
      if (received.frame.kind !== 'batch') return misbehaved('it sent something out of turn')
      const { records } = received.frame
      const batch = decodeBatch(records)
      if (!batch.ok) return misbehaved('it sent bytes that mean nothing')
      try {
        if (await writer.write(batch.value)) return { kind: 'written' }
      } catch (error) {
        if (error instanceof MisbehavedError) return misbehaved(error.message)
        throw error
      }
      dealt += records.byteLength + 1
      if (dealt - told >= ACK_BYTES || this.#inbox.isEmpty) {
        told = dealt
        this.#send({ kind: 'ack', bytes: dealt })
      }
      onprogress()
    }
  }

  /** Tells the sender that all is written. False when it may not know. */
  async deliver(receipt: Receipt): Promise<boolean> {
    this.#send({ kind: 'receipt', receipt })
    for (;;) {
      const received = await this.#inbox.next(RECEIPT_WAIT_MS)
      if (received === null) return false
      if (received.frame.kind === 'bye') return true
    }
  }

  /** Says that nothing more is wanted. Resolves when the sender has gone, or had the time to hear it. */
  async leave(): Promise<void> {
    this.decline()
    await within(this.#inbox.over, FAREWELL_MS)
  }

  decline(): void {
    this.#send({ kind: 'decline' })
  }

  /** Takes a faster way, where there is one. Before {@link receive}. */
  async hasten(): Promise<void> {
    const { network, connection, usesFastLane } = this.#parts
    if (!usesFastLane) return
    this.#disallow = network.fastPaths.allow(connection)
    const timeout = new Promise<null>((resolve) => setTimeout(resolve, FAST_LANE_WAIT_MS, null).unref())
    const opening = network.fastPaths.open(connection, { purpose: SEND_PURPOSE })
    const opened = await Promise.race([opening, timeout])
    if (opened?.ok === true) this.#lane = openFastLane(opened.value, this.#inbox) ?? this.#channel
    else if (opened === null)
      void opening.then((late) => {
        if (late.ok) late.value.destroy()
      })
  }

  async close(): Promise<void> {
    this.#disallow()
    this.#inbox.end('lost')
    if (this.#lane?.isFast === true) this.#lane.close()
    await this.#parts.connection.close()
  }

  async #introduceByCode(): Promise<Introduction> {
    const { connection, secret, guesses } = this.#parts
    this.#send({ kind: 'hello', resume: null })
    const exchange = runPake(connection, { purpose: SEND_PURPOSE, secret, guesses })
    const refusal = this.#inbox.next(HELLO_TIMEOUT_MS)
    // A sender that takes nobody says so instead of taking part.
    const first = await Promise.race([exchange, refusal])
    if (first === null) return { kind: 'lost' }
    if ('frame' in first) {
      if (first.frame.kind === 'refusal') return { kind: 'refused', reason: first.frame.reason }
      const outcome = await exchange
      return outcome.ok ? this.#readOffer(resumeKeyOf(outcome.value.key), refusal) : { kind: 'lost' }
    }
    if (first.ok) return this.#readOffer(resumeKeyOf(first.value.key), refusal)
    return { kind: first.code === 'WRONG_SECRET' ? 'wrong' : 'lost' }
  }

  async #readOffer(key: ResumeKey, coming?: Promise<ReceivedFrame | null>): Promise<Introduction> {
    const received = await (coming ?? this.#inbox.next(HELLO_TIMEOUT_MS))
    if (received?.frame.kind === 'refusal') return { kind: 'refused', reason: received.frame.reason }
    if (received?.frame.kind !== 'offer') return { kind: 'lost' }
    const { offer, proof } = received.frame
    const { connection } = this.#parts
    return isResumeProof(key, { connection, by: 'sender', proof })
      ? { kind: 'sender', key, offer }
      : { kind: 'lost' }
  }

  #send(frame: Frame): void {
    this.#lane?.send(encodeFrame(frame))
  }

  #lostOutcome(): ReceiveOutcome {
    if (this.#inbox.ended === 'misbehaved') return misbehaved('it sent bytes that mean nothing, or too many')
    return { kind: 'lost', lane: this.isFast ? 'fast' : 'channel' }
  }
}

function misbehaved(reason: string): ReceiveOutcome {
  return { kind: 'misbehaved', reason }
}
