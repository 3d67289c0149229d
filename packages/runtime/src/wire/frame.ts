/** Frames: how bytes of one duplex stream become messages. The specification stands in wire.ts. */
import { MAX_FRAME_BYTES } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'

/** What a frame is. The numbers are on the wire. */
export const FrameKind = {
  Hello: 1,
  Request: 2,
  Response: 3,
  Failure: 4,
  Cancel: 5,
  Open: 6,
  Data: 7,
  Credit: 8,
  End: 9,
  Reset: 10,
} as const

export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind]

export interface Frame {
  readonly kind: FrameKind
  readonly id: number
  readonly payload: Uint8Array
}

/** Length, kind and id. */
export const FRAME_HEAD_BYTES = 9

const LENGTH_BYTES = 4
const EMPTY = new Uint8Array()
const KINDS: ReadonlySet<number> = new Set(Object.values(FrameKind))

/** The first bytes of a frame whose payload has `payloadBytes`. */
export function encodeHead(kind: FrameKind, id: number, payloadBytes: number): Uint8Array {
  const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES)
  head.writeUInt32BE(payloadBytes + FRAME_HEAD_BYTES - LENGTH_BYTES, 0)
  head[4] = kind
  head.writeUInt32BE(id, 5)
  return head
}

/**
 * Cuts a stream of bytes into frames. It holds at most one incomplete frame, whose length it has checked, and takes
 * no memory for it before its first bytes arrive.
 */
export class FrameReader {
  readonly #onframe: (frame: Frame) => void
  /** The chunk that is being read, or the beginning of a frame that did not end with its chunk. */
  #rest: Buffer = Buffer.from(EMPTY)
  /** A frame that is being put together, and how much of it is there. */
  #partial: { body: Buffer; filled: number } | null = null

  constructor(onframe: (frame: Frame) => void) {
    this.#onframe = onframe
  }

  /** @throws WIRE_MALFORMED, and what `onframe` throws; the reader is not to be used again then. */
  push(bytes: Uint8Array): void {
    let chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (this.#partial !== null) chunk = this.#fill(this.#partial, chunk)
    if (this.#rest.length > 0) chunk = Buffer.concat([this.#rest, chunk])
    while (chunk.length >= LENGTH_BYTES) {
      const length = lengthOf(chunk)
      if (chunk.length < LENGTH_BYTES + length) return this.#begin(chunk, length)
      this.#emit(chunk.subarray(LENGTH_BYTES, LENGTH_BYTES + length))
      chunk = chunk.subarray(LENGTH_BYTES + length)
    }
    this.#rest = chunk
  }

  #begin(chunk: Buffer, length: number): void {
    const body = Buffer.allocUnsafe(length)
    const filled = chunk.copy(body, 0, LENGTH_BYTES)
    this.#partial = { body, filled }
    this.#rest = Buffer.from(EMPTY)
  }

  #fill(partial: { body: Buffer; filled: number }, chunk: Buffer): Buffer {
    const taken = chunk.copy(partial.body, partial.filled)
    partial.filled += taken
    if (partial.filled === partial.body.length) {
      this.#partial = null
      this.#emit(partial.body)
    }
    return chunk.subarray(taken)
  }

  #emit(body: Buffer): void {
    const kind = body[0] ?? 0
    if (!KINDS.has(kind)) throw RuntimeErrors.WIRE_MALFORMED({ reason: 'a frame of an unknown kind' })
    this.#onframe({ kind: kind as FrameKind, id: body.readUInt32BE(1), payload: body.subarray(5) })
  }
}

function lengthOf(chunk: Buffer): number {
  const length = chunk.readUInt32BE(0)
  if (length < FRAME_HEAD_BYTES - LENGTH_BYTES)
    throw RuntimeErrors.WIRE_MALFORMED({ reason: 'a frame is too short' })
  if (length > MAX_FRAME_BYTES) throw RuntimeErrors.WIRE_MALFORMED({ reason: 'a frame is too long' })
  return length
}
