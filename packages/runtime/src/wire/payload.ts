/** What stands in the payloads of frames. All readers throw WIRE_MALFORMED. */
import { errorFromWire, errorToWire } from '@comice/protocol'
import { FRAME_COST_BYTES, MAX_FRAME_BYTES, MAX_METHOD_CHARS } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { FrameKind } from './frame.ts'
import { decodeValue, encodeValue, type WireObject, type WireValue } from './value.ts'

/** The parts of a request (two) or of an open frame (three). */
export function readCall(payload: Uint8Array, parts: 2 | 3): [method: string, ...params: WireValue[]] {
  const call = decodeValue(payload)
  if (!Array.isArray(call) || call.length !== parts) throw malformed('a call is not a list of its parts')
  const [method, ...rest] = call as WireValue[]
  if (typeof method !== 'string' || method.length > MAX_METHOD_CHARS)
    throw malformed('a method without a name')
  return [method, ...rest]
}

export function readFailure(payload: Uint8Array): Error {
  return errorFromWire(decodeValue(payload))
}

/** Null when the stream was only given up. */
export function readReset(payload: Uint8Array): Error | null {
  const value = decodeValue(payload)
  return value === null ? null : errorFromWire(value)
}

export function readHello(payload: Uint8Array): { hello: WireObject; version: number } {
  const hello = decodeValue(payload)
  if (!isObject(hello) || typeof hello['version'] !== 'number') throw malformed('a hello without a version')
  return { hello, version: hello['version'] }
}

export function readCredit(payload: Uint8Array): number {
  if (payload.length !== 4) throw malformed('a credit is not four bytes')
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0)
}

export function encodeCredit(bytes: number): Uint8Array {
  const credit = new Uint8Array(4)
  new DataView(credit.buffer).setUint32(0, bytes)
  return credit
}

/** The frame that answers a call. Total: a result that cannot be sent is a failure. */
export function encodeAnswer(value: WireValue): [FrameKind, Uint8Array[]] {
  try {
    return [FrameKind.Response, encodeBounded(value)]
  } catch (error) {
    return encodeFailure(error)
  }
}

export function encodeFailure(error: unknown): [FrameKind, Uint8Array[]] {
  return [FrameKind.Failure, encodeError(error)]
}

export function encodeError(error: unknown): Uint8Array[] {
  return encodeValue({ ...errorToWire(error) })
}

/** @throws VALUE_UNSUPPORTED · VALUE_TOO_LARGE */
export function encodeBounded(value: WireValue): Uint8Array[] {
  const pieces = encodeValue(value)
  const maxBytes = MAX_FRAME_BYTES - FRAME_COST_BYTES
  const bytes = byteLength(pieces)
  if (bytes > maxBytes) throw RuntimeErrors.VALUE_TOO_LARGE({ bytes, maxBytes })
  return pieces
}

export function byteLength(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

export function malformed(reason: string): Error {
  return RuntimeErrors.WIRE_MALFORMED({ reason })
}

function isObject(value: WireValue): value is WireObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}
