/**
 * What is typed into a terminal. A program that reads nothing leaves the terminal full, and then node-pty's own write, which
 * is libuv's of a terminal, blocks the whole process until somebody reads: any caller could stop a node by that. So this
 * writes what there is room for, and looks again a moment later.
 */
import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { TERMINAL_POLL_MS, TERMINAL_WRITE_BYTES } from '../constants.ts'

type Done = (error?: Error | null) => void

/** What a terminal takes for Ctrl-D. */
const END_OF_TRANSMISSION = Uint8Array.of(4)

export class TerminalInput extends Writable {
  readonly #fd: number
  readonly #isOver: () => boolean

  /** @param isOver asked before each write: the number may be another file's after that */
  constructor(fd: number, isOver: () => boolean) {
    super({ highWaterMark: TERMINAL_WRITE_BYTES })
    this.#fd = fd
    this.#isOver = isOver
  }

  override _write(bytes: Uint8Array, _: BufferEncoding, done: Done): void {
    this.#write(bytes, done)
  }

  override _final(done: Done): void {
    this.#write(END_OF_TRANSMISSION, done)
  }

  #write(bytes: Uint8Array, done: Done): void {
    let at = 0
    while (at < bytes.byteLength && !this.#isOver() && !this.destroyed) {
      const taken = this.#writeSome(bytes.subarray(at, at + TERMINAL_WRITE_BYTES))
      if (taken === null) {
        setTimeout(() => this.#write(bytes.subarray(at), done), TERMINAL_POLL_MS)
        return
      }
      at += taken
    }
    done()
  }

  /** Null when there is no room. A terminal that is gone takes everything. */
  #writeSome(bytes: Uint8Array): number | null {
    try {
      // Not by a thread: this file is closed by this one, so the number is still its own.
      return writeSync(this.#fd, bytes)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? null : bytes.byteLength
    }
  }
}
