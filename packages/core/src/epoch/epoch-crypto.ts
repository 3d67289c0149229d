/**
 * Epoch keys: what is said in an epoch is sealed under its key, and a new epoch leaves somebody out.
 *
 * | what | how |
 * |---|---|
 * | id | BLAKE2b-256 of label, scope (what the epochs belong to, such as a room's key) and key |
 * | key for a device | `crypto_box_seal` to the X25519 form of the device's Ed25519 key |
 * | earlier key | XChaCha20-Poly1305 under the later epoch's link key; its id is bound to it |
 * | body | XChaCha20-Poly1305 under the epoch's body key; where it stands is bound to it |
 *
 * So whoever has a key reads what came before it, and nothing that came after. Link key and body key are BLAKE2b-256 of
 * the epoch's key with a label each. Opening is total: what does not open is null.
 */
import { type EpochLink, isEqualBytes, LIMITS, type SealedBody, type SealedKey } from '@comice/protocol'
import b4a from 'b4a'
import crypto, { type KeyPair } from 'hypercore-crypto'
import sodium from 'sodium-universal'

export interface Epoch {
  readonly id: Uint8Array
  /** 32 bytes. */
  readonly key: Uint8Array
}

const { SEAL_NONCE_BYTES, SEAL_TAG_BYTES } = LIMITS

const ID_LABEL = b4a.from('comice/epoch/1\0')
const LINK_LABEL = b4a.from('comice/epoch-link/1')
const BODY_LABEL = b4a.from('comice/epoch-body/1')

export function createEpoch(scope: Uint8Array): Epoch {
  const key = crypto.randomBytes(32)
  return { id: epochIdOf(scope, key), key }
}

export function epochIdOf(scope: Uint8Array, key: Uint8Array): Uint8Array {
  return crypto.hash([ID_LABEL, scope, key])
}

/** Null when the device's key is no point of the curve, which its signatures would have shown. */
export function sealEpochKey({ key }: Epoch, deviceKey: Uint8Array): SealedKey | null {
  const publicKey = b4a.alloc(32)
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey, b4a.from(deviceKey))
  } catch {
    return null
  }
  return { deviceKey, box: crypto.encrypt(key, publicKey) }
}

/** The epoch in a box for this device; null when it is not `id`'s. */
export function openEpochKey(
  { box }: SealedKey,
  { id, scope, device }: { id: Uint8Array; scope: Uint8Array; device: KeyPair },
): Epoch | null {
  const [publicKey, secretKey] = [b4a.alloc(32), b4a.alloc(32)]
  sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey, device.publicKey)
  sodium.crypto_sign_ed25519_sk_to_curve25519(secretKey, device.secretKey)
  return checked(crypto.decrypt(b4a.from(box), { publicKey, secretKey }), { id, scope })
}

/** Lets who has `later` open `earlier`. */
export function linkEpoch(later: Epoch, earlier: Epoch): EpochLink {
  const nonce = crypto.randomBytes(SEAL_NONCE_BYTES)
  const box = encrypt(earlier.key, { key: derive(later.key, LINK_LABEL), nonce, bound: earlier.id })
  return { epochId: earlier.id, nonce, box }
}

export function openLink(later: Epoch, link: EpochLink, scope: Uint8Array): Epoch | null {
  const { epochId: id, nonce, box } = link
  return checked(decrypt(box, { key: derive(later.key, LINK_LABEL), nonce, bound: id }), { id, scope })
}

/** @param bound where the body stands; it opens nowhere else */
export function sealBody(epoch: Epoch, body: Uint8Array, bound: Uint8Array): SealedBody {
  const nonce = crypto.randomBytes(SEAL_NONCE_BYTES)
  const box = encrypt(body, { key: derive(epoch.key, BODY_LABEL), nonce, bound })
  return { epochId: epoch.id, nonce, box }
}

export function openBody(epoch: Epoch, { nonce, box }: SealedBody, bound: Uint8Array): Uint8Array | null {
  return decrypt(box, { key: derive(epoch.key, BODY_LABEL), nonce, bound })
}

function checked(key: Uint8Array | null, { id, scope }: { id: Uint8Array; scope: Uint8Array }): Epoch | null {
  return key !== null && isEqualBytes(epochIdOf(scope, key), id) ? { id, key } : null
}

function derive(key: Uint8Array, label: Uint8Array): Uint8Array {
  const derived = b4a.alloc(32)
  sodium.crypto_generichash(derived, label, key)
  return derived
}

interface Lock {
  key: Uint8Array
  nonce: Uint8Array
  bound: Uint8Array
}

function encrypt(plain: Uint8Array, { key, nonce, bound }: Lock): Uint8Array {
  const box = b4a.alloc(plain.byteLength + SEAL_TAG_BYTES)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(box, plain, bound, null, nonce, key)
  return box
}

function decrypt(box: Uint8Array, { key, nonce, bound }: Lock): Uint8Array | null {
  if (box.byteLength < SEAL_TAG_BYTES || nonce.byteLength !== SEAL_NONCE_BYTES) return null
  const plain = b4a.alloc(box.byteLength - SEAL_TAG_BYTES)
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, null, box, bound, nonce, key)
  } catch {
    // It was changed, or is under another key.
    return null
  }
  return plain
}
