/**
 * How the two ends of a transfer know each other again: both derive a secret from the key that the code gave them, and
 * prove it on the new connection. It is strong, so nobody can guess at it; the code is not used again.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PeerConnection } from '@comice/core'

export interface ResumeKey {
  /** 16 bytes, told in the clear of the encrypted connection. */
  readonly id: Uint8Array
  /** 32 bytes. */
  readonly secret: Uint8Array
}

/** `key`: 32 bytes from the key exchange. */
export function resumeKeyOf(key: Uint8Array): ResumeKey {
  const derive = (label: string) => new Uint8Array(createHmac('sha256', key).update(label).digest())
  return { id: derive('comice/send/id').subarray(0, 16), secret: derive('comice/send/resume') }
}

/** Bound to this connection and this end: good nowhere else. */
export function proveResume(
  { secret }: ResumeKey,
  connection: PeerConnection,
  by: 'sender' | 'receiver',
): Uint8Array {
  const { handshakeHash } = connection.stream
  const mac = createHmac('sha256', secret).update(by)
  return new Uint8Array(mac.update(handshakeHash ?? '').digest())
}

export function isResumeProof(
  key: ResumeKey,
  { connection, by, proof }: { connection: PeerConnection; by: 'sender' | 'receiver'; proof: Uint8Array },
): boolean {
  return connection.stream.handshakeHash !== null && timingSafeEqual(proveResume(key, connection, by), proof)
}
