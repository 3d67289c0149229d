/**
 * Bounds the memory that half-received frames take. secret-stream sets memory aside for a whole frame, up to 16 MiB,
 * as soon as it has read its length, before anything is authenticated as a message; many connections that each begin
 * a big frame and never end it would take it all.
 *
 * It reads a private field of secret-stream, `_len`: the length of the frame that is arriving, 0 between frames.
 * `test/network/frame-budget.test.ts` pins it.
 */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { BIG_FRAME_BYTES } from '../constants.ts'

/** Shared by all connections of a process. */
export class FrameBudget {
  readonly #maxBytes: number
  /** Big frames that are arriving, the oldest first. */
  readonly #arriving = new Map<NoiseSecretStream, { bytes: number; refuse: () => void }>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Watches a connection. `refuse` ends it: it has the frame that has been arriving for longest when space is short. */
  watch(stream: NoiseSecretStream, refuse: () => void): void {
    stream.once('close', () => this.#forget(stream))
    ;(stream.rawStream as NodeJS.EventEmitter | null)?.on('data', () => this.#look(stream, refuse))
  }

  #look(stream: NoiseSecretStream, refuse: () => void): void {
    const bytes = (stream as unknown as { _len: number })._len
    const known = this.#arriving.get(stream)
    if (known?.bytes === bytes) return
    this.#forget(stream)
    if (bytes < BIG_FRAME_BYTES || stream.destroying) return
    this.#arriving.set(stream, { bytes, refuse })
    this.#bytes += bytes
    const [oldest] = this.#arriving.values()
    if (this.#bytes > this.#maxBytes) oldest?.refuse()
  }

  #forget(stream: NoiseSecretStream): void {
    this.#bytes -= this.#arriving.get(stream)?.bytes ?? 0
    this.#arriving.delete(stream)
  }
}
