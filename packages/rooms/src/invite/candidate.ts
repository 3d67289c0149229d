/** The joiner's end of an invite: asks members for the room's key. */
import type BlindPairing from 'blind-pairing'
import b4a from 'b4a'
import { type DeviceRecord, joinRequest } from '@comice/protocol'
import { RoomErrors } from '../errors.ts'
import type { ReadInvite } from './invite-text.ts'

export interface RoomSecrets {
  readonly key: Uint8Array
  readonly encryptionKey: Uint8Array
}

/**
 * Asks until a member answers.
 *
 * @throws INVITE_SPENT, INVITE_EXPIRED, INVITE_REFUSED as the member says; what `signal` was aborted with
 */
export async function askToJoin(
  pairing: BlindPairing,
  { invite, device, signal }: { invite: ReadInvite; device: DeviceRecord; signal: AbortSignal },
): Promise<RoomSecrets> {
  signal.throwIfAborted()
  const answered = Promise.withResolvers<RoomSecrets>()
  const onabort = () => answered.reject(signal.reason)
  signal.addEventListener('abort', onabort, { once: true })
  const candidate = pairing.addCandidate({
    invite: b4a.from(invite.bytes),
    userData: b4a.from(joinRequest.encode({ device })),
    onadd: ({ key, encryptionKey }) => {
      if (encryptionKey === null)
        answered.reject(RoomErrors.INVITE_INVALID({ reason: 'its room is not encrypted' }))
      else answered.resolve({ key, encryptionKey })
    },
  })
  candidate.request.on('rejected', (error) => {
    const refusal = refusalOf(error)
    if (refusal !== null) answered.reject(refusal)
  })
  try {
    return await answered.promise
  } finally {
    signal.removeEventListener('abort', onabort)
    await candidate.close()
  }
}

/** What a member said; null for an answer that did not open, which anybody on the topic can send. */
function refusalOf(error: Error & { code?: string }): Error | null {
  switch (error.code) {
    case 'INVITE_USED':
      return RoomErrors.INVITE_SPENT()
    case 'INVITE_EXPIRED':
      return RoomErrors.INVITE_EXPIRED()
    case 'PAIRING_REJECTED':
      return RoomErrors.INVITE_REFUSED()
    default:
      return null
  }
}
