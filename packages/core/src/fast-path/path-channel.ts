/**
 * The channel `comice/fast-path/1` of one connection: asks of this end, offers to the other.
 *
 * The other end can have a listener opened, on one address, for one connection from its own address, for at most
 * {@link FAST_PATH_OFFER_MS}; and it can choose the port, from 1,024, at which it is dialled on that address, as answer
 * to an ask of ours or to an offer that it has got. One that asks too often is refused; one that sends what is no message
 * loses the channel.
 */
import { failure, isEqualBytes, type Result } from '@comice/protocol'
import b4a from 'b4a'
import crypto, { type KeyPair } from 'hypercore-crypto'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type Protomux from 'protomux'
import {
  FAST_PATH_ANSWER_MS,
  FAST_PATH_ASK_RATE,
  FAST_PATH_DIAL_MS,
  FAST_PATH_OFFER_MS,
} from '../constants.ts'
import type { PeerConnection } from '../network/connection.ts'
import { TokenBucket } from '../network/token-bucket.ts'
import { bindStream, type BoundStream, type BoundStreamFailure, type PathBinding } from './bound-stream.ts'
import type { FastPathFailure } from './fast-path.ts'
import {
  decodePathMessage,
  encodePathMessage,
  PATH_ID_BYTES,
  type PathMessage,
  type RefusalReason,
} from './fast-path-encoding.ts'
import type { PathAddresses } from './path-address.ts'
import { dialTcp, listenTcp, type TcpListener } from './tcp-ends.ts'

const PROTOCOL = 'comice/fast-path/1'

export interface PathRequest {
  readonly purpose: string
  readonly data: Uint8Array
}

export interface PathChannelOptions {
  readonly connection: PeerConnection
  readonly keyPair: KeyPair
  readonly addresses: () => PathAddresses | null
  readonly now: () => number
  readonly guard: (stream: NoiseSecretStream) => void
  /** Why the other end may not have a stream for that, or what takes the place that it gets and gives it back. */
  readonly admit: (request: PathRequest) => RefusalReason | Disposable
  readonly onstream: (request: PathRequest, bound: BoundStream) => void
}

type Bound = Result<BoundStream, BoundStreamFailure>
type Offer = Extract<PathMessage, { kind: 'offer' }>
type Answer = Offer | Extract<PathMessage, { kind: 'refusal' }> | null
type Step = Extract<PathMessage, { kind: 'reverse' } | { kind: 'end' }> | null

export class PathChannel {
  readonly #options: PathChannelOptions
  readonly #asks: TokenBucket
  /** The other end counts them too. */
  readonly #ownAsks: TokenBucket
  readonly #closed = new AbortController()
  /** What waits for the next message of a matter, by its id: at our asks, and at our offers. */
  readonly #answers = new Map<string, (answer: Answer) => void>()
  readonly #steps = new Map<string, (step: Step) => void>()
  #channel: Protomux.Channel | null = null

  constructor(options: PathChannelOptions) {
    this.#options = options
    this.#asks = new TokenBucket(FAST_PATH_ASK_RATE, options.now)
    this.#ownAsks = new TokenBucket(FAST_PATH_ASK_RATE, options.now)
    const { mux, stream } = options.connection
    mux.pair({ protocol: PROTOCOL }, () => void this.#open())
    stream.once('close', () => this.close())
  }

  /** Ends what is under way, and for good. */
  close(): void {
    if (this.#closed.signal.aborted) return
    this.#closed.abort()
    this.#options.connection.mux.unpair({ protocol: PROTOCOL })
    this.#channel?.close()
    this.#settleAll()
  }

  /** A path for that, by an ask of this end. */
  async ask(request: PathRequest): Promise<Result<BoundStream, FastPathFailure>> {
    const addresses = this.#options.addresses()
    if (addresses === null) return failure('NOT_LOCAL')
    if (!this.#ownAsks.take()) return failure('BUSY')
    const id = crypto.randomBytes(PATH_ID_BYTES)
    if (!this.#send({ kind: 'ask', id, ...request })) return failure(this.#whyNot())
    const answer = await this.#next(this.#answers, id, FAST_PATH_ANSWER_MS)
    if (answer === null) return failure(this.#whyNot())
    if (answer.kind === 'refusal') return failure(answer.reason)
    const bound = await this.#dial(addresses, answer)
    if (bound.ok || bound.code !== 'UNREACHABLE') return this.#ended(id, bound)
    return this.#ended(id, await this.#reverse(addresses, answer))
  }

  /** A firewall in front of the other end may let us be dialled. */
  async #reverse(addresses: PathAddresses, { id, proof }: Offer): Promise<Bound> {
    using listener = await listenTcp(addresses)
    if (listener === null) return failure('UNREACHABLE')
    this.#send({ kind: 'reverse', id, proof, port: listener.port })
    return await this.#accept(listener, { id, proof })
  }

  #ended(id: Uint8Array, bound: Bound): Result<BoundStream, FastPathFailure> {
    if (bound.ok) return bound
    this.#send({ kind: 'end', id })
    return this.#closed.signal.aborted ? failure('DISCONNECTED') : bound
  }

  async #onask({ id, purpose, data }: Extract<PathMessage, { kind: 'ask' }>): Promise<void> {
    const request = { purpose, data }
    const addresses = this.#options.addresses()
    const place = this.#placeFor(request, addresses)
    if (typeof place === 'string') return void this.#send({ kind: 'refusal', id, reason: place })
    using _place = place
    const bound = addresses === null ? null : await this.#offer(addresses, id)
    if (bound?.ok === true) this.#options.onstream(request, bound.value)
  }

  #placeFor(request: PathRequest, addresses: PathAddresses | null): RefusalReason | Disposable {
    if (addresses === null) return 'NOT_LOCAL'
    return this.#asks.take() ? this.#options.admit(request) : 'BUSY'
  }

  /** Listens until the other end has dialled, wants to be dialled, gives up, or its time is over. */
  async #offer(addresses: PathAddresses, id: Uint8Array): Promise<Bound | null> {
    using listener = await listenTcp(addresses)
    if (listener === null) {
      this.#send({ kind: 'refusal', id, reason: 'REFUSED' })
      return null
    }
    const proof = crypto.randomBytes(PATH_ID_BYTES)
    const step = this.#next(this.#steps, id, FAST_PATH_OFFER_MS)
    this.#send({ kind: 'offer', id, proof, port: listener.port })
    const first = await Promise.race([listener.accepted.then(() => 'accepted' as const), step])
    if (first === 'accepted') {
      const bound = await this.#accept(listener, { id, proof })
      this.#steps.get(keyOf(id))?.(null)
      return bound
    }
    // Before anything takes time: nobody would look after a socket that is accepted from here on.
    listener[Symbol.dispose]()
    if (first?.kind !== 'reverse' || !isEqualBytes(first.proof, proof)) return null
    return await this.#dial(addresses, first)
  }

