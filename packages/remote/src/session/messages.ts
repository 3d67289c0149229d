/** The messages that begin a session: `length: uint32, big-endian ‖ so many bytes`. What follows is the session's own. */
import type { Duplex } from 'node:stream'

const LENGTH_BYTES = 4

export interface ReadOptions {
  readonly maxBytes: number
  readonly timeoutMs: number
}

/** Why there is no message. */
export type MessageFailure = 'TOO_LARGE' | 'LATE' | 'ENDED'

export function encodeMessage(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES + payload.byteLength)
  new DataView(bytes.buffer).setUint32(0, payload.byteLength)
  bytes.set(payload, LENGTH_BYTES)
  return bytes
}

/** Reads one message and nothing behind it. Never rejects. The stream must not flow yet. */
export async function readMessage(
  stream: Duplex,
  { maxBytes, timeoutMs }: ReadOptions,
): Promise<Uint8Array | MessageFailure> {
  const late = AbortSignal.timeout(timeoutMs)
  const head = await readExactly(stream, LENGTH_BYTES, late)
  if (!(head instanceof Uint8Array)) return head
  const length = new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getUint32(0)
  if (length > maxBytes) return 'TOO_LARGE'
  return length === 0 ? new Uint8Array(0) : readExactly(stream, length, late)
}

/** So many bytes and nothing behind them. Never rejects. The stream must not flow yet. */
export function readExactly(
  stream: Duplex,
  bytes: number,
  late: AbortSignal,
): Promise<Uint8Array | Exclude<MessageFailure, 'TOO_LARGE'>> {
  return new Promise((resolve) => {
    const settle = (outcome: Uint8Array | 'LATE' | 'ENDED') => {
      for (const event of EVENTS) stream.off(event, look)
      stream.off('close', ended)
      late.removeEventListener('abort', isLate)
      resolve(outcome)
    }
    const ended = () => settle('ENDED')
    const isLate = () => settle('LATE')
    const look = () => {
      const read = stream.read(bytes) as Uint8Array | null
      // At its end a stream gives what is left, which is too little.
      if (read !== null) settle(read.byteLength === bytes ? read : 'ENDED')
      else if (stream.readableEnded || stream.destroyed) settle('ENDED')
    }
    for (const event of EVENTS) stream.on(event, look)
    stream.on('close', ended)
    if (late.aborted) return isLate()
    late.addEventListener('abort', isLate)
    look()
  })
}

const EVENTS = ['readable', 'end'] as const

/** Has a stream flow, and keeps a copy of the first of its bytes, at most so many; see what came with what it returns. */
export function keepFirst(stream: Duplex, maxBytes: number): () => Uint8Array {
  const kept = Buffer.alloc(maxBytes)
  let filled = 0
  stream.on('data', (piece: Uint8Array) => {
    const part = piece.subarray(0, maxBytes - filled)
    kept.set(part, filled)
    filled += part.byteLength
  })
  return () => kept.subarray(0, filled)
}
