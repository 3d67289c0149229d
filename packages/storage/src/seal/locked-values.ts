/**
 * Secrets of a locked profile: each file is `comice secret 1` and a line feed, a nonce of 24 bytes, and the value in
 * XChaCha20-Poly1305 under the profile's key, with the file's name authenticated, so that one is not taken for another.
 */
import sodium from 'sodium-universal'
import { errors } from '../errors.ts'

const MAGIC = Buffer.from('comice secret 1\n', 'latin1')
const NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
const TAG_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES

/** Bytes of the key of a profile. */
export const PROFILE_KEY_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES

/** What is longer in a file than in memory. */
export const LOCKED_VALUE_OVERHEAD_BYTES = MAGIC.byteLength + NONCE_BYTES + TAG_BYTES

export function isLockedValue(bytes: Uint8Array): boolean {
  return MAGIC.equals(bytes.subarray(0, MAGIC.byteLength))
}

export function lockValue(name: string, value: Uint8Array, key: Uint8Array): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES)
  sodium.randombytes_buf(nonce)
  const sealed = Buffer.alloc(value.byteLength + TAG_BYTES)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, value, Buffer.from(name), null, nonce, key)
  return Buffer.concat([MAGIC, nonce, sealed])
}

/** @throws SECRET_INVALID when it is not what {@link lockValue} made of this name with this key */
export function unlockValue(name: string, bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const nonce = bytes.subarray(MAGIC.byteLength, MAGIC.byteLength + NONCE_BYTES)
  const sealed = Buffer.from(bytes.subarray(MAGIC.byteLength + NONCE_BYTES))
  const value = Buffer.alloc(Math.max(0, sealed.byteLength - TAG_BYTES))
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(value, null, sealed, Buffer.from(name), nonce, key)
  } catch {
    throw errors.SECRET_INVALID({ what: `the secret ${name} is not one of this profile, or was changed` })
  }
  return new Uint8Array(value)
}
