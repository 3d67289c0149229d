/**
 * Cuts what a socket reads into memory that it uses again, along secret-stream's frames: three bytes of length,
 * little-endian, and so many of message. Secret-stream keeps a message that it is given in one piece, and copies one that it
 * is not, so a large message gets memory of its own here: nothing else is in it, and who uses the message can give it back.
 *
 * That memory is set aside when the length has been taken, so that who bounds it (network/frame-budget.ts) has seen it before.
 */
import { MAX_WHOLE_MESSAGE_BYTES, OWN_MESSAGE_BYTES } from '../constants.ts'

const LENGTH_BYTES = 3

export class FrameCutter {
  readonly #take: (piece: Uint8Array) => void
  readonly #isOver: () => boolean
  readonly #length = Buffer.alloc(LENGTH_BYTES)
  #lengthBytes = 0
  #message: Buffer | null = null
  #filled = 0
  /** Bytes of a message that is too long to wait for. */
  #passing = 0

  /** `take` gets all bytes in order, and may keep them; nothing more once it `isOver`. */
  constructor(take: (piece: Uint8Array) => void, isOver: () => boolean) {
    this.#take = take
    this.#isOver = isOver
  }

  /** Takes what has arrived; it may be written over afterwards. */
  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.byteLength && !this.#isOver();) at += this.#pushPart(bytes, at)
  }

  /** How many bytes it has taken. */
  #pushPart(bytes: Buffer, at: number): number {
    if (this.#message !== null) return this.#fill(this.#message, bytes.subarray(at))
    const size = this.#passing > 0 ? this.#passing : this.#smallFrames(bytes, at)
    if (size === 0) return this.#pushLength(bytes, at)
    const part = Buffer.from(bytes.subarray(at, at + size))
    this.#passing = Math.max(0, this.#passing - part.byteLength)
    this.#take(part)
    return part.byteLength
  }

  /** Bytes of the whole frames that begin here and have small messages. */
  #smallFrames(bytes: Buffer, from: number): number {
    if (this.#lengthBytes > 0) return 0
    let at = from
    while (at + LENGTH_BYTES <= bytes.byteLength) {
      const length = bytes.readUIntLE(at, LENGTH_BYTES)
      const end = at + LENGTH_BYTES + length
      if (length >= OWN_MESSAGE_BYTES || end > bytes.byteLength) break
      at = end
    }
    return at - from
  }

  #pushLength(bytes: Buffer, at: number): number {
    this.#length[this.#lengthBytes++] = bytes[at] ?? 0
    if (this.#lengthBytes < LENGTH_BYTES) return 1
    this.#lengthBytes = 0
    const length = this.#length.readUIntLE(0, LENGTH_BYTES)
    this.#take(Buffer.from(this.#length))
    if (this.#isOver()) return 1
    if (length > MAX_WHOLE_MESSAGE_BYTES) this.#passing = length
    else if (length > 0) this.#message = memoryFor(length)
    return 1
  }

  #fill(message: Buffer, bytes: Buffer): number {
    const taken = bytes.copy(message, this.#filled)
    this.#filled += taken
    if (this.#filled < message.byteLength) return taken
    this.#message = null
    this.#filled = 0
    this.#take(message)
    return taken
  }
}

function memoryFor(length: number): Buffer {
  return length < OWN_MESSAGE_BYTES ? Buffer.allocUnsafe(length) : Buffer.allocUnsafeSlow(length)
}
