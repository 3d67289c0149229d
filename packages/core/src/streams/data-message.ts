/**
 * A message of data on a channel, as protomux writes it, but in a length that is a multiple of 8 where that is possible: such a frame
 * is sealed in half of the time (fast-path/quick-seal.ts). Before the data are two numbers, the channel's and the
 * message's, in compact-encoding's `uint`, whose longer forms may hold small numbers, too.
 *
 * This rests on names of protomux that `test/streams/data-message.test.ts` pins: a channel's `_localId`, and a mux's `_batch`,
 * which is null outside a batch.
 */
import type Protomux from 'protomux'
import { QUICK_SEAL_BYTES } from '../constants.ts'

interface ChannelInternals {
  readonly _localId: number
  readonly _mux: { readonly _batch: unknown; drained: boolean } & Pick<Protomux, 'stream'>
}

/** By how many bytes they are: a byte that says so, and the number, little-endian. */
const FORMS = { 3: 0xfd, 5: 0xfe } as const

/** Forms of the two numbers by what the data's length leaves when divided by 8. None for odd lengths. */
const FORMS_BY_REST: Readonly<Record<number, readonly [3 | 5, 1 | 3 | 5]>> = {
  0: [5, 3],
  2: [3, 3],
  4: [3, 1],
  6: [5, 5],
}

/** What secret-stream has before and behind a frame. */
const TAG_BYTES = 1
const MAC_BYTES = 16

/** Sends a message of `type`, a number below 253. */
export function sendData(channel: Protomux.Channel, type: number, bytes: Uint8Array): void {
  const { _localId: id, _mux: mux } = channel as unknown as ChannelInternals
  const forms = FORMS_BY_REST[bytes.byteLength % 8]
  if (bytes.byteLength < QUICK_SEAL_BYTES || forms === undefined || channel.closed || mux._batch !== null)
    return void channel.messages[type]?.send(bytes)
  const [idBytes, typeBytes] = forms
  const frame = mux.stream.alloc(idBytes + typeBytes + bytes.byteLength)
  writeNumber(frame.subarray(0, idBytes), id)
  writeNumber(frame.subarray(idBytes, idBytes + typeBytes), type)
  frame.set(bytes, idBytes + typeBytes)
  mux.drained = mux.stream.write(frame)
}

/**
 * Whether nothing is in the memory of a message's data but its own two numbers and its frame's seal: it came alone. Behind data
 * in a batch are messages that the mux has still to read, or that it keeps for a channel which is not open yet.
 */
export function isAloneInFrame({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const frame = new Uint8Array(buffer)
  if (byteOffset + byteLength + MAC_BYTES !== frame.byteLength) return false
  const type = TAG_BYTES + numberBytes(frame[TAG_BYTES])
  // In a batch, and behind anything else, they begin later than that.
  return byteOffset === type + numberBytes(frame[type])
}

function numberBytes(first = 0): number {
  if (first === FORMS[3]) return 3
  if (first === FORMS[5]) return 5
  return first > FORMS[5] ? 9 : 1
}

function writeNumber(to: Uint8Array, value: number): void {
  if (to.byteLength === 1) return void (to[0] = value)
  to.fill(0)
  to[0] = to.byteLength === 3 ? FORMS[3] : FORMS[5]
  to[1] = value & 0xff
  to[2] = value >> 8
}
