/**
 * The mathematics of CPACE-RISTR255-SHA512 (draft-irtf-cfrg-cpace): two parties that share a weak secret get a strong
 * key, and somebody between them, or pretending to be one of them, can try one secret for each run and learns nothing
 * that could be searched offline.
 *
 * The group is ristretto255 of RFC 9496, by `@noble/curves`. Scalars are bigints there, which JavaScript can neither
 * overwrite nor compute with in constant time for certain; so a scalar is made for one run and never used again.
 */
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import b4a from 'b4a'
import crypto from 'hypercore-crypto'
import { type CpaceMessage, generatorString, lvCat, messageBytes } from './cpace-encoding.ts'

const DSI = b4a.from('CPaceRistretto255')
const DSI_ISK = b4a.from('CPaceRistretto255_ISK')
const MAC = b4a.from('CPaceMac')

/** Bytes of a share, which is the encoding of a group element. */
export const SHARE_BYTES = 32

/** Bytes of the session key and of a confirmation: one SHA-512. */
export const SESSION_KEY_BYTES = 64

const { Point } = ristretto255
const ORDER = Point.Fn.ORDER

/** A group element, as far as it is used here. */
export interface Element {
  multiply(scalar: bigint): Element
  is0(): boolean
  toBytes(): Uint8Array
}

export interface GeneratorInputs {
  readonly secret: Uint8Array
  /** CI of the draft. */
  readonly channel: Uint8Array
  /** sid of the draft. */
  readonly session: Uint8Array
}

/** The element that only who has the secret can compute. */
export function calculateGenerator(inputs: GeneratorInputs): Element {
  const text = generatorString({ ...inputs, dsi: DSI, hashBlockBytes: sha512.blockLen })
  const hash = sha512(text)
  const generator = ristretto255_hasher.deriveToCurve?.(hash)
  text.fill(0)
  hash.fill(0)
  if (generator === undefined) throw new TypeError('ristretto255 has no element derivation')
  return generator
}

/** 252 random bits, as the draft recommends: always below the order of the group. */
export function sampleScalar(): bigint {
  for (;;) {
    const bytes = crypto.randomBytes(SHARE_BYTES)
    bytes[SHARE_BYTES - 1] = (bytes[SHARE_BYTES - 1] ?? 0) & 0x0f
    const scalar = decodeScalar(bytes)
    bytes.fill(0)
    if (scalar !== 0n) return scalar
  }
}

/** Little-endian. */
export function decodeScalar(bytes: Uint8Array): bigint {
  return BigInt(`0x${b4a.toString(b4a.from(bytes).reverse(), 'hex')}`) % ORDER
}

export function shareOf(scalar: bigint, generator: Element): Uint8Array {
  return generator.multiply(scalar).toBytes()
}

/**
 * `scalar · share`, or null when the share is not the canonical encoding of an element or is, or leads to, the
 * identity: then the other end would know the result without the secret.
 */
export function multiplyShare(scalar: bigint, share: Uint8Array): Uint8Array | null {
  const element = decodeElement(share)
  if (element === null || element.is0()) return null
  const product = element.multiply(scalar)
  return product.is0() ? null : product.toBytes()
}

/** The intermediate session key, ISK of the draft. `transcript` orders both messages. */
export function sessionKey(session: Uint8Array, product: Uint8Array, transcript: Uint8Array): Uint8Array {
  const input = b4a.concat([lvCat(DSI_ISK, session, product), transcript])
  const key = sha512(input)
  input.fill(0)
  return key
}

/** What proves that the sender of `message` has the session key; section "Key confirmation" of the draft. */
export function confirmationOf(macKey: Uint8Array, message: CpaceMessage): Uint8Array {
  return hmac(sha512, macKey, messageBytes(message))
}

export function macKeyOf(session: Uint8Array, isk: Uint8Array): Uint8Array {
  const input = b4a.concat([MAC, session, isk])
  const key = sha512(input)
  input.fill(0)
  return key
}

function decodeElement(share: Uint8Array): Element | null {
  try {
    return Point.fromBytes(share)
  } catch {
    // A peer sends any bytes: what does not decode, or not canonically, is no element.
    return null
  }
}
