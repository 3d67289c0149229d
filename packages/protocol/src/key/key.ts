/**
 * Public keys as text, in the two forms of the field: z-base-32 (52 characters, what we write) and hexadecimal
 * (64 digits). As `hypercore-id-encoding`, except that a z-base-32 text with its unused last bits set is refused.
 */
import b4a from 'b4a'
import { ProtocolErrors } from '../errors.ts'
import { decodeZ32, encodeZ32 } from './z32.ts'

/** Length of every key, hash and discovery key, in bytes. */
export const KEY_BYTES = 32

const Z32_CHARS = 52
const HEX_DIGITS = 64
const HEX = /^[0-9a-f]{64}$/iu

/** The z-base-32 text of a 32-byte key. @throws KEY_INVALID when it has another length. */
export function encodeKey(key: Uint8Array): string {
  if (key.byteLength !== KEY_BYTES) {
    throw ProtocolErrors.KEY_INVALID({ reason: `expected ${KEY_BYTES} bytes, found ${key.byteLength}` })
  }
  return encodeZ32(key)
}

/** The 32 bytes of a key in z-base-32 or hexadecimal. @throws KEY_INVALID */
export function decodeKey(text: string): Uint8Array {
  const key = tryDecodeKey(text)
  if (key !== null) return key
  const rightLength = text.length === Z32_CHARS || text.length === HEX_DIGITS
  throw ProtocolErrors.KEY_INVALID({
    reason: rightLength ? 'a character is wrong' : `it has ${text.length} characters`,
  })
}

/** As {@link decodeKey}, but null instead of an error. */
export function tryDecodeKey(text: string): Uint8Array | null {
  if (text.length === Z32_CHARS) return decodeZ32(text)
  if (text.length === HEX_DIGITS && HEX.test(text)) return decodeHex(text)
  return null
}

/** Lower-case hexadecimal of any bytes. */
export function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function decodeHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  )
}

/** Whether two byte strings are equal. Not in constant time: for public values. */
export function isEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  // Native in Node: a loop took most of the time that decoding a long message takes.
  return b4a.equals(a, b)
}
