/** The sending end of a wire: frames of one turn go out in one write, and who may wait learns when to go on. */
import type { Duplex } from 'node:stream'
import { encodeHead, FRAME_HEAD_BYTES, type FrameKind } from './frame.ts'
import { byteLength } from './payload.ts'

export class FrameWriter {
  readonly #duplex: Duplex
  readonly #drains: (() => void)[] = []
  /** What waits for {@link release}; null when nothing is held back any more. */
  #held: (() => void)[] | null
  #corked = false
  #ended = false
  frames = 0
  bytes = 0

  /** @param isHeld keep all frames back until {@link release} */
  constructor(duplex: Duplex, isHeld: boolean) {
    this.#duplex = duplex
    this.#held = isHeld ? [] : null
    duplex.on('drain', () => this.#ondrain())
  }

  /** False when the pipe is behind: what can wait should use {@link drained} first. */
  send(kind: FrameKind, id: number, pieces: readonly Uint8Array[]): boolean {
    if (this.#ended) return true
    if (this.#held !== null) {
      this.#held.push(() => void this.send(kind, id, pieces))
      return true
    }
    const bytes = byteLength(pieces)
    this.frames++
    this.bytes += bytes + FRAME_HEAD_BYTES
    this.#cork()
    let flowing = this.#duplex.write(encodeHead(kind, id, bytes))
    for (const piece of pieces) flowing = this.#duplex.write(piece)
    return flowing
  }

  /** Sends what was held back, in order, and holds nothing back from now on. */
  release(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const send of held) send()
  }

  /** Calls `then` when the other side has taken what was sent, or nothing is sent any more. */
  drained(then: () => void): void {
    if (this.#ended || !this.#duplex.writableNeedDrain) then()
    else this.#drains.push(then)
  }

  end(): void {
    this.#ended = true
    this.#held = null
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
