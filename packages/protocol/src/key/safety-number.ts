/**
 * Two people compare a number, by voice or side by side, and know that nobody stands between them: it is made of both
 * identities, so whoever showed another identity to one of them has another number there.
 *
 *     number = the first 60 bytes of BLAKE2b-512("comice/safety/1" NUL lower ‖ higher), five at a time as big-endian
 *              numbers modulo 100,000
 *
 * 60 digits are 199 bits. Who wants two people to see the same number has to find identities for both at once, which is a
 * collision: 2^99 tries.
 */
import { blake2b } from '@noble/hashes/blake2.js'
import b4a from 'b4a'
import { KEY_BYTES } from './key.ts'
import { ProtocolErrors } from '../errors.ts'

const GROUPS = 12
const GROUP_BYTES = 5
const DOMAIN = b4a.from('comice/safety/1\0')

/** Twelve groups of five digits, the same for both. @throws KEY_INVALID for keys that have not 32 bytes */
export function safetyNumber(mine: Uint8Array, theirs: Uint8Array): string {
  for (const { byteLength } of [mine, theirs])
    if (byteLength !== KEY_BYTES)
      throw ProtocolErrors.KEY_INVALID({ reason: `expected ${KEY_BYTES} bytes, found ${byteLength}` })
  const keys = b4a.compare(b4a.from(mine), b4a.from(theirs)) < 0 ? [mine, theirs] : [theirs, mine]
  const hash = blake2b(b4a.concat([DOMAIN, ...keys.map((key) => b4a.from(key))]), { dkLen: 64 })
  return Array.from({ length: GROUPS }, (_, group) => digitsAt(hash, group * GROUP_BYTES)).join(' ')
}

function digitsAt(hash: Uint8Array, at: number): string {
  let number = 0
  for (const byte of hash.subarray(at, at + GROUP_BYTES)) number = number * 256 + byte
  return String(number % 100_000).padStart(5, '0')
}
