import { testSeed } from '@comice/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_PERMISSIONS, parsePermissions, type Permissions } from '../../src/permission/permission.ts'
import {
  addedPermissions,
  decodePermissions,
  encodePermissions,
  grows,
  permissionsHash,
  unitePermissions,
} from '../../src/permission/permission-set.ts'
import { words } from '../../src/permission/words.ts'

const TOPIC_HEX = '07'.repeat(32)

describe('reading', () => {
  test('nothing asked for is nothing allowed', () => {
    expect(parsePermissions(undefined)).toEqual(NO_PERMISSIONS)
    expect(parsePermissions({})).toEqual(NO_PERMISSIONS)
  })

  test('lists become sorted and lose what stands in them twice', () => {
    const permissions = parsePermissions({
      net: ['https://b.example', 'https://a.example:8443', 'https://b.example/', 'http://127.0.0.1:8080'],
      fs: ['pick'],
      topics: [TOPIC_HEX],
      full: false,
    })
    expect(permissions.net).toEqual(['http://127.0.0.1:8080', 'https://a.example:8443', 'https://b.example'])
    expect(permissions.topics).toHaveLength(1)
    expect(permissions.topics[0]).toHaveLength(52)
  })

  test.each<[string, unknown, RegExp]>([
    ['a list', [], /not an object/u],
    ['a text', 'full', /not an object/u],
    ['a member of a later version', { camera: true }, /knows no permission "camera"/u],
    ['a member that moves the cursor', { '\u001b[2Jx': true }, /knows no permission "x"/u],
    ['__proto__', JSON.parse('{"__proto__": {"full": true}}'), /knows no permission "__proto__"/u],
    ['net without a list', { net: 'https://a.example' }, /"net" is not a list/u],
    ['a number among origins', { net: [7] }, /no text/u],
    ['plain http', { net: ['http://a.example'] }, /neither https/u],
    ['a path', { net: ['https://a.example/x'] }, /not an origin/u],
    ['a wildcard', { net: ['https://*.example'] }, /not an origin/u],
    ['everything', { net: ['*'] }, /not an origin/u],
    ['a user', { net: ['https://u@a.example'] }, /not an origin/u],
    ['another spelling of loopback', { net: ['http://2130706433'] }, /not an origin/u],
    ['a file', { net: ['file:///etc/passwd'] }, /not an origin|neither/u],
    ['a page that pretends', { net: ['https://a.example@b.example'] }, /not an origin/u],
    ['33 origins', { net: Array.from({ length: 33 }, (_, at) => `https://a${at}.example`) }, /at most 32/u],
    ['an origin of 100 kB', { net: [`https://${'a'.repeat(100_000)}`] }, /not an origin/u],
    ['another fs', { fs: ['read'] }, /not "pick"/u],
    ['a short topic', { topics: ['07'] }, /neither 64/u],
    ['a full that is true-ish', { full: 1 }, /neither true nor false/u],
  ])('%s is refused', (_, value, reason) => {
    expect(() => parsePermissions(value)).toThrow(
      expect.objectContaining({ code: 'PERMISSIONS_INVALID', message: expect.stringMatching(reason) }),
    )
  })

  test('any JSON is read or refused with the one code, and a message within bounds', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('net', 'fs', 'full'), fc.jsonValue())),
        (value) => {
          try {
            const permissions = parsePermissions(value)
            expect(decodePermissions(encodePermissions(permissions))).toEqual(permissions)
          } catch (error) {
            expect(error).toMatchObject({ code: 'PERMISSIONS_INVALID' })
            expect((error as Error).message.length).toBeLessThan(400)
          }
        },
      ),
      { seed: testSeed() },
    )
  })
})

const ORIGINS = ['https://a.example', 'https://b.example', 'http://localhost:1']
const sets = fc.record({
  net: fc.subarray(ORIGINS),
  fs: fc.constantFrom([], ['pick']),
  full: fc.boolean(),
})
const some = sets.map((value): Permissions => parsePermissions(value))

describe('comparing', () => {
  test('a set has one text and one hash', () => {
    const one = parsePermissions({ full: false, net: ['https://b.example', 'https://a.example'] })
    const other = parsePermissions({ net: ['https://a.example/', 'https://b.example'], fs: [] })
    expect(encodePermissions(one)).toBe(encodePermissions(other))
    expect(permissionsHash(one)).toEqual(permissionsHash(other))
    expect(permissionsHash(one)).not.toEqual(permissionsHash(NO_PERMISSIONS))
    expect(() => decodePermissions('{')).toThrow(expect.objectContaining({ code: 'PERMISSIONS_INVALID' }))
  })

  test('a subset never grows, and whatever grows names what it adds', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const both = unitePermissions(a, b)
        expect(grows(both, a)).toBe(false)
        expect(grows(both, b)).toBe(false)
        expect(grows(a, b)).toBe(
          encodePermissions(addedPermissions(a, b)) !== encodePermissions(NO_PERMISSIONS),
        )
      }),
      { seed: testSeed() },
    )
  })

  test('whoever may do everything gains nothing', () => {
    const full = parsePermissions({ full: true })
    expect(grows(full, parsePermissions({ net: ORIGINS }))).toBe(false)
    expect(grows(parsePermissions({ net: ORIGINS }), full)).toBe(true)
  })

  test('what would be more than a set may hold is the newer set alone', () => {
    const of = (letter: string) =>
      parsePermissions({ net: Array.from({ length: 20 }, (_, at) => `https://${letter}${at}.example`) })
    expect(unitePermissions(of('a'), of('b'))).toEqual(of('b'))
  })
})

test('a set reads as sentences', () => {
  const asked = parsePermissions({ net: ORIGINS, fs: ['pick'], topics: [TOPIC_HEX] })
  expect(words(asked)).toEqual([
    'It may talk to the program on this computer that answers at http://localhost:1.',
    'It may send to and read from https://a.example.',
    'It may send to and read from https://b.example.',
    'It may open the files and folders that you pick for it.',
    `It may meet peers of other programs, at the topic ${asked.topics[0]}.`,
  ])
  expect(words(NO_PERMISSIONS)).toEqual([
    'It may use a folder of its own and meet peers that run it too. Nothing else.',
  ])
  expect(words(parsePermissions({ full: true, net: ORIGINS }))).toEqual([
    'It may do everything that you can do on this computer. Nothing holds it.',
  ])
  expect(words(parsePermissions({ net: ['https://xn--pple-43d.com'] }))[0]).toContain('xn--pple-43d.com')
})
