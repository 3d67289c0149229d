import { decodeSecretText, encodeSecretText, type SecretText } from './secret-text.ts'

/** An invite to a room; its payload is what blind-pairing calls an invite, opaque here. */
export type Invite = SecretText & { readonly kind: 'invite' }

/** The text of an invite, `cmi1…`. @throws SECRET_TEXT_INVALID for an empty or too large payload */
export function encodeInvite(payload: Uint8Array): string {
  return encodeSecretText('invite', payload)
}

/** The invite in a text. @throws SECRET_TEXT_INVALID with the reason, SECRET_TEXT_NEWER */
export function decodeInvite(text: string): Invite {
  return decodeSecretText('invite', text)
}
