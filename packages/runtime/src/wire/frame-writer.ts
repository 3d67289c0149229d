/** The sending end of a wire: frames of one turn go out in one write, and who may wait learns when to go on. */
import type { Duplex } from 'node:stream'
import { encodeHead, FRAME_HEAD_BYTES, type FrameKind } from './frame.ts'
import { byteLength } from './payload.ts'

export class FrameWriter {
  readonly #duplex: Duplex
  readonly #drains: (() => void)[] = []
  #corked = false
  #ended = false
  frames = 0
  bytes = 0

  constructor(duplex: Duplex) {
    this.#duplex = duplex
    duplex.on('drain', () => this.#ondrain())
  }

  /** False when the pipe is behind: what can wait should use {@link drained} first. */
  send(kind: FrameKind, id: number, pieces: readonly Uint8Array[]): boolean {
    if (this.#ended) return true
    const bytes = byteLength(pieces)
    this.frames++
    this.bytes += bytes + FRAME_HEAD_BYTES
    this.#cork()
    let flowing = this.#duplex.write(encodeHead(kind, id, bytes))
    for (const piece of pieces) flowing = this.#duplex.write(piece)
    return flowing
  }

  /** Calls `then` when the other side has taken what was sent, or nothing is sent any more. */
  drained(then: () => void): void {
    if (this.#ended || !this.#duplex.writableNeedDrain) then()
    else this.#drains.push(then)
  }

  end(): void {
    this.#ended = true
    this.#ondrain()
  }

  #ondrain(): void {
    for (const then of this.#drains.splice(0)) then()
  }

  #cork(): void {
    if (this.#corked) return
    this.#corked = true
    this.#duplex.cork()
    process.nextTick(() => {
      this.#corked = false
      this.#duplex.uncork()
    })
  }
}
