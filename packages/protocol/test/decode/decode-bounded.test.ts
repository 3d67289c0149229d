import c from 'compact-encoding'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Codec, decodeBounded } from '../../src/index.ts'
import { forAll } from '../property.ts'

const options = { maxBytes: 64 }

test('what a codec wrote decodes', () => {
  forAll(fc.string({ maxLength: 10 }), 100, (value) => {
    expect(decodeBounded(c.string, c.encode(c.string, value), options)).toEqual({ ok: true, value })
  })
})

test('size comes first: a codec never sees more than the limit', () => {
  const untouchable: Codec<never> = {
    preencode: () => undefined,
    encode: () => undefined,
    decode: () => {
      throw new Error('was called')
    },
  }
  expect(decodeBounded(untouchable, new Uint8Array(65), options)).toEqual({ ok: false, code: 'TOO_LARGE' })
})

test('bytes left over are refused', () => {
  expect(decodeBounded(c.uint, Uint8Array.of(1, 0), options)).toEqual({ ok: false, code: 'TRAILING_BYTES' })
})

test('what a codec throws, with the bytes in its message, becomes a code', () => {
  const secret = c.encode(c.string, 'hunter2 is not JSON')
  expect(() => c.decode(c.json, secret)).toThrow('hunter2')
  const decoded = decodeBounded(c.json, secret, options)
  expect(decoded).toEqual({ ok: false, code: 'MALFORMED' })
  expect(JSON.stringify(decoded)).not.toContain('hunter2')
})

test('a codec that runs past its end is malformed', () => {
  const runaway: Codec<number> = { ...c.uint, decode: (state) => (state.start += 99) }
  expect(decodeBounded(runaway, Uint8Array.of(1), options)).toEqual({ ok: false, code: 'MALFORMED' })
})

test('canonical also refuses a second spelling of the same value', () => {
  const overlong = Uint8Array.of(0xfd, 1, 0)
  expect(decodeBounded(c.uint, overlong, options)).toEqual({ ok: true, value: 1 })
  expect(decodeBounded(c.uint, overlong, { ...options, canonical: true })).toEqual({
    ok: false,
    code: 'MALFORMED',
  })
})

test('no bytes at all, and things that are not bytes, are malformed', () => {
  expect(decodeBounded(c.uint, new Uint8Array(0), options)).toEqual({ ok: false, code: 'MALFORMED' })
  for (const other of [undefined, null, 'text', {}, 7]) {
    expect(decodeBounded(c.uint, other as Uint8Array, options).ok).toBe(false)
  }
})