  async #dial(
    addresses: PathAddresses,
    { id, proof, port }: { id: Uint8Array; proof: Uint8Array; port: number },
  ): Promise<Bound> {
    const signal = this.#within(FAST_PATH_DIAL_MS)
    const dialled = await dialTcp(addresses, port, signal)
    if (dialled === null) return failure('UNREACHABLE')
    const { socket, connectMs } = dialled
    return bindStream(socket, { ...this.#binding(id, proof), isDialler: true, connectMs }, signal)
  }

  async #accept(listener: TcpListener, { id, proof }: { id: Uint8Array; proof: Uint8Array }): Promise<Bound> {
    const signal = this.#within(FAST_PATH_DIAL_MS)
    signal.addEventListener('abort', () => listener[Symbol.dispose](), { once: true })
    const socket = await listener.accepted
    if (socket === null) return failure('UNREACHABLE')
    return bindStream(socket, { ...this.#binding(id, proof), isDialler: false }, signal)
  }

  #binding(id: Uint8Array, proof: Uint8Array): PathBinding & Pick<PathChannelOptions, 'guard'> {
    const { connection, keyPair, guard } = this.#options
    const outerHash = connection.stream.handshakeHash ?? new Uint8Array()
    return { keyPair, remotePublicKey: connection.remotePublicKey, outerHash, id, proof, guard }
  }

  #within(ms: number): AbortSignal {
    return AbortSignal.any([this.#closed.signal, AbortSignal.timeout(ms)])
  }

  #onmessage(bytes: Uint8Array): void {
    const decoded = decodePathMessage(bytes)
    if (!decoded.ok) return this.close()
    const message = decoded.value
    switch (message.kind) {
      case 'ask':
        return void this.#onask(message)
      case 'offer':
      case 'refusal':
        return this.#answers.get(keyOf(message.id))?.(message)
      case 'reverse':
      case 'end':
        return this.#steps.get(keyOf(message.id))?.(message)
    }
  }

  /** The next message about `id`, null after `ms`, or when there will be none. */
  #next<Message>(
    waiting: Map<string, (message: Message | null) => void>,
    id: Uint8Array,
    ms: number,
  ): Promise<Message | null> {
    const key = keyOf(id)
    return new Promise((resolve) => {
      const settle = (message: Message | null) => {
        clearTimeout(timer)
        if (waiting.get(key) === settle) waiting.delete(key)
        resolve(message)
      }
      const timer = setTimeout(() => settle(null), ms)
      waiting.set(key, settle)
      if (this.#closed.signal.aborted) settle(null)
    })
  }

  #send(message: PathMessage): boolean {
    const channel = this.#open()
    channel?.messages[0]?.send(encodePathMessage(message))
    return channel !== null
  }

  #open(): Protomux.Channel | null {
    if (this.#closed.signal.aborted) return null
    if (this.#channel !== null && !this.#channel.closed) return this.#channel
    this.#channel = this.#options.connection.mux.createChannel({
      protocol: PROTOCOL,
      messages: [{ onmessage: (bytes: Uint8Array) => this.#onmessage(bytes) }],
      onclose: () => this.#settleAll(),
    })
    this.#channel?.open()
    return this.#channel
  }

  #settleAll(): void {
    for (const settle of [...this.#answers.values(), ...this.#steps.values()]) settle(null)
  }

  #whyNot(): FastPathFailure {
    if (this.#closed.signal.aborted || this.#channel === null) return 'DISCONNECTED'
    return this.#channel.closed ? 'UNSUPPORTED' : 'NO_ANSWER'
  }
}

function keyOf(id: Uint8Array): string {
  return b4a.toString(id, 'hex')
}
