/**
 * Frames of a session that has more than one flow of bytes: see docs/protocol/remote.md.
 *
 *     kind: uint8 ‖ lane: uint8 ‖ length: uint16, big-endian ‖ so many bytes
 *
 * No I/O and nothing to load, because the command line speaks them too.
 */
import {
  COPY_HASH_BYTES,
  FRAME_HEAD_BYTES,
  LARGE_FRAME_BYTES,
  MAX_CONTROL_BYTES,
  MAX_COPY_CONTROL_BYTES,
  MAX_COPY_ENTRY_BYTES,
  MAX_LANE_BYTES,
  PIPE_TOTAL_BYTES,
} from '../constants.ts'

/** The order of the wire, so they cannot change. */
export const FRAMES = {
  DATA: 1,
  END: 2,
  CREDIT: 3,
  RESIZE: 4,
  SIGNAL: 5,
  EXIT: 6,
  ERROR: 7,
  WHOLE: 8,
  RECEIPT: 9,
  ENTRY: 10,
  SKIPPED: 11,
  LISTED: 12,
  WANT: 13,
  FROM: 14,
  FILE_END: 15,
  RESULT: 16,
  OVER: 17,
} as const
export type FrameKind = (typeof FRAMES)[keyof typeof FRAMES]

/** From the caller to the machine. */
export const STDIN = 0
/** From the machine to the caller. */
export const STDOUT = 1
export const STDERR = 2

export interface FrameListener {
  /** Bytes of a lane, in pieces as they come. Views of what was read: copy what is kept. */
  ondata(lane: number, bytes: Uint8Array): void
  onend(lane: number): void
  oncredit(lane: number, bytes: number): void
  /** A whole frame of another kind. */
  oncontrol(kind: FrameKind, payload: Uint8Array): void
}

/** One frame. */
export function encodeFrame(kind: FrameKind, lane: number, payload: Uint8Array = NOTHING): Uint8Array {
  const frame = memoryFor(FRAME_HEAD_BYTES + payload.byteLength)
  frame[0] = kind
  frame[1] = lane
  frame[2] = payload.byteLength >> 8
  frame[3] = payload.byteLength & 0xff
  frame.set(payload, FRAME_HEAD_BYTES)
  return frame
}

/** A large one has memory of its own, which is not filled first. */
function memoryFor(bytes: number): Uint8Array {
  return bytes < LARGE_FRAME_BYTES ? new Uint8Array(bytes) : Buffer.allocUnsafeSlow(bytes)
}

const NOTHING = new Uint8Array(0)

/** A frame that gives room for `bytes` more. */
export function encodeCredit(lane: number, bytes: number): Uint8Array {
  const payload = new Uint8Array(4)
  new DataView(payload.buffer).setUint32(0, bytes)
  return encodeFrame(FRAMES.CREDIT, lane, payload)
}

/** Takes frames out of pieces of any size; holds no more than a control frame. */
export class FrameReader {
  readonly #listener: FrameListener
  readonly #head = new Uint8Array(FRAME_HEAD_BYTES)
  #headBytes = 0
  /** Of a control frame that is not whole; empty for data. */
  #payload: Uint8Array = NOTHING
  #payloadBytes = 0
  /** Bytes of the frame that are still to come. */
  #left = 0

  constructor(listener: FrameListener) {
    this.#listener = listener
  }

  /** Whether it stands between two frames. */
  get isAtStart(): boolean {
    return this.#headBytes === 0
  }

  /** False when these bytes are no frames; then nothing more may be pushed. */
  push(bytes: Uint8Array): boolean {
    let at = 0
    while (at < bytes.byteLength) {
      if (this.#headBytes < FRAME_HEAD_BYTES) {
        this.#head[this.#headBytes++] = bytes[at++] ?? 0
        if (this.#headBytes === FRAME_HEAD_BYTES && !this.#begin()) return false
        continue
      }
      const part = bytes.subarray(at, at + this.#left)
      at += part.byteLength
      this.#left -= part.byteLength
      this.#take(part)
      if (this.#left === 0 && !this.#finish()) return false
    }
    return true
  }

  get #kind(): number {
    return this.#head[0] ?? 0
  }

  get #lane(): number {
    return this.#head[1] ?? 0
  }

  #begin(): boolean {
    const length = ((this.#head[2] ?? 0) << 8) | (this.#head[3] ?? 0)
    const most = MOST_BYTES[this.#kind]
    if (most === undefined || length > most) return false
    // A frame of data without data would only be a way to keep the other end busy.
    if (length === 0 && this.#kind === FRAMES.DATA) return false
    this.#left = length
    this.#payload = this.#kind === FRAMES.DATA ? NOTHING : new Uint8Array(length)
    this.#payloadBytes = 0
    return length > 0 || this.#finish()
  }

  #take(part: Uint8Array): void {
    if (this.#kind === FRAMES.DATA) return this.#listener.ondata(this.#lane, part)
    this.#payload.set(part, this.#payloadBytes)
    this.#payloadBytes += part.byteLength
  }

  #finish(): boolean {
    this.#headBytes = 0
    const kind = this.#kind as FrameKind
    switch (kind) {
      case FRAMES.DATA:
        return true
      case FRAMES.END:
        this.#listener.onend(this.#lane)
        return true
      case FRAMES.CREDIT:
        if (this.#payload.byteLength !== 4) return false
        this.#listener.oncredit(this.#lane, new DataView(this.#payload.buffer).getUint32(0))
        return true
      default:
        this.#listener.oncontrol(kind, this.#payload)
        return true
    }
  }
}

/** What each kind holds at most; other kinds are none. */
const MOST_BYTES: Readonly<Record<number, number>> = {
  [FRAMES.DATA]: MAX_LANE_BYTES,
  [FRAMES.END]: 0,
  [FRAMES.CREDIT]: 4,
  [FRAMES.RESIZE]: 4,
  [FRAMES.SIGNAL]: 16,
  [FRAMES.EXIT]: 17,
  [FRAMES.ERROR]: MAX_CONTROL_BYTES,
  [FRAMES.WHOLE]: PIPE_TOTAL_BYTES,
  [FRAMES.RECEIPT]: PIPE_TOTAL_BYTES,
  [FRAMES.ENTRY]: MAX_COPY_ENTRY_BYTES,
  [FRAMES.SKIPPED]: MAX_COPY_ENTRY_BYTES,
  [FRAMES.LISTED]: 0,
  [FRAMES.WANT]: MAX_COPY_CONTROL_BYTES,
  [FRAMES.FROM]: MAX_COPY_CONTROL_BYTES,
  [FRAMES.FILE_END]: COPY_HASH_BYTES,
  [FRAMES.RESULT]: MAX_COPY_CONTROL_BYTES,
  [FRAMES.OVER]: 0,
}
