/**
 * Blocks of a file in a room. Each file has a key of its own, which only the sealed message that brings it has; so what
 * lies in its core is noise to everybody else, whoever keeps it.
 *
 * | what | is |
 * |---|---|
 * | block i | XChaCha20-Poly1305 of the next 64 KiB of the file, the last one shorter, under the file's key |
 * | nonce of block i | i as 8 bytes, little-endian, and 16 zero bytes: a key is for one file, and a file is written once |
 * | core | one signer of its own, namespace BLAKE2b-256 of `comice/room file/1`, NUL and the room's key |
 *
 * The namespace makes the core's key one that no other core can have: what a message names can only be a file of this
 * room, and never, say, a core that somebody writes in, which dropping the file would damage.
 */
import { LIMITS } from '@comice/protocol'
import b4a from 'b4a'
import Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import sodium from 'sodium-universal'
import { FILE_BLOCK_BYTES } from '../constants.ts'

const CORE_LABEL = b4a.from('comice/room file/1\0')
const NONCE_COUNTER_BYTES = 8

export interface FilePlace {
  /** Of the core. */
  readonly key: Uint8Array
  readonly manifest: Hypercore.ManifestInput
}

export function filePlace(roomKey: Uint8Array, signer: Uint8Array): FilePlace {
  const namespace = crypto.hash([CORE_LABEL, b4a.from(roomKey)])
  const manifest = { version: 1, signers: [{ publicKey: b4a.from(signer), namespace }] }
  return { key: Hypercore.key(manifest), manifest }
}

export function fileBlocks(size: number): number {
  return Math.ceil(size / FILE_BLOCK_BYTES)
}

/** Bytes of the file in that block. */
export function blockBytes(size: number, index: number): number {
  return Math.min(FILE_BLOCK_BYTES, size - index * FILE_BLOCK_BYTES)
}

export function sealBlock(fileKey: Uint8Array, index: number, plain: Uint8Array): Uint8Array {
  const box = b4a.alloc(plain.byteLength + LIMITS.SEAL_TAG_BYTES)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(box, plain, null, null, nonceOf(index), fileKey)
  return box
}

/** Null when it is not that block of that file, or not of that length. */
export function openBlock(
  fileKey: Uint8Array,
  { index, bytes }: { index: number; bytes: number },
  box: Uint8Array,
): Uint8Array | null {
  if (box.byteLength !== bytes + LIMITS.SEAL_TAG_BYTES) return null
  const plain = b4a.alloc(bytes)
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, null, box, null, nonceOf(index), fileKey)
    return plain
  } catch {
    // It was changed, or is another block, or is under another key.
    return null
  }
}

function nonceOf(index: number): Uint8Array {
  const nonce = b4a.alloc(LIMITS.SEAL_NONCE_BYTES)
  new DataView(nonce.buffer, nonce.byteOffset, NONCE_COUNTER_BYTES).setBigUint64(0, BigInt(index), true)
  return nonce
}
