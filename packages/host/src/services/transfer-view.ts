/** What the faces see of a transfer by a code. */
import type {
  OfferedName,
  PlacedName,
  Receive,
  ReceivePhase,
  ReceiverView,
  RefusedFile,
  Send,
  SendOffer,
  SendPhase,
} from '@comice/drives'
import type { WireError } from '@comice/protocol'
import { MAX_VIEWED_NAMES } from '../constants.ts'

export interface OfferView {
  /** Those at the top. */
  readonly names: readonly OfferedName[]
  /** How many these are; views that come often list only the first. */
  readonly nameCount: number
  readonly files: number
  /** 0 for a stream. */
  readonly bytes: number
  readonly isStream: boolean
}

interface Transfer {
  readonly id: string
  /** Empty in a page's view of a transfer that no page began. */
  readonly code: string
  /** Why it failed. */
  readonly error: WireError | null
  /** The first of those that did not arrive. */
  readonly refused: readonly RefusedFile[]
  readonly refusedCount: number
}

export interface SendView extends Transfer {
  readonly kind: 'send'
  readonly phase: SendPhase
  readonly offer: OfferView
  readonly receivers: readonly ReceiverView[]
  readonly maxReceivers: number
  readonly wrongGuesses: number
  /** Unix time in ms. */
  readonly expiresAt: number
}

export interface ReceiveView extends Transfer {
  readonly kind: 'receive'
  readonly phase: ReceivePhase
  /** Absolute; null: it goes to whoever asked for it. */
  readonly into: string | null
  /** Null until the sender was found. */
  readonly offer: OfferView | null
  readonly files: number
  readonly bytes: number
  readonly bytesPerSecond: number
  readonly secondsLeft: number | null
  readonly isFast: boolean
  /** What is there under its name: all of it, at the end. */
  readonly placed: readonly PlacedName[]
}

export type TransferView = SendView | ReceiveView

export function offerView(offer: SendOffer, maxNames = Number.POSITIVE_INFINITY): OfferView {
  const { names, files, bytes, isStream } = offer
  return { names: names.slice(0, maxNames), nameCount: names.length, files, bytes, isStream }
}

export function sendView(send: Send, error: WireError | null = null): SendView {
  const { phase, offer, receivers, maxReceivers, refused, wrongGuesses, expiresAt } = send.state
  return {
    ...{ kind: 'send', id: send.id, code: send.code, phase, error },
    offer: offerView(offer, MAX_VIEWED_NAMES),
    ...{ receivers, maxReceivers, wrongGuesses, expiresAt },
    refused: refused.slice(0, MAX_VIEWED_NAMES),
    refusedCount: refused.length,
  }
}

export interface ReceiveOutcome {
  readonly error?: WireError
  readonly placed?: readonly PlacedName[]
}

export function receiveView(receive: Receive, { error, placed = [] }: ReceiveOutcome = {}): ReceiveView {
  const { offer, refused, entries: _entries, ...state } = receive.state
  return {
    ...{ kind: 'receive', id: receive.id, code: receive.code, into: receive.into, error: error ?? null },
    ...state,
    offer: offer === null ? null : offerView(offer, MAX_VIEWED_NAMES),
    refused: refused.slice(0, MAX_VIEWED_NAMES),
    placed: placed.slice(0, MAX_VIEWED_NAMES),
  }
}
