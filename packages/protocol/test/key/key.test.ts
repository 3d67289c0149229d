import fc from 'fast-check'
import z32 from 'z32'
import { expect, test } from 'vitest'
import {
  decodeKey,
  decodeZ32,
  encodeHex,
  encodeKey,
  encodeZ32,
  isComiceError,
  tryDecodeKey,
} from '../../src/index.ts'
import { character, key32 } from '../arbitraries.ts'
import { forAll } from '../property.ts'

const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769'

test('keys come back from both forms', () => {
  forAll(key32, 500, (key) => {
    expect(encodeKey(key)).toHaveLength(52)
    expect(decodeKey(encodeKey(key))).toEqual(key)
    expect(decodeKey(encodeHex(key))).toEqual(key)
    expect(decodeKey(encodeHex(key).toUpperCase())).toEqual(key)
  })
})

test('bytes of any length have the text that the z32 module gives them', () => {
  forAll(fc.uint8Array({ maxLength: 80 }), 1000, (bytes) => {
    const text = encodeZ32(bytes)
    expect(text).toBe(z32.encode(Buffer.from(bytes)))
    expect(decodeZ32(text)).toEqual(bytes)
  })
})

test('no text but the one of its bytes decodes', () => {
  const texts = fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 60 })
  forAll(texts, 2000, (text) => {
    const bytes = decodeZ32(text)
    if (bytes !== null) expect(encodeZ32(bytes)).toBe(text)
  })
  const key = encodeKey(new Uint8Array(32).fill(9))
  const spellings = [...ALPHABET]
    .map((last) => key.slice(0, -1) + last)
    .filter((text) => tryDecodeKey(text) !== null)
  expect(spellings).toHaveLength(2)
})

test('any text is a key or null, never an exception', () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 70 }),
    fc.string({ unit: character, minLength: 52, maxLength: 64 }),
  )
  forAll(texts, 2000, (text) => void tryDecodeKey(text))
  expect(tryDecodeKey('g'.repeat(64))).toBe(null)
  expect(tryDecodeKey('y'.repeat(51) + 'Y')).toBe(null)
})

test.each([
  ['', 'it has 0 characters'],
  ['secret-looking', 'it has 14 characters'],
  ['!'.repeat(52), 'a character is wrong'],
  ['x'.repeat(64), 'a character is wrong'],
])('an error tells what is wrong with %j without repeating it', (text, reason) => {
  const error = thrown(() => decodeKey(text))
  expect(isComiceError(error, 'KEY_INVALID')).toBe(true)
  expect((error as Error).message).toBe(`this is not a key: ${reason}`)
})

test('only 32 bytes are a key', () => {
  for (const length of [0, 31, 33]) expect(() => encodeKey(new Uint8Array(length))).toThrow(`found ${length}`)
})

function thrown(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
