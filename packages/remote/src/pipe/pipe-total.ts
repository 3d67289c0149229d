/** How much went through one direction of a pipe, so that both ends know whether it was everything: a count and a hash. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { PIPE_TOTAL_BYTES } from '../constants.ts'

export class PipeTotal {
  readonly #hash = createHash('blake2b512')
  bytes = 0

  add(piece: Uint8Array): void {
    this.#hash.update(piece)
    this.bytes += piece.byteLength
  }

  /** `bytes: uint64, big-endian ‖ BLAKE2b-512`. Of all that was added; more may be added after it. */
  encode(): Uint8Array {
    const total = new Uint8Array(PIPE_TOTAL_BYTES)
    new DataView(total.buffer).setBigUint64(0, BigInt(this.bytes))
    total.set(this.#hash.copy().digest(), 8)
    return total
  }

  /** Whether the other end has counted the same. */
  isSame(total: Uint8Array): boolean {
    return total.byteLength === PIPE_TOTAL_BYTES && timingSafeEqual(total, this.encode())
  }
}
