/** What a stream is for: `purpose: string` of 1–64 bytes, `data: buffer` of 0–256. */
import { type Codec, decodeBounded } from '@comice/protocol'
import b4a from 'b4a'
import c from 'compact-encoding'
import { MAX_PURPOSE_BYTES, MAX_PURPOSE_DATA_BYTES, MAX_STREAM_HEAD_BYTES } from '../constants.ts'
import { CoreErrors } from '../errors.ts'

export interface StreamHead {
  readonly purpose: string
  readonly data: Uint8Array
}

/** Its `decode` throws beyond the limits; use it behind `decodeBounded`. */
export const streamHead: Codec<StreamHead> = {
  preencode(state, { purpose, data }) {
    c.string.preencode(state, purpose)
    c.buffer.preencode(state, b4a.from(data))
  },
  encode(state, { purpose, data }) {
    c.string.encode(state, purpose)
    c.buffer.encode(state, b4a.from(data))
  },
  decode(state) {
    const purpose = c.string.decode(state)
    const data = c.buffer.decode(state) ?? new Uint8Array()
    // The frame's memory is used again.
    const head = { purpose, data: b4a.from(data) }
    assertStreamHead(head)
    return head
  },
}

/** @throws PURPOSE_INVALID */
export function encodeStreamHead(head: StreamHead): Uint8Array {
  assertStreamHead(head)
  return c.encode(streamHead, head)
}

/** Null when it is none. */
export function decodeStreamHead(bytes: Uint8Array): StreamHead | null {
  const decoded = decodeBounded(streamHead, bytes, { maxBytes: MAX_STREAM_HEAD_BYTES })
  return decoded.ok ? decoded.value : null
}

/** @throws PURPOSE_INVALID */
export function assertStreamHead({ purpose, data }: StreamHead): void {
  const bytes = b4a.byteLength(purpose)
  if (bytes < 1 || bytes > MAX_PURPOSE_BYTES || data.byteLength > MAX_PURPOSE_DATA_BYTES)
    throw CoreErrors.PURPOSE_INVALID({ bytes, dataBytes: data.byteLength })
}
