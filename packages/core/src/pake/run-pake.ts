/**
 * CPace between the two ends of a connection.
 *
 * Channel `comice/pake/1`, its id the purpose as UTF-8. Messages, in the order of their numbers:
 *
 * | nr | name    | bytes                          | from                                                     |
 * | -- | ------- | ------------------------------ | -------------------------------------------------------- |
 * | 0  | share   | 32 of the share, 0–1,024 data  | both, when the channel is open                           |
 * | 1  | tag     | 64                             | first the end that dialled; the other when it was right  |
 * | 2  | refusal | 1: 1 wrong secret, 2 no guesses| whoever ends the run early                               |
 *
 * CI is lv_cat(`comice/pake/1`, purpose, device key of the end that dialled, device key of the other); sid is the hash of
 * the connection's Noise handshake. So a run cannot be carried over to another connection, device or purpose. A change
 * of any of this is another number in the channel's name.
 *
 * Each end takes part once for each secret and connection. A guess counts as wrong from the moment in which the other
 * end can learn something, until it has proven to be right: also when it goes away in between.
 */
import { failure, type Result, success } from '@comice/protocol'
import b4a from 'b4a'
import type Protomux from 'protomux'
import { MAX_PAKE_DATA_BYTES, PAKE_TIMEOUT_MS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { PeerConnection } from '../network/connection.ts'
import { SHARE_BYTES } from './cpace.ts'
import { lvCat } from './cpace-encoding.ts'
import type { Guess, GuessLimit, GuessTurn } from './guess-limit.ts'
import { createPake, type Pake, type PakeConfirmation } from './pake.ts'

const PROTOCOL = 'comice/pake/1'

const WRONG_SECRET = 1
const NO_GUESSES = 2

export interface RunPakeOptions {
  /** Names what the secret opens, the same at both ends: `comice/send`. */
  readonly purpose: string
  readonly secret: Uint8Array
  /** Kept with the secret, for all of its runs. */
  readonly guesses: GuessLimit
  /** For the other end, in clear on this encrypted connection; authentic when the run succeeds. Up to 1,024 bytes. */
  readonly data?: Uint8Array
  /** Default {@link PAKE_TIMEOUT_MS}. */
  readonly timeoutMs?: number
}

/**
 * `WRONG_SECRET`: the ends have different secrets · `GUESSES_USED`: this end lets nobody guess any more, or not this
 * connection · `BUSY`: this end has a run for the purpose on this connection, perhaps with another secret · `REFUSED`: the other end lets nobody guess, or not us · `MALFORMED`: the other end does not follow the
 * protocol · `NO_ANSWER`: it did not answer in time · `DISCONNECTED`.
 */
export type PakeFailure =
  'WRONG_SECRET' | 'GUESSES_USED' | 'BUSY' | 'REFUSED' | 'MALFORMED' | 'NO_ANSWER' | 'DISCONNECTED'

export interface PakeOutcome {
  /** 32 bytes that both ends have now, and nobody else. Overwrite it when it was used. */
  readonly key: Uint8Array
  /** What the other end sent, authentic. */
  readonly data: Uint8Array
}

/**
 * Takes part in one run with the other end, which does the same. It resolves whatever the other end does.
 *
 * @throws CONNECTION_NOT_OPEN · PAKE_DATA_TOO_LARGE
 */
export function runPake(
  connection: PeerConnection,
  options: RunPakeOptions,
): Promise<Result<PakeOutcome, PakeFailure>> {
  const bytes = options.data?.byteLength ?? 0
  if (bytes > MAX_PAKE_DATA_BYTES)
    throw CoreErrors.PAKE_DATA_TOO_LARGE({ bytes, maxBytes: MAX_PAKE_DATA_BYTES })
  const purposes = running.get(connection.mux) ?? new Set()
  // Both would be one channel, and the end of either would be that of the other.
  if (purposes.has(options.purpose)) return Promise.resolve(failure('BUSY'))
  const turn = options.guesses.begin(connection.stream)
  if (turn === null) return Promise.resolve(failure('GUESSES_USED'))
  const { outcome } = new PakeRun(connection, options, turn)
  running.set(connection.mux, purposes.add(options.purpose))
  return outcome.finally(() => purposes.delete(options.purpose))
}

/** Purposes of the runs under way. */
const running = new WeakMap<Protomux, Set<string>>()

type Outcome = Result<PakeOutcome, PakeFailure>

interface OpenChannel {
  readonly channel: Protomux.Channel
  send(kind: keyof typeof NUMBERS, bytes: Uint8Array): void
}

const NUMBERS = { share: 0, tag: 1, refusal: 2 } as const

class PakeRun {
  readonly outcome: Promise<Outcome>
  readonly #connection: PeerConnection
  readonly #turn: GuessTurn
  readonly #pake: Pake
  readonly #id: { protocol: string; id: Uint8Array }
  readonly #timer: NodeJS.Timeout
  readonly #onstreamclose = () => this.#end(failure('DISCONNECTED'))
  #resolve: (outcome: Outcome) => void = () => undefined
  #open: OpenChannel | null = null
  #guess: Guess | null = null
  #confirmation: PakeConfirmation | null = null
  #theirData: Uint8Array = new Uint8Array()

  constructor(connection: PeerConnection, options: RunPakeOptions, turn: GuessTurn) {
    this.#connection = connection
    this.#turn = turn
    this.#pake = pakeOf(connection, options)
    this.#id = { protocol: PROTOCOL, id: b4a.from(options.purpose) }
    this.outcome = new Promise((resolve) => (this.#resolve = resolve))
    this.#timer = setTimeout(() => this.#end(failure('NO_ANSWER')), options.timeoutMs ?? PAKE_TIMEOUT_MS)
    connection.stream.once('close', this.#onstreamclose)
    // An end that begins before the other finds its channel refused; the other then opens one, which this one joins.
    connection.mux.pair(this.#id, () => this.#openChannel())
    this.#openChannel()
  }

  #openChannel(): void {
    if (this.#open !== null && !this.#open.channel.closed) return
    const connection = this.#connection
    const channel = connection.mux.createChannel({
      ...this.#id,
      messages: [
        { onmessage: (bytes: Uint8Array) => this.#onshare(bytes) },
        { onmessage: (bytes: Uint8Array) => this.#ontag(bytes) },
        { onmessage: (bytes: Uint8Array) => this.#onrefusal(bytes) },
      ],
      onopen: () => this.#send('share', b4a.concat([this.#pake.message.share, this.#pake.message.data])),
      onclose: () => {
        if (channel?.opened !== true) return
        this.#end(failure(connection.stream.destroying ? 'DISCONNECTED' : 'REFUSED'))
      },
    })
    if (channel === null) return this.#end(failure('DISCONNECTED'))
    this.#open = { channel, send: (kind, bytes) => void channel.messages[NUMBERS[kind]]?.send(bytes) }
    channel.open()
  }

  #onshare(bytes: Uint8Array): void {
    if (this.#confirmation !== null || bytes.byteLength < SHARE_BYTES) return this.#end(failure('MALFORMED'))
    if (bytes.byteLength > SHARE_BYTES + MAX_PAKE_DATA_BYTES) return this.#end(failure('MALFORMED'))
    // The stream reuses its memory.
    const copy = b4a.from(bytes)
    this.#theirData = copy.subarray(SHARE_BYTES)
    const received = this.#pake.receive({ share: copy.subarray(0, SHARE_BYTES), data: this.#theirData })
    if (!received.ok) return this.#end(failure('MALFORMED'))
    this.#confirmation = received.value
    if (this.#connection.initiator) this.#reveal(received.value.tag)
  }

  /** From here on the other end can tell whether its secret is ours. */
  #reveal(tag: Uint8Array): void {
    this.#guess ??= this.#turn.reveal()
    if (this.#guess === null) return this.#refuse(NO_GUESSES, 'GUESSES_USED')
    this.#send('tag', tag)
  }

  #ontag(tag: Uint8Array): void {
    const confirmation = this.#confirmation
    if (confirmation === null) return this.#end(failure('MALFORMED'))
    this.#guess ??= this.#turn.reveal()
    if (this.#guess === null) return this.#refuse(NO_GUESSES, 'GUESSES_USED')
    const key = confirmation.confirm(tag)
    if (key === null) return this.#refuse(WRONG_SECRET, 'WRONG_SECRET')
    this.#guess.wasRight()
    if (!this.#connection.initiator) this.#send('tag', confirmation.tag)
    this.#end(success({ key, data: this.#theirData }))
  }

  #onrefusal(bytes: Uint8Array): void {
    this.#end(failure(bytes[0] === WRONG_SECRET ? 'WRONG_SECRET' : 'REFUSED'))
  }

  #refuse(code: number, reason: PakeFailure): void {
    this.#send('refusal', Uint8Array.of(code))
    this.#end(failure(reason))
  }

  #send(kind: keyof typeof NUMBERS, bytes: Uint8Array): void {
    this.#open?.send(kind, bytes)
  }

  /** The first outcome counts. */
  #end(outcome: Outcome): void {
    this.#resolve(outcome)
    clearTimeout(this.#timer)
    this.#connection.stream.off('close', this.#onstreamclose)
    this.#connection.mux.unpair(this.#id)
    this.#pake[Symbol.dispose]()
    this.#confirmation?.[Symbol.dispose]()
    this.#open?.channel.close()
  }
}

function pakeOf({ stream, initiator, remotePublicKey }: PeerConnection, options: RunPakeOptions): Pake {
  const { purpose, secret, data = new Uint8Array() } = options
  const { publicKey, handshakeHash } = stream
  if (publicKey === null || handshakeHash === null) throw CoreErrors.CONNECTION_NOT_OPEN({})
  const [dialled, listened] = initiator ? [publicKey, remotePublicKey] : [remotePublicKey, publicKey]
  return createPake({
    role: initiator ? 'initiator' : 'responder',
    secret,
    channel: lvCat(b4a.from(PROTOCOL), b4a.from(purpose), dialled, listened),
    session: handshakeHash,
    data,
    purpose,
  })
}
