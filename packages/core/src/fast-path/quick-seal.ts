/**
 * Seals and opens large frames of a secret stream by the ChaCha20-Poly1305 that Node has, in half of the time that libsodium
 * takes. The bytes are the same, so the other end does not know which of both it was.
 *
 * libsodium's secretstream is ChaCha20-Poly1305 (RFC 8439) over a block of 64 bytes, the tag and zeros, and the message
 * behind it; of the sealed block the first byte alone is sent. It differs in one thing: behind the message it authenticates
 * as many zeros as the length is above a multiple of 16, and not as many as are missing to the next. Both are
 * the same where the length is a multiple of 8. All other frames, small ones, and those that change the key are libsodium's.
 *
 * This rests on names that `test/fast-path/quick-seal.test.ts` pins: a secret stream has `_encrypt` and `_decrypt`, each with
 * `next(from, to)` and `state`, the 52 bytes of libsodium's state: 32 of the key, 4 of a counter and 8 of a nonce, and 8 unused.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { QUICK_SEAL_BYTES, QUICK_SEAL_PART_BYTES } from '../constants.ts'

const CIPHER = 'chacha20-poly1305'
const KEY_BYTES = 32
const COUNTER_BYTES = 4
const NONCE_BYTES = 12
const MAC_BYTES = 16
const TAG_BYTES = 1
const MAC = { authTagLength: MAC_BYTES } as const

/** Lengths whose authentication is the same by both. */
const SAME_BYTES = 8

/** Of a message that is none of those that end the stream or change the key: the tag is 0. */
const BLOCK = Buffer.alloc(64)

/** One direction of a secret stream. */
interface Direction {
  readonly state: Uint8Array
  next(from: Uint8Array, to: Uint8Array): Uint8Array
}

interface SecretStreamInternals {
  readonly _encrypt: Direction
  readonly _decrypt: Direction
}

/** From now on, for a stream that is open. */
export function sealQuickly(stream: NoiseSecretStream): void {
  const { _encrypt: sending, _decrypt: receiving } = stream as unknown as SecretStreamInternals
  const seal = sending.next.bind(sending)
  const open = receiving.next.bind(receiving)
  sending.next = (message, sealed) => {
    if (!isQuick(message.byteLength, sending.state)) return seal(message, sealed)
    sealMessage(sending.state, message, sealed)
    return sealed
  }
  receiving.next = (sealed, message) => {
    const isSame = isQuick(sealed.byteLength - TAG_BYTES - MAC_BYTES, receiving.state)
    return isSame && openMessage(receiving.state, sealed, message) ? message : open(sealed, message)
  }
}

function isQuick(bytes: number, state: Uint8Array): boolean {
  return bytes >= QUICK_SEAL_BYTES && bytes % SAME_BYTES === 0 && !changesKey(state)
}

/** The counter is at its end. */
function changesKey(state: Uint8Array): boolean {
  return state.subarray(KEY_BYTES, KEY_BYTES + COUNTER_BYTES).every((byte) => byte === 0xff)
}

function sealMessage(state: Uint8Array, message: Uint8Array, sealed: Uint8Array): void {
  const cipher = createCipheriv(CIPHER, keyOf(state), nonceOf(state), MAC)
  const [tag = 0] = cipher.update(BLOCK)
  // Before the tag: `sealed` begins a byte before `message` in the same memory.
  inParts(message, (part) => cipher.update(part), sealed.subarray(TAG_BYTES))
  sealed[0] = tag
  cipher.final()
  const mac = cipher.getAuthTag()
  sealed.set(mac, TAG_BYTES + message.byteLength)
  goOn(state, mac)
}

/** False when it is no plain message; nothing has happened then. @throws when it is not what was sealed. */
function openMessage(state: Uint8Array, sealed: Uint8Array, message: Uint8Array): boolean {
  // What was sent of the block is its first byte; the others are the cipher's own, of zeros.
  const block = createCipheriv('chacha20', keyOf(state), blockOne(state)).update(BLOCK)
  if (block[0] !== sealed[0]) return false
  const decipher = createDecipheriv(CIPHER, keyOf(state), nonceOf(state), MAC)
  decipher.update(block)
  const end = sealed.byteLength - MAC_BYTES
  const mac = Uint8Array.from(sealed.subarray(end))
  inParts(sealed.subarray(TAG_BYTES, end), (part) => decipher.update(part), message)
  decipher.setAuthTag(mac)
  decipher.final()
  goOn(state, mac)
  return true
}

/** Part by part, so that each is still in the processor's cache when it is copied; its memory is given back at once. */
function inParts(from: Uint8Array, change: (part: Uint8Array) => Buffer, to: Uint8Array): void {
  for (let at = 0; at < from.byteLength; at += QUICK_SEAL_PART_BYTES) {
    const changed = change(from.subarray(at, at + QUICK_SEAL_PART_BYTES))
    to.set(changed, at)
    if (changed.byteLength === changed.buffer.byteLength) (changed.buffer as ArrayBuffer).transfer(0)
  }
}

/** What libsodium does behind each message. */
function goOn(state: Uint8Array, mac: Uint8Array): void {
  const nonce = state.subarray(KEY_BYTES + COUNTER_BYTES, KEY_BYTES + NONCE_BYTES)
  for (const [at, byte] of nonce.entries()) nonce[at] = byte ^ (mac[at] ?? 0)
  const counter = new DataView(state.buffer, state.byteOffset + KEY_BYTES, COUNTER_BYTES)
  counter.setUint32(0, counter.getUint32(0, true) + 1, true)
}

function keyOf(state: Uint8Array): Uint8Array {
  return state.subarray(0, KEY_BYTES)
}

function nonceOf(state: Uint8Array): Uint8Array {
  return state.subarray(KEY_BYTES, KEY_BYTES + NONCE_BYTES)
}

/** Where the cipher is at its second block: the first one is the key of the authentication. */
function blockOne(state: Uint8Array): Uint8Array {
  const at = new Uint8Array(COUNTER_BYTES + NONCE_BYTES)
  at[0] = 1
  at.set(nonceOf(state), COUNTER_BYTES)
  return at
}
