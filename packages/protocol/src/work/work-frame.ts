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
import b4a from 'b4a'
import { MAX_WORK_FRAME_BYTES } from '../constants.ts'
import { ProtocolErrors } from '../errors.ts'
import { giveBack, isAlone, markWhole } from '../memory/piece-memory.ts'

export const WORK_FRAMES = { INPUT: 1, CONTENTS: 2, END: 3, ITEMS: 4, STATE: 5, FAILED: 6 } as const
export type WorkFrameKind = (typeof WORK_FRAMES)[keyof typeof WORK_FRAMES]

export interface WorkFrame {
  readonly kind: WorkFrameKind
  readonly payload: Uint8Array
}

const HEAD_BYTES = 5

/** The frame's bytes, in memory of their own. The payload is no larger than MAX_WORK_FRAME_BYTES. */
export function encodeWorkFrame(kind: WorkFrameKind, payload: Uint8Array): Uint8Array {
  const frame = b4a.allocUnsafeSlow(HEAD_BYTES + payload.byteLength)
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

/**
 * Frames out of pieces of any size, which are given up to it: their memory may be used again. That of a large payload
 * is its alone. @throws WORK_FRAME_INVALID also when the pieces end within one
 */
export async function* readWorkFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<WorkFrame> {
  const cutter = new WorkFrameCutter()
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength;) {
      const taken = cutter.push(piece.subarray(at))
      at += taken.bytes
      if (taken.frame !== null) yield taken.frame
    }
    if (isAlone(piece)) giveBack(markWhole(piece))
  }
  if (!cutter.isAtStart) throw ProtocolErrors.WORK_FRAME_INVALID({ reason: 'it was cut off' })
}

/** Copies payloads out of what arrives. */
class WorkFrameCutter {
  readonly #head = new Uint8Array(HEAD_BYTES)
  #headBytes = 0
  #payload: Uint8Array | null = null
  #filled = 0

  /** Whether it stands between two frames. */
  get isAtStart(): boolean {
    return this.#headBytes === 0
  }

  /** How many of these bytes it has taken, and the frame that is whole by them. @throws WORK_FRAME_INVALID */
  push(bytes: Uint8Array): { bytes: number; frame: WorkFrame | null } {
    const payload = this.#payload
    if (payload === null) return this.#pushHead(bytes)
    const part = bytes.subarray(0, payload.byteLength - this.#filled)
    payload.set(part, this.#filled)
    this.#filled += part.byteLength
    const isWhole = this.#filled === payload.byteLength
    return { bytes: part.byteLength, frame: isWhole ? this.#finish(payload) : null }
  }

  #pushHead(bytes: Uint8Array): { bytes: number; frame: WorkFrame | null } {
    const part = bytes.subarray(0, HEAD_BYTES - this.#headBytes)
    this.#head.set(part, this.#headBytes)
    this.#headBytes += part.byteLength
    if (!isKind(this.#kind)) throw ProtocolErrors.WORK_FRAME_INVALID({ reason: 'its kind is unknown' })
    if (this.#headBytes < HEAD_BYTES) return { bytes: part.byteLength, frame: null }
    const length = new DataView(this.#head.buffer).getUint32(1)
    if (length > MAX_WORK_FRAME_BYTES) throw ProtocolErrors.WORK_FRAME_INVALID({ reason: 'it is too long' })
    this.#payload = b4a.allocUnsafeSlow(length)
    return { bytes: part.byteLength, frame: length === 0 ? this.#finish(this.#payload) : null }
  }

  get #kind(): number {
    return this.#head[0] ?? 0
  }

  #finish(payload: Uint8Array): WorkFrame {
    this.#headBytes = 0
    this.#filled = 0
    this.#payload = null
    if (isAlone(payload)) markWhole(payload)
    return { kind: this.#kind as WorkFrameKind, payload }
  }
}

function isKind(kind: number): kind is WorkFrameKind {
  return kind >= WORK_FRAMES.INPUT && kind <= WORK_FRAMES.FAILED
}
