/**
 * The bytes of `comice/send/1`, see docs/protocol/send.md. A frame is its kind (uint8) and its body, in encodings of
 * compact-encoding; whatever is longer, or has other values, ends the connection.
 *
 * | nr | frame   | from     | body                                                                         |
 * | -- | ------- | -------- | ---------------------------------------------------------------------------- |
 * | 1  | hello   | receiver | `0`, or `1`, `id: fixed16`, `proof: fixed32` to go on with a transfer        |
 * | 2  | offer   | sender   | `proof: fixed32`, the offer                                                  |
 * | 3  | accept  | receiver | `index: uint`, `offset: uint`, `prefix: fixed32`                             |
 * | 4  | decline | receiver |                                                                              |
 * | 5  | refusal | sender   | `reason: uint8`                                                              |
 * | 6  | batch   | sender   | records, see batch-encoding.ts                                               |
 * | 7  | ack     | receiver | `bytes: uint` of batches that were dealt with since the accept               |
 * | 8  | receipt | receiver | `files: uint`, `bytes: uint`, `refused: uint`                                |
 * | 9  | bye     | sender   |                                                                              |
 */
import { type Codec, type DecodeFailure, decodeBounded, failure, type Result } from '@comice/protocol'
import c, { type State } from 'compact-encoding'
import { MAX_NAME_BYTES, MAX_OFFERED_NAMES, MAX_SEND_FRAME_BYTES } from '../constants.ts'
import type { OfferedName, Position, SendOffer } from './offer.ts'

/** Reasons of a refusal by their number on the wire. The last is for numbers that this version does not know. */
export const SEND_REFUSALS = ['expired', 'taken', 'guesses-used', 'stopped', 'lost', 'refused'] as const

export type SendRefusal = (typeof SEND_REFUSALS)[number]

export interface Receipt {
  readonly files: number
  readonly bytes: number
  readonly refused: number
}

export type Frame =
  | {
      readonly kind: 'hello'
      readonly resume: { readonly id: Uint8Array; readonly proof: Uint8Array } | null
    }
  | { readonly kind: 'offer'; readonly proof: Uint8Array; readonly offer: SendOffer }
  | { readonly kind: 'accept'; readonly at: Position; readonly prefix: Uint8Array }
  | { readonly kind: 'decline' }
  | { readonly kind: 'refusal'; readonly reason: SendRefusal }
  | { readonly kind: 'batch'; readonly records: Uint8Array }
  | { readonly kind: 'ack'; readonly bytes: number }
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  | { readonly kind: 'bye' }

const KINDS = ['hello', 'offer', 'accept', 'decline', 'refusal', 'batch', 'ack', 'receipt', 'bye'] as const

const fixed16 = c.fixed(16)

export function encodeFrame(frame: Frame): Uint8Array {
  return c.encode(codec, frame)
}

/** Byte strings of the frame are copies, but for the records of a batch. */
export function decodeFrame(bytes: Uint8Array): Result<Frame, DecodeFailure> {
  const decoded = decodeBounded(codec, bytes, { maxBytes: MAX_SEND_FRAME_BYTES })
  if (!decoded.ok || decoded.value.kind !== 'offer') return decoded
  return isSound(decoded.value.offer) ? decoded : failure('OUT_OF_LIMITS')
}

/** The first byte of a batch: its records follow at once. */
export const BATCH_KIND = KINDS.indexOf('batch') + 1

const codec: Codec<Frame> = {
  preencode(state, frame) {
    writeWith('preencode', state, frame)
  },
  encode(state, frame) {
    writeWith('encode', state, frame)
  },
  decode(state) {
    const at = state as State
    const kind = KINDS[c.uint8.decode(at) - 1]
    if (kind === undefined) throw new RangeError('no frame has this number')
    return readers[kind](at)
  },
}

type Step = 'preencode' | 'encode'

