/**
 * Streams over channels of a connection, or of a path beside it: protomux protocol `comice/bytes/1`, the id 16 random bytes of the end that
 * opens, the handshake of that end its {@link StreamHead}, of the other one empty. See channel-duplex.ts for what follows.
 */
import { failure, type Result, success } from '@comice/protocol'
import c from 'compact-encoding'
import crypto from 'hypercore-crypto'
import type Protomux from 'protomux'
import { STREAM_ANSWER_MS } from '../constants.ts'
import type { ByteStreamFailure } from './byte-stream.ts'
import { ANSWER, ChannelDuplex, type StreamShares } from './channel-duplex.ts'
import { decodeStreamHead, encodeStreamHead, type StreamHead } from './stream-head.ts'
import type { StreamRoom } from './stream-room.ts'
import { StreamTurns } from './stream-turns.ts'

const PROTOCOL = 'comice/bytes/1'
const ID_BYTES = 16

/** Answers by their number on the wire, from 1; 0 is yes. Other numbers are read as a refusal. */
const REFUSALS = ['UNSUPPORTED', 'REFUSED', 'BUSY'] as const

export type StreamRefusal = (typeof REFUSALS)[number]

/** Takes over a stream that the other end has opened, or says why not. */
export type TakeStream = (head: StreamHead, take: () => ChannelDuplex) => StreamRefusal | null

interface Opened {
  readonly channel: Protomux.Channel<Uint8Array>
  readonly duplex: ChannelDuplex
}

export interface ChannelStreamsOptions {
  /** Of the connection, or of a path of it. */
  readonly mux: Protomux
  /** Of the connection. */
  readonly room: StreamRoom
  readonly take: TakeStream
  /** Streams came or went. */
  readonly onchange?: () => void
}

/** The streams of one mux. */
export class ChannelStreams {
  readonly #mux: Protomux
  readonly #shares: StreamShares
  readonly #take: TakeStream
  readonly #onchange: () => void
  #size = 0

  constructor({ mux, room, take, onchange = () => undefined }: ChannelStreamsOptions) {
    this.#mux = mux
    this.#shares = { room, turns: new StreamTurns(mux) }
    this.#take = take
    this.#onchange = onchange
    mux.pair({ protocol: PROTOCOL }, (id) => this.#onopened(id))
  }

  /** Streams that are open, or being opened, by either end. */
  get size(): number {
    return this.#size
  }

  async open(head: StreamHead): Promise<Result<ChannelDuplex, ByteStreamFailure>> {
    const bytes = encodeStreamHead(head)
    const { promise, resolve } = Promise.withResolvers<ByteStreamFailure | 'TAKEN'>()
    const made = createStream(this.#mux, {
      shares: this.#shares,
      id: crypto.randomBytes(ID_BYTES),
      onanswer: (answer) => resolve(answer === 0 ? 'TAKEN' : (REFUSALS[answer - 1] ?? 'REFUSED')),
      onclose: () => {
        resolve(this.#mux.stream.destroying ? 'DISCONNECTED' : 'UNSUPPORTED')
        this.#count(-1)
      },
    })
    if (made === null) return failure('DISCONNECTED')
    this.#count(1)
    made.channel.open(bytes)
    const timer = setTimeout(() => resolve('NO_ANSWER'), STREAM_ANSWER_MS)
    const outcome = await promise
    clearTimeout(timer)
    if (outcome === 'TAKEN') return success(made.duplex)
    made.duplex.destroy()
    return failure(outcome)
  }

  #onopened(id: Uint8Array | null): void {
    if (id?.byteLength !== ID_BYTES) return
    const { room } = this.#shares
    const hasRoom = room.enter()
    const made = createStream(this.#mux, {
      shares: this.#shares,
      id,
      onopen: (bytes) => this.#answer(made, hasRoom ? decodeStreamHead(bytes) : 'BUSY'),
      onclose: () => this.#count(-1),
    })
    if (made === null) return room.leave()
    // And not with its channel: what has come may wait for its reader longer than that.
    made.duplex.once('close', () => room.leave())
    this.#count(1)
    made.channel.open(new Uint8Array())
  }

  #answer(made: Opened | null, head: StreamHead | 'BUSY' | null): void {
    if (made === null) return
    const say = (answer: number) => made.channel.messages[ANSWER]?.send(Uint8Array.of(answer))
    const take = () => {
      say(0)
      return made.duplex
    }
    const refusal = head === 'BUSY' ? head : head === null ? 'REFUSED' : this.#take(head, take)
    if (refusal === null) return
    say(REFUSALS.indexOf(refusal) + 1)
    made.duplex.destroy()
  }

  #count(change: 1 | -1): void {
    this.#size += change
    this.#onchange()
  }
}

interface StreamParts {
  readonly shares: StreamShares
  readonly id: Uint8Array
  readonly onopen?: (head: Uint8Array) => void
  readonly onanswer?: (answer: number) => void
  readonly onclose: () => void
}

function createStream(mux: Protomux, parts: StreamParts): Opened | null {
  const { shares, id, onopen, onanswer, onclose } = parts
  let duplex: ChannelDuplex | null = null
  const channel = mux.createChannel<Uint8Array, null>({
    protocol: PROTOCOL,
    id,
    handshake: c.raw,
    messages: [
      { onmessage: (bytes: Uint8Array) => onanswer?.(bytes[0] ?? 255) },
      { onmessage: (bytes: Uint8Array) => duplex?.ondata(bytes) },
      { onmessage: (bytes: Uint8Array) => duplex?.oncredit(bytes) },
      { onmessage: () => duplex?.onend() },
    ],
    onopen: (head) => onopen?.(head),
    onclose: () => {
      onclose()
      duplex?.onclose()
    },
  })
  if (channel === null) return null
  duplex = new ChannelDuplex(channel as unknown as Protomux.Channel, shares)
  return { channel: channel as unknown as Protomux.Channel<Uint8Array>, duplex }
}
