/** Invites as people pass them on: a blind-pairing invite in the checksummed text form of @comice/protocol. */
import { decodeInvite, encodeInvite, isComiceError } from '@comice/protocol'
import BlindPairing from 'blind-pairing'
import b4a from 'b4a'
import { RoomErrors } from '../errors.ts'

export interface NewInvite {
  readonly id: Uint8Array
  readonly publicKey: Uint8Array
  readonly text: string
}

/** A new invite to the room `key`. `expiresAt` (ms since 1970, 0: never) is a hint here; the room enforces it. */
export function createInvite(key: Uint8Array, expiresAt: number): NewInvite {
  const { id, publicKey, invite } = BlindPairing.createInvite(b4a.from(key), { expires: expiresAt })
  return { id, publicKey, text: encodeInvite(invite) }
}

export interface ReadInvite {
  readonly id: Uint8Array
  readonly discoveryKey: Uint8Array
  /** As the invite says, rounded down to a second; 0: never. */
  readonly expiresAt: number
  /** What blind-pairing takes. */
  readonly bytes: Uint8Array
}

/** @throws SECRET_TEXT_INVALID, SECRET_TEXT_NEWER, INVITE_INVALID */
export function readInvite(text: string): ReadInvite {
  const bytes = b4a.from(decodeInvite(text).payload)
  try {
    const { id, discoveryKey, expires } = BlindPairing.decodeInvite(bytes)
    if (discoveryKey === null)
      throw RoomErrors.INVITE_INVALID({ reason: 'it does not say where the room is' })
    return { id, discoveryKey, expiresAt: expires, bytes }
  } catch (error) {
    if (isComiceError(error)) throw error
    throw RoomErrors.INVITE_INVALID({ reason: 'it is not an invite to a room' })
  }
}
