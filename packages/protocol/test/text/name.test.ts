import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayName, isComiceError, LIMITS, normalizeName } from '../../src/index.ts'
import { character } from '../arbitraries.ts'
import { forAll } from '../property.ts'

test.each<[string, string, string]>([
  ['outer space goes', '  alice \n', 'alice'],
  ['inner space becomes single', 'alice \u3000\t of  pears', 'alice of pears'],
  ['accents become one character', 'Ame\u0301lie', 'Amélie'],
  ['Hangul is composed', '\u1112\u1161\u11ab', '한'],
  ['64 bytes fit', 'x'.repeat(64), 'x'.repeat(64)],
  ['emoji stay whole', 'bob 👨‍👩‍👧', 'bob 👨‍👩‍👧'],
  ['hearts keep their selector', 'I ❤️ pears', 'I ❤️ pears'],
  [
    'flags of tags stay',
    '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
    '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
  ],
  ['Persian keeps its joiner', 'علی‌رضا', 'علی‌رضا'],
  ['Vietnamese', 'Nguyễn', 'Nguyễn'],
  ['Thai with three marks', 'กิ่์', 'กิ่์'],
  ['numbers and signs', '$7!', '$7!'],
])('%s', (_, text, name) => {
  expect(normalizeName(text)).toBe(name)
})

test.each<[string, string, string]>([
  ['nothing', '', 'empty'],
  ['space alone', ' \u00a0\u3000', 'empty'],
  ['65 bytes', 'x'.repeat(65), 'more than 64 bytes'],
  ['17 emoji', '🍐'.repeat(17), 'more than 64 bytes'],
  ['a megabyte', 'x'.repeat(1e6), 'more than 64 bytes'],
  ['an escape sequence', 'a\u001b[2Jb', 'control or formatting'],
  ['an override', 'bob\u202e', 'control or formatting'],
  ['a zero-width space', 'a\u200bb', 'control or formatting'],
  ['a soft hyphen', 'al\u00adice', 'control or formatting'],
  ['a private character', 'a\ue000', 'control or formatting'],
  ['a lone surrogate', 'a\ud800', 'well-formed'],
  ['hidden tag letters', 'alice\u{e0061}', 'invisible'],
  ['a joiner in front', '\u200dalice', 'invisible'],
  ['joiners in a row', 'a\u200d\u200db', 'invisible'],
  ['a Hangul filler', '\u3164', 'invisible'],
  ['a Braille blank', 'alice\u2800', 'invisible'],
  ['a heap of accents', 'a\u0301\u0302\u0303\u0304\u0305\u0306', 'pile up'],
  ['an accent alone', '\u0301', 'visible'],
])('%s is refused', (_, text, reason) => {
  expect(() => normalizeName(text)).toThrow(reason)
})

test('a name that is accepted is accepted again unchanged', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: character, maxLength: 20 }),
  )
  forAll(texts, 3000, (text) => {
    let name: string
    try {
      name = normalizeName(text)
    } catch (error) {
      expect(isComiceError(error, 'NAME_INVALID')).toBe(true)
      return
    }
    expect(normalizeName(name)).toBe(name)
    expect(new TextEncoder().encode(name).byteLength).toBeLessThanOrEqual(LIMITS.MAX_NAME_BYTES)
    expect(displayName(name, '?')).toBe(name)
  })
})

test.each<[string, string]>([
  ['\u001b[2Jmallory', 'mallory'],
  ['', 'somebody'],
  [' \u3164\u2800 ', 'somebody'],
  ['\u200b\u2060', 'somebody'],
  ['two\nlines', 'two lines'],
])('a peer called %j is shown as %j', (name, shown) => {
  expect(displayName(name, 'somebody')).toBe(shown)
})
