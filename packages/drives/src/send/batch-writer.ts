import type { State } from 'compact-encoding'
import { SEND_BATCH_BYTES } from '../constants.ts'
import { type BatchRecord, measureRecord, writeRecord } from './batch-encoding.ts'
import { BATCH_KIND } from './frame-encoding.ts'

/** What stands around the contents in a piece that holds nothing else. */
const RECORD_HEAD_BYTES = 16

/** Contents that fit in one batch for certain. */
export const PIECE_BYTES = SEND_BATCH_BYTES - RECORD_HEAD_BYTES

/** Puts records together to frames of about {@link SEND_BATCH_BYTES}. */
export class BatchWriter {
  readonly #state: State = { start: 1, end: 0, buffer: newBuffer() } as unknown as State

  /** Frames that became full, then takes the record. At most one frame. */
  add(record: BatchRecord): Uint8Array | null {
    const bytes = measureRecord(record)
    const full = this.#state.start > 1 && this.#state.start + bytes > SEND_BATCH_BYTES ? this.take() : null
    // A name of 8 kB beside others: larger than a batch is only what a batch may be larger for.
    if (this.#state.start + bytes > this.#buffer.byteLength) this.#state.buffer = newBuffer(bytes)
    this.#state.end = this.#buffer.byteLength
    writeRecord(this.#state, record)
    return full
  }

  /** The frame with all records that were added since the last one; null when there are none. */
  take(): Uint8Array | null {
    if (this.#state.start === 1) return null
    const frame = this.#buffer.subarray(0, this.#state.start)
    this.#state.buffer = newBuffer()
    this.#state.start = 1
    return frame
  }

  get #buffer(): Buffer {
    return this.#state.buffer as Buffer
  }
}

function newBuffer(bytes = 0): Buffer {
  const buffer = Buffer.allocUnsafe(1 + Math.max(SEND_BATCH_BYTES, bytes))
  buffer[0] = BATCH_KIND
  return buffer
}
