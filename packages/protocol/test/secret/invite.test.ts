import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeInvite,
  decodeSecretText,
  encodeInvite,
  encodeSecretText,
  isComiceError,
  LIMITS,
  SECRET_PREFIXES,
} from '../../src/index.ts'
import { character } from '../arbitraries.ts'
import { forAll } from '../property.ts'

const payloads = fc.uint8Array({ minLength: 1, maxLength: LIMITS.MAX_INVITE_PAYLOAD_BYTES })
const PAYLOAD = Uint8Array.from({ length: 68 }, (_, i) => i * 3)
const Z32 = 'ybndrfg8ejkmcpqxot1uwisza345h769'
const OTHERS = `${Z32}02lvYBN -_.\n\u0000é\u{1f350}`

test('an invite comes back from its text, with space around it and in upper case', () => {
  forAll(payloads, 500, (payload) => {
    const text = encodeInvite(payload)
    expect(text.length).toBeLessThanOrEqual(LIMITS.MAX_INVITE_TEXT_CHARS)
    for (const form of [text, ` ${text}\n`, text.toUpperCase()]) {
      expect(decodeInvite(form)).toEqual({ kind: 'invite', version: 1, payload })
    }
  })
})

test('an invite of blind-pairing takes 121 characters', () => {
  expect(encodeInvite(PAYLOAD)).toHaveLength(121)
})

test('an invite with one changed character is refused, wherever and whatever it is', () => {
  const text = encodeInvite(PAYLOAD)
  let refused = 0
  for (let at = 0; at < text.length; at++) {
    for (const other of OTHERS) {
      if (other === text[at]) continue
      const changed = text.slice(0, at) + other + text.slice(at + 1)
      // White space at an end is not a changed character but a lost one.
      expect(codeOf(() => decodeInvite(changed))).toBe('SECRET_TEXT_INVALID')
      refused++
    }
  }
  expect(refused).toBeGreaterThan(121 * 31)
})

test('one changed, lost, doubled or swapped character is refused in any invite', () => {
  const edits = fc.tuple(
    payloads,
    fc.nat(),
    fc.constantFrom(...Z32),
    fc.constantFrom('change', 'lose', 'double', 'swap'),
  )
  forAll(edits, 2000, ([payload, where, other, edit]) => {
    const text = encodeInvite(payload)
    const at = where % text.length
    const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
    const edited = {
      change: before + other + after,
      lose: before + after,
      double: before + here + here + after,
      swap: before + after.charAt(0) + here + after.slice(1),
    }[edit]
    if (edited !== text) expect(codeOf(() => decodeInvite(edited))).toBe('SECRET_TEXT_INVALID')
  })
})

test('any text is an invite or a named error that does not repeat it', () => {
  const body = fc.oneof(
    fc.string({ unit: character }),
    fc.string({ unit: fc.constantFrom(...Z32), maxLength: 500 }),
  )
  forAll(fc.tuple(fc.constantFrom('', 'cmi1', 'cmi2', 'cms1', 'CMI1'), body), 2000, ([prefix, rest]) => {
    const error = errorOf(() => decodeInvite(prefix + rest))
    expect(isComiceError(error)).toBe(true)
    if (rest.length > 12) expect(JSON.stringify(error)).not.toContain(rest)
  })
})

test('one kind of secret is not taken for another, not even with its prefix changed', () => {
  const secret = encodeSecretText('secret', PAYLOAD)
  expect(decodeSecretText('secret', secret)).toEqual({ kind: 'secret', version: 1, payload: PAYLOAD })
  expect(() => decodeInvite(secret)).toThrow('it does not start with cmi')
  expect(() => decodeInvite(secret.replace('cms', 'cmi'))).toThrow('checksum')
})

test('a later version is named as such only when its checksum is right', () => {
  const laterText = encodeInvite(PAYLOAD).replace('cmi1', 'cmi2')
  expect(() => decodeInvite(laterText)).toThrow('checksum')
  const error = errorOf(() => decodeInvite(VERSION_2))
  expect(isComiceError(error, 'SECRET_TEXT_NEWER')).toBe(true)
})

test('empty and oversized payloads are not encoded, oversized texts not decoded', () => {
  expect(() => encodeInvite(new Uint8Array(0))).toThrow('1 to 224 bytes')
  expect(() => encodeInvite(new Uint8Array(LIMITS.MAX_INVITE_PAYLOAD_BYTES + 1))).toThrow('1 to 224 bytes')
  expect(() => decodeInvite('cmi1'.padEnd(401, 'y'))).toThrow('too long')
  expect(() => decodeInvite(' '.repeat(1e6))).toThrow('this is not a valid invite')
})

test('prefixes have three letters, so that none is the start of another', () => {
  for (const prefix of Object.values(SECRET_PREFIXES)) expect(prefix).toMatch(/^cm[a-z]$/u)
})

/** As a version 2 would write 68 bytes of PAYLOAD; made by the rule in docs/protocol/secret-text.md. */
const VERSION_2 =
  'cmi2yybocnecbhjbkgy5dao1ej3kfwadgpt38o9wrtkejp8fninzmjqsya5gpfsg6huixb7z7ycro6fe5rru14c3387nwswkzmits155ixqyaxdc1x39by6zq'

function errorOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

function codeOf(run: () => unknown): string | undefined {
  const error = errorOf(run)
  return isComiceError(error) ? error.code : undefined
}
