/** An error as it is sent beside a session's bytes: JSON as docs/protocol/errors.md has it, without details. */
import { errorFromWire, errorToWire } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'

/** So few bytes that a frame holds them. */
export function encodeError(error: unknown): Uint8Array {
  const { details: _, ...wire } = errorToWire(error)
  return new TextEncoder().encode(JSON.stringify(wire))
}

/** Total: whatever came is an error. */
export function decodeError(bytes: Uint8Array): Error {
  try {
    return errorFromWire(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return RemoteErrors.REMOTE_MALFORMED({ reason: 'an error that is none' })
  }
}
