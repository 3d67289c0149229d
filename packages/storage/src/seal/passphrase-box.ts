/**
 * Bytes behind a passphrase. One form for what locks a profile and for a backup:
 *
 * | bytes | what |
 * |---|---|
 * | 16 | magic: `comice locked 1` and a line feed |
 * | 1 | what is inside: 1 the key of a profile, 2 a backup |
 * | 4 | passes of Argon2id, big-endian |
 * | 4 | its memory in KiB, big-endian |
 * | 16 | its salt |
 * | 24 | nonce |
 * | … | XChaCha20-Poly1305 of the content; everything above is authenticated with it |
 */
import sodium from 'sodium-universal'
import {
  KDF_MEMORY_BYTES,
  KDF_PASSES,
  MAX_BOX_BYTES,
  MAX_KDF_MEMORY_BYTES,
  MAX_KDF_PASSES,
  MAX_PASSPHRASE_BYTES,
  MIN_PASSPHRASE_CHARS,
} from '../constants.ts'
import { errors } from '../errors.ts'

const MAGIC = Buffer.from('comice locked 1\n', 'latin1')
const CONTENTS = { profile: 1, backup: 2 } as const
const SALT_BYTES = sodium.crypto_pwhash_SALTBYTES
const NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
const TAG_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES
const KEY_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES
const KDF_AT = MAGIC.byteLength + 1
const SALT_AT = KDF_AT + 8
const NONCE_AT = SALT_AT + SALT_BYTES
const HEADER_BYTES = NONCE_AT + NONCE_BYTES

/** What is inside; a box of one kind is not taken for the other. */
export type BoxContent = keyof typeof CONTENTS

/** A box with `bytes` inside. Takes half a second of a core, on purpose. @throws PASSPHRASE_WEAK */
export async function lockWithPassphrase(
  content: BoxContent,
  passphrase: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const password = passwordBytes(passphrase)
  if ([...passphrase].length < MIN_PASSPHRASE_CHARS || password.byteLength > MAX_PASSPHRASE_BYTES)
    throw errors.PASSPHRASE_WEAK({ minLength: MIN_PASSPHRASE_CHARS })
  const header = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(header)
  header[MAGIC.byteLength] = CONTENTS[content]
  header.writeUInt32BE(KDF_PASSES, KDF_AT)
  header.writeUInt32BE(KDF_MEMORY_BYTES / 1024, KDF_AT + 4)
  sodium.randombytes_buf(header.subarray(SALT_AT))
  const key = await deriveKey(password, header)
  const sealed = Buffer.alloc(bytes.byteLength + TAG_BYTES)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, bytes, header, null, nonceOf(header), key)
  sodium.sodium_memzero(key)
  return Buffer.concat([header, sealed])
}

/**
 * What is in a box. Its bytes may come from anybody: what it may cost is bounded.
 *
 * @throws LOCK_DAMAGED for what is no such box, PASSPHRASE_WRONG also when a byte of it was changed
 */
export async function openWithPassphrase(
  content: BoxContent,
  passphrase: string,
  box: Uint8Array,
): Promise<Uint8Array> {
  const header = Buffer.from(box.subarray(0, HEADER_BYTES))
  if (
    !isHeader(header, content) ||
    box.byteLength < HEADER_BYTES + TAG_BYTES ||
    box.byteLength > MAX_BOX_BYTES
  )
    throw errors.LOCK_DAMAGED({ content })
  const key = await deriveKey(passwordBytes(passphrase), header)
  const bytes = Buffer.alloc(box.byteLength - HEADER_BYTES - TAG_BYTES)
  try {
    const sealed = Buffer.from(box.subarray(HEADER_BYTES))
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(bytes, null, sealed, header, nonceOf(header), key)
    return bytes
  } catch {
    throw errors.PASSPHRASE_WRONG()
  } finally {
    sodium.sodium_memzero(key)
  }
}

function isHeader(header: Buffer, content: BoxContent): boolean {
  if (header.byteLength < HEADER_BYTES || !header.subarray(0, MAGIC.byteLength).equals(MAGIC)) return false
  const { passes, memoryBytes } = kdfOf(header)
  return (
    header[MAGIC.byteLength] === CONTENTS[content] &&
    passes >= 1 &&
    passes <= MAX_KDF_PASSES &&
    memoryBytes >= 8 * 1024 &&
    memoryBytes <= MAX_KDF_MEMORY_BYTES
  )
}

function kdfOf(header: Buffer): { passes: number; memoryBytes: number } {
  return { passes: header.readUInt32BE(KDF_AT), memoryBytes: header.readUInt32BE(KDF_AT + 4) * 1024 }
}

function nonceOf(header: Buffer): Buffer {
  return header.subarray(NONCE_AT, HEADER_BYTES)
}

async function deriveKey(password: Buffer, header: Buffer): Promise<Buffer> {
  const { passes, memoryBytes } = kdfOf(header)
  const key = Buffer.alloc(KEY_BYTES)
  const salt = header.subarray(SALT_AT, NONCE_AT)
  const { crypto_pwhash_async: hash, crypto_pwhash_ALG_ARGON2ID13: argon2id } = sodium
  await hash(key, password, salt, passes, memoryBytes, argon2id)
  sodium.sodium_memzero(password)
  return key
}

/** The same for all keyboards: composed characters have one form. */
function passwordBytes(passphrase: string): Buffer {
  return Buffer.from(passphrase.normalize('NFKC'))
}
