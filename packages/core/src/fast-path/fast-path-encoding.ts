/**
 * The bytes of the channel `comice/fast-path/1`: one kind of protomux message, that begins with its number and the
 * number of the matter. Encodings are compact-encoding's; whatever is longer, or has other values, ends the channel.
 *
 * | nr | message | fields after `number: uint8`, `id: fixed16`                 |
 * | -- | ------- | ----------------------------------------------------------- |
 * | 1  | ask     | `purpose: string` of 1–64 bytes, `data: buffer` of 0–256    |
 * | 2  | offer   | `proof: fixed16`, `port: uint16` from 1,024                 |
 * | 3  | refusal | `reason: uint8`                                             |
 * | 4  | reverse | `proof: fixed16`, `port: uint16` from 1,024                 |
 * | 5  | end     |                                                             |
 */
import { type Codec, type DecodeFailure, decodeBounded, type Result } from '@comice/protocol'
import b4a from 'b4a'
import c, { type State } from 'compact-encoding'
import { MAX_PATH_MESSAGE_BYTES, MIN_OFFERED_PORT } from '../constants.ts'
import { type StreamHead, streamHead } from '../streams/stream-head.ts'

/** Bytes of `id` and `proof`. */
export const PATH_ID_BYTES = 16

/** Reasons of a refusal, by their number on the wire. The last is for numbers that this version does not know. */
export const REFUSALS = ['UNSUPPORTED', 'NOT_ALLOWED', 'NOT_LOCAL', 'BUSY', 'REFUSED'] as const

export type RefusalReason = (typeof REFUSALS)[number]

export type PathMessage = { readonly id: Uint8Array } & (
  | ({ readonly kind: 'ask' } & StreamHead)
  | { readonly kind: 'offer'; readonly proof: Uint8Array; readonly port: number }
  | { readonly kind: 'reverse'; readonly proof: Uint8Array; readonly port: number }
  | { readonly kind: 'refusal'; readonly reason: RefusalReason }
  | { readonly kind: 'end' }
)

const KINDS = ['ask', 'offer', 'refusal', 'reverse', 'end'] as const

const fixed16 = c.fixed(PATH_ID_BYTES)

const codec: Codec<PathMessage> = {
  preencode(state, message) {
    const at = state as State
    c.uint8.preencode(at, 0)
    fixed16.preencode(at, b4a.from(message.id))
    switch (message.kind) {
      case 'ask':
        return streamHead.preencode(state, message)
      case 'offer':
      case 'reverse':
        fixed16.preencode(at, b4a.from(message.proof))
        return c.uint16.preencode(at, message.port)
      case 'refusal':
        return c.uint8.preencode(at, 0)
      case 'end':
    }
  },
  encode(state, message) {
    const at = state as State
    c.uint8.encode(at, KINDS.indexOf(message.kind) + 1)
    fixed16.encode(at, b4a.from(message.id))
    switch (message.kind) {
      case 'ask':
        return streamHead.encode(state, message)
      case 'offer':
      case 'reverse':
        fixed16.encode(at, b4a.from(message.proof))
        return c.uint16.encode(at, message.port)
      case 'refusal':
        return c.uint8.encode(at, REFUSALS.indexOf(message.reason) + 1)
      case 'end':
    }
  },
  decode(state) {
    const at = state as State
    const kind = KINDS[c.uint8.decode(at) - 1]
    if (kind === undefined) throw new RangeError('no message has this number')
    const id = copyOf(fixed16.decode(at))
    switch (kind) {
      case 'ask':
        return { kind, id, ...streamHead.decode(state) }
      case 'offer':
      case 'reverse':
        return decodeOffer(at, { kind, id })
      case 'refusal':
        return { kind, id, reason: REFUSALS[c.uint8.decode(at) - 1] ?? 'REFUSED' }
      case 'end':
        return { kind, id }
    }
  },
}

export function encodePathMessage(message: PathMessage): Uint8Array {
  return c.encode(codec, message)
}

export function decodePathMessage(bytes: Uint8Array): Result<PathMessage, DecodeFailure> {
  return decodeBounded(codec, bytes, { maxBytes: MAX_PATH_MESSAGE_BYTES })
}

function decodeOffer(at: State, head: { kind: 'offer' | 'reverse'; id: Uint8Array }): PathMessage {
  const proof = copyOf(fixed16.decode(at))
  const port = c.uint16.decode(at)
  if (port < MIN_OFFERED_PORT) throw new RangeError('ports of the system are not offered')
  return { ...head, proof, port }
}

/** The stream uses its memory again. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return b4a.from(bytes)
}
