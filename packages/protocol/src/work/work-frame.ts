/**
 * Frames of long work that a local program has its node do, on a connection of their own: so what is listed or read
 * has the back-pressure of a socket, however much it is, and nothing has to be loaded to make a call.
 *
 *     kind: 1 byte ‖ length of the payload: 4 bytes, big-endian ‖ payload
 *
 *     from the program   INPUT      JSON, what is asked for; once, first
 *                        CONTENTS   bytes
 *                        END        there are no more bytes
 *     from the node      CONTENTS   bytes
 *                        ITEMS      a JSON list of what was found or done
 *                        STATE      JSON, how far it is, or what came of it; the latter is the last frame
 *                        FAILED     JSON, an error; the last frame
 */
import { MAX_WORK_FRAME_BYTES } from '../constants.ts'
import { ProtocolErrors } from '../errors.ts'

export const WORK_FRAMES = { INPUT: 1, CONTENTS: 2, END: 3, ITEMS: 4, STATE: 5, FAILED: 6 } as const
export type WorkFrameKind = (typeof WORK_FRAMES)[keyof typeof WORK_FRAMES]

export interface WorkFrame {
  readonly kind: WorkFrameKind
  readonly payload: Uint8Array
}

const HEAD_BYTES = 5

/** The frame's bytes. The payload is no larger than MAX_WORK_FRAME_BYTES. */
export function encodeWorkFrame(kind: WorkFrameKind, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + payload.byteLength)
  const view = new DataView(frame.buffer)
  view.setUint8(0, kind)
  view.setUint32(1, payload.byteLength)
  frame.set(payload, HEAD_BYTES)
  return frame
}

/** A frame with JSON in it. */
export function encodeWorkJson(kind: WorkFrameKind, value: unknown): Uint8Array {
  return encodeWorkFrame(kind, new TextEncoder().encode(JSON.stringify(value)))
}

/** The JSON of a frame. @throws WORK_FRAME_INVALID */
export function decodeWorkJson({ payload }: WorkFrame): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as unknown
  } catch (cause) {
    throw ProtocolErrors.WORK_FRAME_INVALID({ reason: 'it is no JSON' }, { cause })
  }
}

/** Frames out of pieces of any size. @throws WORK_FRAME_INVALID also when the pieces end within one */
export async function* readWorkFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<WorkFrame> {
  let held: Uint8Array = new Uint8Array(0)
  for await (const piece of pieces) {
    held = held.byteLength === 0 ? piece : joined(held, piece)
    for (let frame = firstFrame(held); frame !== null; frame = firstFrame(held)) {
      held = held.subarray(HEAD_BYTES + frame.payload.byteLength)
      yield frame
    }
  }
  if (held.byteLength > 0) throw ProtocolErrors.WORK_FRAME_INVALID({ reason: 'it was cut off' })
}

function firstFrame(bytes: Uint8Array): WorkFrame | null {
  if (bytes.byteLength < HEAD_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES)
  const [kind, length] = [view.getUint8(0), view.getUint32(1)]
  if (!isKind(kind)) throw ProtocolErrors.WORK_FRAME_INVALID({ reason: 'its kind is unknown' })
  if (length > MAX_WORK_FRAME_BYTES) throw ProtocolErrors.WORK_FRAME_INVALID({ reason: 'it is too long' })
  if (bytes.byteLength < HEAD_BYTES + length) return null
  return { kind, payload: bytes.subarray(HEAD_BYTES, HEAD_BYTES + length) }
}

function isKind(kind: number): kind is WorkFrameKind {
  return kind >= WORK_FRAMES.INPUT && kind <= WORK_FRAMES.FAILED
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.byteLength + b.byteLength)
  both.set(a)
  both.set(b, a.byteLength)
  return both
}
