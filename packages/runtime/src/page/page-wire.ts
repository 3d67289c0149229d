/**
 * What a page and its app's backend say to each other. Version {@link PAGE_VERSION}.
 *
 * Each message is one list, in the encoding of `wire/value.ts`, of at most {@link MAX_PAGE_MESSAGE_BYTES}. `id` is a
 * number that the page chooses and does not use again on the same channel, from 1 to 2^53 − 1.
 *
 * | from the page | means |
 * |---|---|
 * | `[1, id, method, args, credit]` | call a method; items of a stream may take `credit` bytes |
 * | `[2, id]` | give the call up: its signal aborts, its stream is returned; nothing more comes of it |
 * | `[3, id, bytes]` | the stream may send so many bytes more |
 *
 * | from the backend | means |
 * |---|---|
 * | `[16, id, value]` | what the call gave; it is over |
 * | `[17, id, error]` | it failed, as `errorToWire` of @comice/protocol writes an error; it is over |
 * | `[18, id]` | what it gave is a stream |
 * | `[19, id, value]` | an item of the stream; costs its message's bytes and {@link PAGE_ITEM_COST_BYTES} |
 * | `[20, id]` | the stream is complete; it is over |
 *
 * A backend sends an item while the credit is above zero, so the last one may go beyond it by one message. A page that
 * sends anything else is disconnected. Messages for an id that is over are ignored: they crossed with its end.
 *
 * Before all this a page proves to the node that it is its window, and the node says which version of the app its
 * backend is, in two messages of text that no backend sees: `{"comice":1,"token":"…"}` and
 * `{"comice":1,"version":"…"}`. From then on the node hands binary messages through, unread.
 */
import {
  MAX_PAGE_ARGUMENTS,
  MAX_PAGE_MESSAGE_BYTES,
  MAX_PAGE_METHOD_CHARS,
  PAGE_VERSION,
} from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { decodeValue, encodeValue, type WireValue } from '../wire/value.ts'

export const PageFrame = {
  Call: 1,
  Cancel: 2,
  Credit: 3,
  Result: 16,
  Failure: 17,
  Stream: 18,
  Item: 19,
  End: 20,
} as const

export type PageRequest =
  | {
      readonly type: typeof PageFrame.Call
      readonly id: number
      readonly method: string
      readonly args: readonly WireValue[]
      readonly credit: number
    }
  | { readonly type: typeof PageFrame.Cancel; readonly id: number }
  | { readonly type: typeof PageFrame.Credit; readonly id: number; readonly bytes: number }

export type PageReply =
  | { readonly type: typeof PageFrame.Stream | typeof PageFrame.End; readonly id: number }
  | {
      readonly type: typeof PageFrame.Result | typeof PageFrame.Failure | typeof PageFrame.Item
      readonly id: number
      readonly value: WireValue
    }

/** @throws VALUE_UNSUPPORTED, VALUE_TOO_LARGE */
export function encodePageMessage(parts: readonly unknown[]): Uint8Array<ArrayBuffer> {
  // The encoder itself refuses what is no value.
  const pieces = encodeValue(parts as WireValue)
  const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
  if (length > MAX_PAGE_MESSAGE_BYTES)
    throw RuntimeErrors.VALUE_TOO_LARGE({ bytes: length, maxBytes: MAX_PAGE_MESSAGE_BYTES })
  const message = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    message.set(piece, at)
    at += piece.byteLength
  }
  return message
}

/** What a page sent. @throws WIRE_MALFORMED */
export function decodePageRequest(message: Uint8Array): PageRequest {
  const { type, id, rest } = decode(message)
  const [bytes] = rest
  if (type === PageFrame.Cancel && rest.length === 0) return { type, id }
  if (type === PageFrame.Credit && rest.length === 1 && isCount(bytes)) return { type, id, bytes }
  if (type === PageFrame.Call && rest.length === 3) return { type, id, ...callOf(rest) }
  throw malformed('no such message')
}

function callOf([method, args, credit]: readonly WireValue[]) {
  if (typeof method !== 'string' || method.length > MAX_PAGE_METHOD_CHARS)
    throw malformed('a method has no name')
  if (!Array.isArray(args) || args.length > MAX_PAGE_ARGUMENTS) throw malformed('a call has no arguments')
  if (!isCount(credit)) throw malformed('a call has no credit')
  return { method, args: args as readonly WireValue[], credit }
}

/** What a backend sent. @throws WIRE_MALFORMED */
export function decodePageReply(message: Uint8Array): PageReply {
  const { type, id, rest } = decode(message)
  if ((type === PageFrame.Stream || type === PageFrame.End) && rest.length === 0) return { type, id }
  const isValue = type === PageFrame.Result || type === PageFrame.Failure || type === PageFrame.Item
  if (isValue && rest.length === 1) return { type, id, value: rest[0] }
  throw malformed('no such message')
}

function decode(message: Uint8Array): { type: unknown; id: number; rest: readonly WireValue[] } {
  if (message.byteLength > MAX_PAGE_MESSAGE_BYTES) throw malformed('a message is too large')
  const value = decodeValue(message)
  if (!Array.isArray(value)) throw malformed('a message is not a list')
  const [type, id, ...rest] = value as readonly WireValue[]
  if (!isCount(id) || id === 0) throw malformed('a message has no id')
  return { type, id, rest }
}

function isCount(value: WireValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function malformed(reason: string): Error {
  return RuntimeErrors.WIRE_MALFORMED({ reason })
}

/** The first message of a page. */
export function encodePageHello(token: string): string {
  return JSON.stringify({ comice: PAGE_VERSION, token })
}

/** The node's answer to it: the version of the app that the page talks to. */
export function encodePageWelcome(version: string): string {
  return JSON.stringify({ comice: PAGE_VERSION, version })
}

/** Null when it is not a hello. The caller looks at the version and the token. */
export function decodePageHello(text: string): { readonly comice: number; readonly token: string } | null {
  const { comice, token } = parseObject(text)
  return typeof comice === 'number' && typeof token === 'string' ? { comice, token } : null
}

/** Null when it is not a welcome. */
export function decodePageWelcome(text: string): { readonly version: string } | null {
  const { comice, version } = parseObject(text)
  return comice === PAGE_VERSION && typeof version === 'string' ? { version } : null
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
