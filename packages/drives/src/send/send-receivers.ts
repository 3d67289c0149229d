/** Who gets a send, and how far each of them is. */
import { encodeHex } from '@comice/protocol'
import type { Receipt, SendRefusal } from './frame-encoding.ts'
import type { ResumeKey } from './resume-proof.ts'
import type { FedProgress } from './send-source.ts'
import type { KnownReceiver } from './transfer-records.ts'

/** `deciding`: it sees the offer · `receiving` · `away`: it has accepted, and is not connected · `done`. */
export type ReceiverPhase = 'deciding' | 'receiving' | 'away' | 'done'

export interface ReceiverView {
  readonly id: string
  readonly phase: ReceiverPhase
  readonly entries: number
  readonly bytes: number
  /** Whether it gets it by a direct TCP path. */
  readonly isFast: boolean
  readonly receipt: Receipt | null
  /** Why it could not be served the last time. */
  readonly trouble: string | null
}

interface Session {
  stop(reason: SendRefusal): void
}

interface Receiver {
  readonly key: ResumeKey
  hasAccepted: boolean
  session: Session | null
  /** When it was seen, performance time in ms. */
  seenAt: number
  progress: FedProgress
  isFast: boolean
  receipt: Receipt | null
  trouble: string | null
}

export class SendReceivers {
  readonly #receivers = new Map<string, Receiver>()
  readonly #max: number

  constructor(known: readonly KnownReceiver[], max: number) {
    this.#max = max
    for (const { key, receipt } of known) {
      const receiver = { ...newReceiver(key), hasAccepted: true, receipt }
      this.#receivers.set(encodeHex(key.id), receiver)
    }
  }

  /** Nobody new is let in. */
  get isFull(): boolean {
    return this.#receivers.size >= this.#max
  }

  /** Somebody who has accepted does not have all yet. */
  get areServed(): boolean {
    return [...this.#receivers.values()].some(({ hasAccepted, receipt }) => hasAccepted && receipt === null)
  }

  /** All have it. */
  get isComplete(): boolean {
    const done = [...this.#receivers.values()].filter(({ receipt }) => receipt !== null)
    return done.length >= this.#max
  }

  /** Whether somebody who has accepted may still come back, or is here. */
  areUnderWay(awayMs: number): boolean {
    return [...this.#receivers.values()].some(
      ({ receipt, session, seenAt }) =>
        session !== null || (receipt === null && performance.now() - seenAt < awayMs),
    )
  }

  /** For how long somebody may still come back at most, ms. */
  awayMs(awayMs: number): number {
    const left = [...this.#receivers.values()]
      .filter(({ receipt }) => receipt === null)
      .map(({ seenAt }) => seenAt + awayMs - performance.now())
    return Math.max(0, ...left)
  }

  known(id: Uint8Array): ResumeKey | null {
    return this.#receivers.get(encodeHex(id))?.key ?? null
  }

  /** Somebody who has proven to be a receiver, on a new connection. */
  enter(key: ResumeKey, session: Session): SendRefusal | null {
    const id = encodeHex(key.id)
    const known = this.#receivers.get(id)
    if (known === undefined && this.isFull) return 'taken'
    const receiver = known ?? newReceiver(key)
    this.#receivers.set(id, receiver)
    // The connection before is dead, and nobody has noticed yet.
    receiver.session?.stop('refused')
    receiver.session = session
    receiver.trouble = null
    return null
  }

  accepted(key: ResumeKey | null, isFast: boolean): void {
    this.#update(key, { hasAccepted: true, isFast })
  }

  progressed(key: ResumeKey | null, progress: FedProgress): void {
    this.#update(key, { progress })
  }

  declined(key: ResumeKey | null): void {
    if (key !== null) this.#receivers.delete(encodeHex(key.id))
  }

  finished(key: ResumeKey | null, receipt: Receipt): void {
    this.#update(key, { hasAccepted: true, receipt })
  }

  failed(key: ResumeKey | null, error: unknown): void {
    this.#update(key, { trouble: error instanceof Error ? error.message : String(error) })
  }

  /** The connection is over. Who has not accepted gives its place back. */
  left(key: ResumeKey | null, session: Session): void {
    if (key === null) return
    const id = encodeHex(key.id)
    const receiver = this.#receivers.get(id)
    if (receiver?.session !== session) return
    receiver.session = null
    receiver.seenAt = performance.now()
    if (!receiver.hasAccepted) this.#receivers.delete(id)
  }

  knownReceivers(): KnownReceiver[] {
    return [...this.#receivers.values()]
      .filter(({ hasAccepted }) => hasAccepted)
      .map(({ key, receipt }) => ({ key, receipt }))
  }

  receipts(): Receipt[] {
    return this.knownReceivers().flatMap(({ receipt }) => receipt ?? [])
  }

  view(): ReceiverView[] {
    return [...this.#receivers].map(([id, receiver]) => {
      const { progress, isFast, receipt, trouble } = receiver
      return { id, phase: phaseOf(receiver), ...progress, isFast, receipt, trouble }
    })
  }

  #update(key: ResumeKey | null, change: Partial<Receiver>): void {
    const receiver = key === null ? undefined : this.#receivers.get(encodeHex(key.id))
    if (receiver !== undefined) Object.assign(receiver, change, { seenAt: performance.now() })
  }
}

function newReceiver(key: ResumeKey): Receiver {
  return {
    key,
    hasAccepted: false,
    session: null,
    seenAt: performance.now(),
    progress: { entries: 0, bytes: 0 },
    isFast: false,
    receipt: null,
    trouble: null,
  }
}

function phaseOf({ receipt, session, hasAccepted }: Receiver): ReceiverPhase {
  if (receipt !== null) return 'done'
  if (session === null) return 'away'
  return hasAccepted ? 'receiving' : 'deciding'
}
