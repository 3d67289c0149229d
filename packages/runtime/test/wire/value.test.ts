import { seededRandom, testSeed } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { decodeValue, encodeValue, type WireValue } from '../../src/wire/value.ts'

function bytesOf(value: WireValue): Buffer {
  return Buffer.concat(encodeValue(value))
}

function roundTrip(value: WireValue): WireValue {
  return decodeValue(new Uint8Array(bytesOf(value)))
}

/** Examples of RFC 8949, appendix A, that are in the subset. */
const EXAMPLES: [WireValue, string][] = [
  [0, '00'],
  [23, '17'],
  [24, '1818'],
  [255, '18ff'],
  [256, '190100'],
  [65535, '19ffff'],
  [65536, '1a00010000'],
  [4294967296, '1b0000000100000000'],
  [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
  [-1, '20'],
  [-100, '3863'],
  [-1000, '3903e7'],
  [1.1, 'fb3ff199999999999a'],
  [-0, 'fb8000000000000000'],
  [Infinity, 'fb7ff0000000000000'],
  [false, 'f4'],
  [true, 'f5'],
  [null, 'f6'],
  [undefined, 'f7'],
  [new Uint8Array([1, 2, 3, 4]), '4401020304'],
  ['IETF', '6449455446'],
  ['ü', '62c3bc'],
  [[], '80'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [{ a: 1, b: [2, 3] }, 'a26161016162820203'],
]

test.each(EXAMPLES)('%o is written as in RFC 8949', (value, hex) => {
  expect(bytesOf(value).toString('hex')).toBe(hex)
  expect(decodeValue(new Uint8Array(Buffer.from(hex, 'hex')))).toEqual(value)
})

test('members that are undefined are left out', () => {
  expect(roundTrip({ a: undefined, b: 1 })).toEqual({ b: 1 })
})

test('long byte strings cross without a copy on either side', () => {
  const block = new Uint8Array(100_000).fill(7)
  const pieces = encodeValue({ block })
  expect(pieces).toContain(block)
  const joined = Buffer.concat(pieces)
  const { block: read } = decodeValue(joined) as { block: Uint8Array }
  expect(read.buffer).toBe(joined.buffer)
  expect(Buffer.compare(read, block)).toBe(0)
})

describe('what is refused', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  test.each([
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a symbol', Symbol('x')],
    ['a class', new Date()],
    ['a map', new Map()],
    ['a cycle', cycle],
    ['half a surrogate pair', '\ud800'],
    ['a member __proto__', JSON.parse('{"__proto__": 1}')],
    ['70,000 parts', Array.from({ length: 70_000 }, () => 0)],
  ])('%s is not sent', (_, value) => {
    expect(() => encodeValue(value as WireValue)).toThrow(
      expect.objectContaining({ code: 'VALUE_UNSUPPORTED' }),
    )
  })

  test.each([
    ['nothing', ''],
    ['bytes behind the value', '0000'],
    ['a number in a longer form', '1817'],
    ['a number beyond 2^53', '1b0020000000000000'],
    ['an integer as a float', 'fb3ff0000000000000'],
    ['a half float', 'f93c00'],
    ['a tag', 'c11a514b67b0'],
    ['an indefinite list', '9fff'],
    ['a text that is not UTF-8', '61ff'],
    ['a byte string that ends early', '4501'],
    ['a list that claims 2^31 items', '9a7fffffff00'],
    ['an object that claims 2^31 members', 'ba7fffffff00'],
    ['bytes that claim 2^50', '5b0004000000000000'],
    ['a key that is no text', 'a10000'],
    ['a key that stands twice', 'a2616101616102'],
    ['a member __proto__', `a169${Buffer.from('__proto__').toString('hex')}a0`],
    ['100,000 nested lists', `${'81'.repeat(100_000)}00`],
    ['100,000 empty objects', `9a000186a0${'a0'.repeat(100_000)}`],
  ])('%s is not read', (_, hex) => {
    expect(() => decodeValue(Buffer.from(hex, 'hex'))).toThrow(
      expect.objectContaining({ code: 'WIRE_MALFORMED' }),
    )
  })
})

test('what objects inherit is not changed by members of any name', () => {
  const names = ['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf']
  const value = roundTrip(Object.fromEntries(names.map((name) => [name, { polluted: true }])))
  expect(Object.keys(value as object)).toEqual(names)
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('random values come back as they were', () => {
  const random = seededRandom(testSeed())
  const make = (depth: number): WireValue => {
    const kind = random.integer(0, depth > 4 ? 6 : 8)
    switch (kind) {
      case 0:
        return random.pick([null, true, false])
      case 1:
        return random.integer(-(2 ** 31), 2 ** 31)
      case 2:
        return random.next() * 2 ** random.integer(-40, 80)
      case 3:
        return Number.MAX_SAFE_INTEGER - random.integer(0, 10)
      case 4:
        return random.bytes(random.integer(0, 40)).toString('base64')
      case 5:
      case 6:
        return new Uint8Array(random.bytes(random.integer(0, random.chance(0.1) ? 9000 : 30)))
      case 7:
        return Array.from({ length: random.integer(0, 8) }, () => make(depth + 1))
      default:
        return Object.fromEntries(
          Array.from({ length: random.integer(0, 8) }, (__, index) => [`k${index}`, make(depth + 1)]),
        )
    }
  }
  for (let run = 0; run < 2000; run++) {
    const value = make(0)
    expect(roundTrip(value)).toEqual(value)
  }
})

test('random bytes, and valid values with random damage, decode or throw WIRE_MALFORMED', () => {
  const random = seededRandom(testSeed())
  const seed = bytesOf({
    method: 'core.get',
    params: [1, 2.5, 'text', new Uint8Array(40), { a: null, b: [true] }],
  })
  let decoded = 0
  for (let run = 0; run < 60_000; run++) {
    const bytes = run % 2 === 0 ? random.bytes(random.integer(0, 60)) : Buffer.from(seed)
    if (run % 2 === 1)
      for (let hit = 0; hit <= random.integer(0, 3); hit++)
        bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255)
    try {
      // What decodes has, up to the order of members, only this encoding.
      expect(bytesOf(decodeValue(bytes)).length).toBeLessThanOrEqual(bytes.length)
      decoded++
    } catch (error) {
      expect(error).toMatchObject({ code: 'WIRE_MALFORMED' })
    }
  }
  expect(decoded).toBeGreaterThan(1000)
})
