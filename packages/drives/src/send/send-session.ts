/** A sender's end of one connection to somebody who may be a receiver. */
import { type FastStream, type GuessLimit, type Network, type PeerConnection, runPake } from '@comice/core'
import { FAREWELL_MS, HELLO_TIMEOUT_MS, MAX_SEND_FRAME_BYTES, SEND_STALL_MS } from '../constants.ts'
import { encodeFrame, type Frame, type Receipt, type SendRefusal } from './frame-encoding.ts'
import { Inbox } from './inbox.ts'
import { type Lane, openChannelLane, openFastLane, SEND_PURPOSE } from './lane.ts'
import { isResumeProof, proveResume, type ResumeKey, resumeKeyOf } from './resume-proof.ts'
import type { FedBatch, FedProgress, SendSource } from './send-source.ts'
import { SendWindow } from './send-window.ts'
import { within } from './within.ts'

/** What the send as a whole says to a session. */
export interface SendHost {
  readonly network: Network
  readonly secret: Uint8Array
  readonly guesses: GuessLimit
  readonly source: SendSource
  /** Why nobody new is let in; null when somebody is. */
  refusal(): SendRefusal | null
  /** The key of a receiver that is known. */
  known(id: Uint8Array): ResumeKey | null
  /** A guess was made, right or wrong. */
  guessed(): Promise<void>
}

/** What happens to the receiver of a session; each is called when it is so. */
export interface SendSessionEvents {
  /** It has the code, or had it before. False: it is not let in after all. */
  onreceiver(key: ResumeKey): Promise<SendRefusal | null>
  onaccept(): Promise<void>
  onprogress(progress: FedProgress): void
  /** Before it has accepted, or later. */
  ondecline(): Promise<void>
  onreceipt(receipt: Receipt): Promise<void>
}

interface SentBatch {
  readonly end: number
  readonly progress: FedProgress
}

export class SendSession {
  readonly #host: SendHost
  readonly #connection: PeerConnection
  readonly #events: SendSessionEvents
  readonly #window = new SendWindow()
  readonly #inbox: Inbox
  readonly #channel: Lane | null
  /** Batches on their way, oldest first. */
  readonly #sent: SentBatch[] = []
  #lane: Lane | null
  #isReceiver = false
  #isFeeding = false
  #isDeclined = false
  /** Resolves when a lane of it has ended. */
  readonly #gone = Promise.withResolvers<void>()
  #leaving: Promise<void> | null = null
  #disallow: () => void = () => undefined

