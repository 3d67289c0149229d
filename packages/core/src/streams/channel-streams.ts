/**
 * Streams over channels of the connection: protomux protocol `comice/bytes/1`, the id 16 random bytes of the end that
 * opens, the handshake of that end its {@link StreamHead}, of the other one empty. See channel-duplex.ts for what follows.
 */
import { failure, type Result, success } from '@comice/protocol'
import c from 'compact-encoding'
import crypto from 'hypercore-crypto'
import type Protomux from 'protomux'
import { MAX_BYTE_STREAMS, STREAM_ANSWER_MS } from '../constants.ts'
import type { PeerConnection } from '../network/connection.ts'
import type { ByteStreamFailure } from './byte-stream.ts'
import { ANSWER, ChannelDuplex } from './channel-duplex.ts'
import { StreamRoom } from './stream-room.ts'
import { decodeStreamHead, encodeStreamHead, type StreamHead } from './stream-head.ts'

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

/** The streams of one connection. */
export class ChannelStreams {
  readonly #connection: PeerConnection
  readonly #take: TakeStream
  readonly #room = new StreamRoom()
  /** That the other end has opened. */
  #open = 0

  constructor(connection: PeerConnection, take: TakeStream) {
    this.#connection = connection
    this.#take = take
    connection.mux.pair({ protocol: PROTOCOL }, (id) => this.#onopened(id))
  }

  async open(head: StreamHead): Promise<Result<ChannelDuplex, ByteStreamFailure>> {
    const bytes = encodeStreamHead(head)
    const { promise, resolve } = Promise.withResolvers<ByteStreamFailure | 'TAKEN'>()
    const made = createStream(this.#connection.mux, {
      room: this.#room,
      id: crypto.randomBytes(ID_BYTES),
      onanswer: (answer) => resolve(answer === 0 ? 'TAKEN' : (REFUSALS[answer - 1] ?? 'REFUSED')),
      onclose: () => resolve(this.#connection.stream.destroying ? 'DISCONNECTED' : 'UNSUPPORTED'),
    })
    if (made === null) return failure('DISCONNECTED')
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
    const made = createStream(this.#connection.mux, {
      room: this.#room,
      id,
      onopen: (bytes) => this.#answer(made, bytes),
      onclose: () => this.#open--,
    })
    if (made === null) return
    this.#open++
    made.channel.open(new Uint8Array())
  }

  #answer(made: Opened | null, bytes: Uint8Array): void {
    if (made === null) return
    const head = decodeStreamHead(bytes)
    const say = (answer: number) => made.channel.messages[ANSWER]?.send(Uint8Array.of(answer))
    const take = () => {
      say(0)
      return made.duplex
    }
    const refusal =
      this.#open > MAX_BYTE_STREAMS ? 'BUSY' : head === null ? 'REFUSED' : this.#take(head, take)
    if (refusal === null) return
    say(REFUSALS.indexOf(refusal) + 1)
    made.duplex.destroy()
  }
}

interface StreamParts {
  readonly room: StreamRoom
  readonly id: Uint8Array
  readonly onopen?: (head: Uint8Array) => void
  readonly onanswer?: (answer: number) => void
  readonly onclose: () => void
}

function createStream(mux: Protomux, parts: StreamParts): Opened | null {
  const { room, id, onopen, onanswer, onclose } = parts
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
    ondrain: () => duplex?.ondrain(),
  })
  if (channel === null) return null
  duplex = new ChannelDuplex(channel as unknown as Protomux.Channel, room)
  return { channel: channel as unknown as Protomux.Channel<Uint8Array>, duplex }
}
