import fc from 'fast-check'
import pearLink from 'pear-link'
import { describe, expect, test } from 'vitest'
import {
  encodeHex,
  encodeKey,
  formatLink,
  isComiceError,
  type Link,
  parseLink,
  PEAR_ALIASES,
} from '../../src/index.ts'
import { character, key32 } from '../arbitraries.ts'
import { forAll } from '../property.ts'

const KEY = new Uint8Array(32).fill(7)
const Z32 = encodeKey(KEY)
const HEX = encodeHex(KEY)

const keyText = key32.chain((key) => fc.constantFrom(encodeKey(key), encodeHex(key)))
const keyOrAlias = fc.oneof(keyText, fc.constantFrom(...PEAR_ALIASES.keys()))
const counts = fc.tuple(fc.nat(), fc.maxSafeNat())
const host = fc.oneof(
  keyOrAlias,
  fc.tuple(counts, keyOrAlias).map(([[fork, length], key]) => `${fork}.${length}.${key}`),
  fc
    .tuple(counts, keyOrAlias, keyText)
    .map(([[fork, length], key, hash]) => `${fork}.${length}.${key}.${hash}`),
)
const segment = fc.oneof(
  fc.constantFrom('', '.', '..', '%2e', '.%2E', 'a b', 'ü', '%', '%zz', '\\', '🍐', 'a', 'index.html'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const clean = (text: string) => !/[\p{Cc}\p{Cs}]/u.test(text)
const path = fc
  .array(segment, { maxLength: 6 })
  .map((segments) => segments.map((one) => `/${one.replaceAll(/[?#]/gu, '')}`).join(''))
  .filter(clean)
const tail = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 9 })).filter(clean)

describe('against pear-link', () => {
  test('every link of the field parses to the same parts', () => {
    forAll(fc.tuple(host, path, tail, tail), 2000, ([where, pathname, search, hash]) => {
      const query = search === '' ? '' : `?${search.replaceAll('#', '')}`
      // A URL loses spaces at its end; ours keeps them encoded.
      const text = `pear://${where}${pathname}${query}${hash === '' ? '' : `#${hash}`}`.trimEnd()
      const theirs = pearLink.parse(text)
      const ours = parseLink(text)
      expect(ours).toEqual({
        protocol: theirs.protocol,
        key: Uint8Array.from(theirs.drive.key ?? []),
        alias: theirs.drive.alias,
        fork: theirs.drive.fork,
        length: theirs.drive.length,
        hash: theirs.drive.hash === null ? null : Uint8Array.from(theirs.drive.hash),
        pathname: theirs.pathname,
        search: theirs.search,
        fragment: theirs.hash,
      })
    })
  })

  test('what we write they read as the same drive', () => {
    const parts = fc.tuple(key32, fc.option(counts), fc.option(key32), path)
    forAll(parts, 500, ([key, version, hash, pathname]) => {
      const [fork, length] = version ?? [null, null]
      // pear-link writes a hash without fork and length, but does not read it.
      const link = { key, fork, length, hash: version === null ? null : hash, pathname }
      const theirs = pearLink.parse(formatLink(link).trimEnd())
      expect(Uint8Array.from(theirs.drive.key ?? [])).toEqual(key)
      expect([theirs.drive.fork, theirs.drive.length]).toEqual([fork, length])
    })
  })

  test('what they write we read', () => {
    const link = {
      drive: { key: Buffer.from(KEY), fork: 0, length: 5, hash: Buffer.from(KEY) },
      pathname: '/a',
    }
    expect(parseLink(pearLink.serialize(link))).toMatchObject({
      key: KEY,
      fork: 0,
      length: 5,
      hash: KEY,
      pathname: '/a',
    })
    const unversioned = { drive: { key: Buffer.from(KEY), hash: Buffer.from(KEY) } }
    expect(parseLink(pearLink.serialize(unversioned))).toMatchObject({ key: KEY, fork: null, hash: KEY })
  })
})

test('formatting and parsing give the same link', () => {
  forAll(
    fc.tuple(fc.constantFrom('pear', 'comice', 'PEAR'), host, path, tail),
    1000,
    ([scheme, where, pathname, hash]) => {
      const link: Link = parseLink(`${scheme}://${where}${pathname}#${hash}`)
      expect(parseLink(formatLink(link))).toEqual(link)
    },
  )
})

test('any text is a link or LINK_INVALID, and the error does not repeat it', () => {
  const rest = fc.oneof(fc.string({ unit: character, maxLength: 80 }), fc.string({ maxLength: 80 }))
  const texts = fc.tuple(
    fc.constantFrom('', 'pear://', 'comice://', `pear://${Z32}`, `pear://0.1.${HEX}`),
    rest,
  )
  forAll(texts, 3000, ([start, end]) => {
    try {
      parseLink(start + end)
    } catch (error) {
      expect(isComiceError(error, 'LINK_INVALID')).toBe(true)
      if (end.length > 12) expect((error as Error).message).not.toContain(end)
    }
  })
})

test.each<[string, string]>([
  ['no scheme', Z32],
  ['another scheme', `https://${Z32}`],
  ['a file', 'file:///etc/passwd'],
  ['no key', 'pear://'],
  ['an unknown alias', 'pear://mallory'],
  ['a key cut short', `pear://${Z32.slice(1)}`],
  ['fork and length without a key', 'pear://0.5'],
  ['a part too many', `pear://0.5.${Z32}.${Z32}.x`],
  ['an empty fork', `pear://.5.${Z32}`],
  ['a negative length', `pear://0.-5.${Z32}`],
  ['a length in hexadecimal', `pear://0.0x5.${Z32}`],
  ['a length beyond 2^53', `pear://0.9007199254740993.${Z32}`],
  ['a hash that is none', `pear://0.5.${Z32}.abc`],
  ['a user name', `pear://alice@${Z32}/`],
  ['a port', `pear://${Z32}:80/`],
  ['a line break', `pear://${Z32}/a\nb`],
  ['an escape sequence', `pear://${Z32}/\u001b[2J`],
  ['a space in front', ` pear://${Z32}`],
  ['more than 4096 characters', `pear://${Z32}/${'a'.repeat(4096)}`],
])('%s is not a link', (_, text) => {
  expect(() => parseLink(text)).toThrow('this is not a link: ')
})

test.each<[string, Partial<Link>]>([
  [`pear://${Z32}`, { key: KEY, alias: null, fork: null, length: null, hash: null, pathname: '' }],
  [`pear://${HEX}/`, { key: KEY, pathname: '/' }],
  [`PEAR://${Z32}/a/../../b`, { protocol: 'pear:', pathname: '/b' }],
  [
    `comice://0.12.${Z32}/app?x=1#top`,
    { protocol: 'comice:', fork: 0, length: 12, search: '?x=1', fragment: '#top' },
  ],
  [`pear://3.12.${Z32}.${HEX}/`, { fork: 3, length: 12, hash: KEY }],
  [`pear://${Z32}.${Z32}`, { fork: null, hash: KEY }],
  ['pear://keet/x', { alias: 'keet', pathname: '/x' }],
])('%s is a link', (text, parts) => {
  expect(parseLink(text)).toMatchObject(parts)
})

test('a fork needs a length, and keys need their length', () => {
  expect(() => formatLink({ key: KEY, fork: 1 })).toThrow('fork without a length')
  expect(() => formatLink({ key: KEY, fork: 1, length: 1.5 })).toThrow('this is not a link')
  expect(() => formatLink({ key: new Uint8Array(31) })).toThrow('this is not a key')
})