function writeWith(step: Step, at: State, frame: Frame): void {
  c.uint8[step](at, KINDS.indexOf(frame.kind) + 1)
  switch (frame.kind) {
    case 'hello':
      c.uint8[step](at, frame.resume === null ? 0 : 1)
      if (frame.resume === null) return
      fixed16[step](at, Buffer.from(frame.resume.id))
      return c.fixed32[step](at, Buffer.from(frame.resume.proof))
    case 'offer':
      c.fixed32[step](at, Buffer.from(frame.proof))
      return writeOffer(step, at, frame.offer)
    case 'accept':
      c.uint[step](at, frame.at.index)
      c.uint[step](at, frame.at.offset)
      return c.fixed32[step](at, Buffer.from(frame.prefix))
    case 'refusal':
      return c.uint8[step](at, SEND_REFUSALS.indexOf(frame.reason))
    case 'batch':
      return c.raw[step](at, Buffer.from(frame.records))
    case 'ack':
      return c.uint[step](at, frame.bytes)
    case 'receipt':
      c.uint[step](at, frame.receipt.files)
      c.uint[step](at, frame.receipt.bytes)
      return c.uint[step](at, frame.receipt.refused)
    case 'decline':
    case 'bye':
  }
}

const readers: { readonly [Kind in Frame['kind']]: (at: State) => Frame } = {
  hello(at) {
    const isResuming = c.uint8.decode(at)
    if (isResuming > 1) throw new RangeError('a hello is new or goes on')
    if (isResuming === 0) return { kind: 'hello', resume: null }
    return { kind: 'hello', resume: { id: copy(fixed16.decode(at)), proof: copy(c.fixed32.decode(at)) } }
  },
  offer: (at) => ({ kind: 'offer', proof: copy(c.fixed32.decode(at)), offer: readOffer(at) }),
  accept: (at) => ({
    kind: 'accept',
    at: { index: c.uint.decode(at), offset: c.uint.decode(at) },
    prefix: copy(c.fixed32.decode(at)),
  }),
  decline: () => ({ kind: 'decline' }),
  refusal: (at) => ({ kind: 'refusal', reason: SEND_REFUSALS[c.uint8.decode(at)] ?? 'refused' }),
  batch: (at) => ({ kind: 'batch', records: c.raw.decode(at) }),
  ack: (at) => ({ kind: 'ack', bytes: c.uint.decode(at) }),
  receipt: (at) => ({
    kind: 'receipt',
    receipt: { files: c.uint.decode(at), bytes: c.uint.decode(at), refused: c.uint.decode(at) },
  }),
  bye: () => ({ kind: 'bye' }),
}

/** An offer as records on disk have it. */
export const offerCodec: Codec<SendOffer> = {
  preencode: (state, offer) => writeOffer('preencode', state, offer),
  encode: (state, offer) => writeOffer('encode', state, offer),
  decode: (state) => readOffer(state),
}

function writeOffer(step: Step, at: State, offer: SendOffer): void {
  fixed16[step](at, Buffer.from(offer.id))
  c.fixed32[step](at, Buffer.from(offer.list))
  c.uint8[step](at, offer.isStream ? 1 : 0)
  c.uint[step](at, offer.entries)
  c.uint[step](at, offer.files)
  c.uint[step](at, offer.bytes)
  c.uint[step](at, offer.names.length)
  for (const { name, kind, files, bytes } of offer.names) {
    c.string[step](at, name)
    c.uint8[step](at, kind === 'folder' ? 1 : 0)
    c.uint[step](at, files)
    c.uint[step](at, bytes)
  }
}

function readOffer(at: State): SendOffer {
  const head = {
    id: copy(fixed16.decode(at)),
    list: copy(c.fixed32.decode(at)),
    isStream: c.uint8.decode(at) === 1,
    entries: c.uint.decode(at),
    files: c.uint.decode(at),
    bytes: c.uint.decode(at),
  }
  const count = c.uint.decode(at)
  if (count > MAX_OFFERED_NAMES) throw new RangeError('more names than allowed')
  const names = Array.from({ length: count }, () => readName(at))
  return { ...head, names }
}

function readName(at: State): OfferedName {
  const name = c.string.decode(at)
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw new RangeError('a longer name than allowed')
  const kind = c.uint8.decode(at) === 1 ? 'folder' : 'file'
  return { name, kind, files: c.uint.decode(at), bytes: c.uint.decode(at) }
}

/** Whether its numbers agree with each other. */
function isSound({ names, entries, files, bytes, isStream }: SendOffer): boolean {
  if (names.length === 0 || new Set(names.map(({ name }) => name)).size !== names.length) return false
  if (isStream) return entries === 1 && files === 1 && bytes === 0 && names[0]?.kind === 'file'
  const sum = (of: 'files' | 'bytes') => names.reduce((total, name) => total + name[of], 0)
  return sum('files') === files && sum('bytes') === bytes && files <= entries && names.length <= entries
}

function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes)
}
