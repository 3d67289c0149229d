/** Blocks that have just come, for those who wait for them: whoever writes a file need not read them from the store again. */
import { BULK_FRESH_WAIT_MS, MAX_BULK_FRESH_BYTES } from '../constants.ts'
import type { BlockRange } from '../contents/blob-pieces.ts'
import { memoryOf, type VerifiedBlocks } from './core-blocks.ts'

export class FreshBlocks {
  readonly #keeps: boolean
  /** By their number, oldest first. */
  readonly #blocks = new Map<number, Uint8Array>()
  #bytes = 0
  readonly #waiting = new Map<number, PromiseWithResolvers<Uint8Array | null>>()
  /** Whether anybody has taken one since the last were forgotten. */
  #isTaken = false
  #nextTake: PromiseWithResolvers<boolean> | null = null

  /** Without `keeps` it only tells when blocks are stored. */
  constructor(keeps: boolean) {
    this.#keeps = keeps
  }

  /** A block that is here; no more then. */
  take(index: number): Uint8Array | null {
    const block = this.#blocks.get(index)
    if (block === undefined) return null
    this.#drop(index, block)
    this.#taken()
    return block
  }

  /** A block when it comes; null when it is to be read from the core. */
  wait(index: number): Promise<Uint8Array | null> {
    const waiting = this.#waiting.get(index) ?? Promise.withResolvers<Uint8Array | null>()
    this.#waiting.set(index, waiting)
    this.#taken()
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

  /**
   * Resolves when there is room for more: they are taken as fast as whoever takes them can, or nobody does, and the oldest
   * are forgotten. What is forgotten is read from the core, which takes the more time the slower the disk is.
   */
  async room(): Promise<void> {
    while (this.#bytes > MAX_BULK_FRESH_BYTES) if (!(await this.#someTaken())) this.#forget()
  }

  /** They are in the core. */
  stored({ start, blocks }: VerifiedBlocks): void {
    for (const at of blocks.keys()) this.#settle(start + at, null)
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
    this.#taken()
  }

  #drop(index: number, block: Uint8Array): void {
    this.#blocks.delete(index)
    this.#bytes -= memoryOf([block])
  }

  #forget(): void {
    this.#isTaken = false
    for (const [index, block] of this.#blocks) {
      if (this.#bytes <= MAX_BULK_FRESH_BYTES) break
      this.#drop(index, block)
    }
  }

  #taken(): void {
    this.#isTaken = true
    this.#nextTake?.resolve(true)
    this.#nextTake = null
  }

  /** False when nobody takes one in time, or has since the last were forgotten. */
  async #someTaken(): Promise<boolean> {
    if (!this.#isTaken) return false
    this.#nextTake ??= Promise.withResolvers<boolean>()
    const { promise, resolve } = this.#nextTake
    const timer = setTimeout(() => resolve(false), BULK_FRESH_WAIT_MS)
    const isTaken = await promise
    clearTimeout(timer)
    if (!isTaken) this.#nextTake = null
    return isTaken
  }

  #settle(index: number, block: Uint8Array | null): boolean {
    const waiting = this.#waiting.get(index)
    if (waiting === undefined) return false
    this.#waiting.delete(index)
    waiting.resolve(block)
    return true
  }
}
