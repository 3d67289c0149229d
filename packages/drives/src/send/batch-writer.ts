import type { State } from 'compact-encoding'
import { SEND_BATCH_BYTES } from '../constants.ts'
import { type BatchRecord, measureRecord, writeRecord } from './batch-encoding.ts'
import { BATCH_KIND } from './frame-encoding.ts'

/** What stands around the contents in a piece that holds nothing else. */
const RECORD_HEAD_BYTES = 16

/** Contents that fit in one batch for certain. */
export const PIECE_BYTES = SEND_BATCH_BYTES - RECORD_HEAD_BYTES

/** Puts records together to frames of about {@link SEND_BATCH_BYTES}. A frame is good until the second one after it. */
export class BatchWriter {
  readonly #state = { start: 1, end: 0, buffer: newBuffer() } as unknown as State
  #spare: Buffer = newBuffer()

  /** Takes the record. A frame that became full before it comes back. */
  add(record: BatchRecord): Uint8Array | null {
    const bytes = measureRecord(record)
    const full = this.#state.start > 1 && this.#state.start + bytes > SEND_BATCH_BYTES ? this.take() : null
    this.#state.end = this.#buffer.byteLength
    writeRecord(this.#state, record)
    return full
  }

  /** The frame with all records that were added since the last one; null when there are none. */
  take(): Uint8Array | null {
    if (this.#state.start === 1) return null
    const frame = this.#buffer.subarray(0, this.#state.start)
    ;[this.#state.buffer, this.#spare] = [this.#spare, this.#buffer]
    this.#state.start = 1
    return frame
  }

  get #buffer(): Buffer {
    return this.#state.buffer as Buffer
  }
}

/** No record is larger than a batch: the contents of one fit, and names have 4 kB. */
function newBuffer(): Buffer {
  const buffer = Buffer.allocUnsafeSlow(1 + SEND_BATCH_BYTES)
  buffer[0] = BATCH_KIND
  return buffer
}
