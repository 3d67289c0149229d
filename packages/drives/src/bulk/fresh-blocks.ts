/** Blocks that have just come, for those who wait for them: whoever writes a file need not read them from the store again. */
import { MAX_BULK_FRESH_BYTES } from '../constants.ts'
import type { BlockRange } from '../contents/blob-pieces.ts'
import { memoryOf, type VerifiedBlocks } from './core-blocks.ts'

export class FreshBlocks {
  readonly #keeps: boolean
  /** By their number, oldest first. */
  readonly #blocks = new Map<number, Uint8Array>()
  #bytes = 0
  readonly #waiting = new Map<number, PromiseWithResolvers<Uint8Array | null>>()

  /** Without `keeps` it only tells when blocks are stored. */
  constructor(keeps: boolean) {
    this.#keeps = keeps
  }

  /** A block that is here; no more then. */
  take(index: number): Uint8Array | null {
    const block = this.#blocks.get(index)
    if (block === undefined) return null
    this.#blocks.delete(index)
    this.#bytes -= memoryOf([block])
    return block
  }

  /** A block when it comes; null when it is to be read from the core. */
  wait(index: number): Promise<Uint8Array | null> {
    const waiting = this.#waiting.get(index) ?? Promise.withResolvers<Uint8Array | null>()
    this.#waiting.set(index, waiting)
    return waiting.promise
  }

  /** They are verified, and not stored yet. */
  add({ start, blocks }: VerifiedBlocks): void {
    if (!this.#keeps) return
    for (const [at, block] of blocks.entries()) {
      if (this.#settle(start + at, block)) continue
      this.#blocks.set(start + at, block)
      this.#bytes += memoryOf([block])
    }
  }

  /** They are in the core, so the oldest can be forgotten. */
  stored({ start, blocks }: VerifiedBlocks): void {
    for (const at of blocks.keys()) this.#settle(start + at, null)
    for (const index of this.#blocks.keys()) {
      if (this.#bytes <= MAX_BULK_FRESH_BYTES) break
      this.take(index)
    }
  }

  /** They come by another way, or not at all. */
  giveUp([from, to]: BlockRange): void {
    for (const index of [...this.#waiting.keys()]) if (from <= index && index < to) this.#settle(index, null)
  }

  /** Whoever waits is told. */
  fail(error: Error): void {
    for (const { reject, promise } of this.#waiting.values()) {
      promise.catch(() => undefined)
      reject(error)
    }
    this.#waiting.clear()
  }

  close(): void {
    for (const index of [...this.#waiting.keys()]) this.#settle(index, null)
    this.#blocks.clear()
    this.#bytes = 0
  }

  #settle(index: number, block: Uint8Array | null): boolean {
    const waiting = this.#waiting.get(index)
    if (waiting === undefined) return false
    this.#waiting.delete(index)
    waiting.resolve(block)
    return true
  }
}