  constructor(host: SendHost, connection: PeerConnection, events: SendSessionEvents) {
    this.#host = host
    this.#connection = connection
    this.#events = events
    this.#inbox = new Inbox({
      maxBytes: 2 * MAX_SEND_FRAME_BYTES,
      intercept: (frame) => this.#intercept(frame),
    })
    this.#channel = openChannelLane(connection, {
      onframe: (lane, frame) => this.#inbox.onframe(lane, frame),
      onclose: () => this.#lost(),
    })
    this.#lane = this.#channel
  }

  /** Whether a fast stream of this connection may be opened. */
  get isReceiver(): boolean {
    return this.#isReceiver
  }

  get isFast(): boolean {
    return this.#lane?.isFast === true
  }

  get connection(): PeerConnection {
    return this.#connection
  }

  /** Takes part until the transfer, or the connection, is over. It rejects only when this end fails. */
  async run(): Promise<void> {
    try {
      const key = await this.#recognise()
      if (key === null) return
      const refusal = await this.#events.onreceiver(key)
      if (refusal !== null) return this.#refuse(refusal)
      this.#isReceiver = true
      this.#disallow = this.#host.network.fastPaths.allow(this.#connection)
      const proof = proveResume(key, this.#connection, 'sender')
      this.#send({ kind: 'offer', proof, offer: this.#host.source.offer })
      await this.#transfer()
    } finally {
      await this.#leaving
      this.#disallow()
      this.#end()
      if (this.#lane?.isFast === true) this.#lane.close()
      await this.#connection.close()
    }
  }

  /** A fast stream that the receiver has opened. It is used when it accepts over it. */
  takeStream(stream: FastStream): void {
    openFastLane(stream, {
      onframe: (lane, frame) => this.#inbox.onframe(lane, frame),
      onclose: (lane) => {
        if (lane === this.#lane) this.#lost()
      },
    })
  }

  /** Ends it from this side. Resolves when the receiver has gone, or had the time to hear why. */
  stop(reason: SendRefusal): Promise<void> {
    this.#leaving ??= this.#leave(reason)
    return this.#leaving
  }

  async #leave(reason: SendRefusal): Promise<void> {
    this.#refuse(reason)
    this.#end()
    // What is on its way is lost when a fast lane is closed, and the receiver would look for this end again.
    await within(this.#gone.promise, FAREWELL_MS)
  }

  #lost(): void {
    this.#gone.resolve()
    this.#end()
  }

  #end(): void {
    this.#inbox.end('lost')
    this.#window.close()
  }

  async #recognise(): Promise<ResumeKey | null> {
    const hello = (await this.#inbox.next(HELLO_TIMEOUT_MS))?.frame
    if (hello?.kind !== 'hello') return null
    if (hello.resume !== null) {
      const key = this.#host.known(hello.resume.id)
      const { proof } = hello.resume
      if (key !== null && isResumeProof(key, { connection: this.#connection, by: 'receiver', proof }))
        return key
      this.#refuse('refused')
      return null
    }
    const refusal = this.#host.refusal()
    if (refusal !== null) {
      this.#refuse(refusal)
      return null
    }
    const { secret, guesses } = this.#host
    const outcome = await runPake(this.#connection, { purpose: SEND_PURPOSE, secret, guesses })
    await this.#host.guessed()
    return outcome.ok ? resumeKeyOf(outcome.value.key) : null
  }

  async #transfer(): Promise<void> {
    const answer = await this.#inbox.next()
    if (answer?.frame.kind === 'decline') return this.#events.ondecline()
    if (answer?.frame.kind === 'receipt') return this.#receipt(answer.frame.receipt)
    if (answer?.frame.kind !== 'accept') return
    this.#lane = answer.lane
    const { at, prefix } = answer.frame
    await this.#events.onaccept()
    const batches = this.#host.source.batches(at, prefix)
    if (batches === null) return this.#refuse('lost')
    this.#isFeeding = true
    const isFed = await this.#feed(batches, answer.lane)
    const last = isFed ? await this.#inbox.next() : null
    // It wants no more of what it had accepted.
    if (this.#isDeclined) return this.#events.ondecline()
    if (last?.frame.kind === 'receipt') await this.#receipt(last.frame.receipt)
  }

  /** False when the receiver is gone, or takes nothing any more. */
  async #feed(batches: AsyncIterable<FedBatch>, lane: Lane): Promise<boolean> {
    for await (const { frame, progress } of batches) {
      if (!(await this.#window.take(frame.byteLength, SEND_STALL_MS))) return false
      this.#sent.push({ end: this.#window.sent, progress })
      lane.send(frame)
    }
    return true
  }

  async #receipt(receipt: Receipt): Promise<void> {
    await this.#events.onreceipt(receipt)
    this.#send({ kind: 'bye' })
  }

  #intercept(frame: Frame): boolean {
    if (frame.kind === 'decline' && this.#isFeeding) {
      this.#isDeclined = true
      this.#end()
      return true
    }
    if (frame.kind !== 'ack') return false
    if (!this.#window.acknowledge(frame.bytes)) {
      this.#inbox.end('misbehaved')
      this.#window.close()
      return true
    }
    let last: FedProgress | null = null
    while ((this.#sent[0]?.end ?? Number.POSITIVE_INFINITY) <= frame.bytes)
      last = this.#sent.shift()?.progress ?? null
    if (last !== null) {
      this.#host.source.release(last)
      this.#events.onprogress(last)
    }
    return true
  }

  #refuse(reason: SendRefusal): void {
    this.#send({ kind: 'refusal', reason })
  }

  #send(frame: Frame): void {
    this.#lane?.send(encodeFrame(frame))
  }
}
