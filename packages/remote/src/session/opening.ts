/** How a session begins: what the caller asks for, and the machine's answer. See docs/protocol/remote.md. */
import type { Duplex } from 'node:stream'
import {
  type ComiceError,
  remoteAccepted,
  type RemoteAccepted,
  remoteOpen,
  type RemoteOpen,
} from '@comice/protocol'
import {
  ANSWER_TIMEOUT_MS,
  GOODBYE_TIMEOUT_MS,
  MAX_ANSWER_BYTES,
  MAX_OPEN_BYTES,
  OPEN_TIMEOUT_MS,
} from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { decodeError, encodeError } from './error-bytes.ts'
import { encodeMessage, readMessage } from './messages.ts'

/** The answer's first byte. */
const ACCEPTED = 0
const REFUSED = 1

/** People see it and type it again, so it is no more than it seems. */
const SESSION_ID = /^\w[\w-]{0,31}$/u

/** At the machine. Null when nothing that can be answered has come in time. */
export async function readOpen(stream: Duplex): Promise<RemoteOpen | ComiceError | null> {
  const bytes = await readMessage(stream, { maxBytes: MAX_OPEN_BYTES, timeoutMs: OPEN_TIMEOUT_MS })
  if (bytes === 'TOO_LARGE') return RemoteErrors.REMOTE_MALFORMED({ reason: 'the request is too long' })
  if (!(bytes instanceof Uint8Array)) return null
  const open = remoteOpen.decode(bytes)
  return open.ok ? open.value : RemoteErrors.REMOTE_MALFORMED({ reason: `the request: ${open.code}` })
}

export function writeAccepted(stream: Duplex, accepted: RemoteAccepted): void {
  stream.write(encodeMessage(tagged(ACCEPTED, remoteAccepted.encode(accepted))))
}

/** Ends the stream after it; a caller that leaves its own direction open is cut. */
export function writeRefused(stream: Duplex, error: unknown): void {
  stream.end(encodeMessage(tagged(REFUSED, encodeError(error))))
  stream.resume()
  const timer = setTimeout(() => stream.destroy(), GOODBYE_TIMEOUT_MS).unref()
  stream.once('close', () => clearTimeout(timer))
}

/** What a caller asks for; `peer` is how its user calls the machine. */
export interface Ask {
  readonly peer: string
  readonly capability: string
  readonly params: Uint8Array
}

/**
 * At the caller: asks, and waits for the answer. The stream is then the session's.
 * @throws what the machine refuses with, REMOTE_NO_ANSWER, REMOTE_CUT, REMOTE_MALFORMED
 */
export async function ask(stream: Duplex, { peer, capability, params }: Ask): Promise<RemoteAccepted> {
  stream.write(encodeMessage(remoteOpen.encode({ capability, params })))
  const bytes = await readMessage(stream, { maxBytes: MAX_ANSWER_BYTES, timeoutMs: ANSWER_TIMEOUT_MS })
  try {
    if (bytes === 'LATE') throw RemoteErrors.REMOTE_NO_ANSWER({ peer })
    if (bytes === 'ENDED') throw RemoteErrors.REMOTE_CUT({ peer })
    if (bytes === 'TOO_LARGE') throw RemoteErrors.REMOTE_MALFORMED({ reason: 'the answer is too long' })
    const body = bytes.subarray(1)
    if (bytes[0] === REFUSED) throw decodeError(body)
    const accepted = bytes[0] === ACCEPTED ? remoteAccepted.decode(body) : null
    if (accepted?.ok !== true || !SESSION_ID.test(accepted.value.session))
      throw RemoteErrors.REMOTE_MALFORMED({ reason: 'the answer' })
    return accepted.value
  } catch (error) {
    stream.destroy()
    throw error
  }
}

function tagged(tag: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + body.byteLength)
  bytes[0] = tag
  bytes.set(body, 1)
  return bytes
}
