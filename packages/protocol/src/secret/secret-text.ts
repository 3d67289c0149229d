/**
 * Secrets as text that people copy, paste, scan and type:
 *
 *     text = prefix version z32(payload ‖ checksum)      prefix: 3 letters for the kind; version: one digit, 1–9
 *     checksum = first 5 bytes of BLAKE2b-256("comice/secret-text/" prefix version NUL payload)
 *
 * One word without punctuation, so a double click selects all of it. The checksum covers kind and version, so a
 * typo, a lost end, or one kind given for another is refused before anything is tried. Text that is all upper case,
 * as QR codes' compact mode has it, is read too; mixed case is a typo.
 */
import { blake2b } from '@noble/hashes/blake2.js'
import { MAX_INVITE_TEXT_CHARS, MAX_SECRET_PAYLOAD_BYTES, SECRET_CHECKSUM_BYTES } from '../constants.ts'
import { ProtocolErrors } from '../errors.ts'
import { isEqualBytes } from '../key/key.ts'
import { decodeZ32, encodeZ32 } from '../key/z32.ts'

/** The kinds of secret text, and the letters each starts with. */
export const SECRET_PREFIXES = {
  /** Lets its holder ask to join a room. */
  invite: 'cmi',
  /** Secret key material that a person takes out of, or into, a profile. */
  secret: 'cms',
  /** Lets its holder find and read a drive. */
  drive: 'cmd',
} as const

export type SecretKind = keyof typeof SECRET_PREFIXES

export interface SecretText {
  readonly kind: SecretKind
  readonly version: number
  readonly payload: Uint8Array
}

const VERSION = 1
const FORM = /^(?<prefix>cm[a-z])(?<version>[1-9])(?<body>[a-z0-9]+)$/u

/** The text of a secret. @throws SECRET_TEXT_INVALID when the payload is empty or over MAX_SECRET_PAYLOAD_BYTES */
export function encodeSecretText(kind: SecretKind, payload: Uint8Array): string {
  if (payload.byteLength === 0 || payload.byteLength > MAX_SECRET_PAYLOAD_BYTES) {
    throw invalid(kind, `its payload must be 1 to ${MAX_SECRET_PAYLOAD_BYTES} bytes`)
  }
  const head = `${SECRET_PREFIXES[kind]}${VERSION}`
  const body = new Uint8Array(payload.byteLength + SECRET_CHECKSUM_BYTES)
  body.set(payload)
  body.set(checksum(head, payload), payload.byteLength)
  return head + encodeZ32(body)
}

/**
 * The secret in a text; space around it is ignored.
 * @throws SECRET_TEXT_INVALID for typos and other kinds, SECRET_TEXT_NEWER for a later version
 */
export function decodeSecretText<Kind extends SecretKind>(
  kind: Kind,
  text: string,
): SecretText & { kind: Kind } {
  const { prefix, version, body } = split(kind, text)
  if (prefix !== SECRET_PREFIXES[kind]) throw invalid(kind, `it does not start with ${SECRET_PREFIXES[kind]}`)
  const bytes = decodeZ32(body)
  if (bytes === null || bytes.byteLength <= SECRET_CHECKSUM_BYTES)
    throw invalid(kind, 'a character is wrong or missing')
  const payload = bytes.subarray(0, -SECRET_CHECKSUM_BYTES)
  if (!isEqualBytes(checksum(`${prefix}${version}`, payload), bytes.subarray(-SECRET_CHECKSUM_BYTES))) {
    throw invalid(kind, 'its checksum does not fit: a character is wrong or missing')
  }
  if (version > VERSION) throw ProtocolErrors.SECRET_TEXT_NEWER({ kind, found: version })
  return { kind, version, payload }
}

function split(kind: SecretKind, text: string): { prefix: string; version: number; body: string } {
  const trimmed = text.length > MAX_INVITE_TEXT_CHARS * 2 ? '' : text.trim()
  if (trimmed.length > MAX_INVITE_TEXT_CHARS) throw invalid(kind, 'it is too long')
  const groups = FORM.exec(trimmed === trimmed.toUpperCase() ? trimmed.toLowerCase() : trimmed)?.groups
  if (groups === undefined)
    throw invalid(kind, `it does not start with ${SECRET_PREFIXES[kind]}, or has other characters`)
  return { prefix: groups.prefix ?? '', version: Number(groups.version), body: groups.body ?? '' }
}

function checksum(head: string, payload: Uint8Array): Uint8Array {
  const label = new TextEncoder().encode(`comice/secret-text/${head}\0`)
  return blake2b
    .create({ dkLen: 32 })
    .update(label)
    .update(payload)
    .digest()
    .subarray(0, SECRET_CHECKSUM_BYTES)
}

function invalid(kind: SecretKind, reason: string): Error {
  return ProtocolErrors.SECRET_TEXT_INVALID({ kind, reason })
}
