import { expect, test } from 'vitest'
import { byteLength, count, hueOf, initials, sentence } from '../../src/window/format/text.ts'
import { readTheme } from '../../src/window/theme/theme.ts'

test('bytes are those of UTF-8', () => {
  expect([byteLength('abc'), byteLength('żó'), byteLength('👍')]).toEqual([3, 4, 4])
})

test('initials are whole letters without what stacks on them', () => {
  expect(initials('alice')).toBe('A')
  expect(initials('Bob Żółty Third')).toBe('BŻ')
  expect(initials(`z${'\u0351'.repeat(50)} x`)).toBe('ZX')
  expect(initials('👍 yes')).toBe('👍Y')
  expect(initials('')).toBe('·')
})

test('a key has one hue among those there are', () => {
  expect(hueOf('abc', 8)).toBe(hueOf('abc', 8))
  for (const key of ['', 'a', 'zzzzzz', '東京']) expect(hueOf(key, 8)).toBeLessThan(8)
})

test('errors read as sentences, numbers as words want them', () => {
  expect(sentence('no member answered')).toBe('No member answered.')
  expect(sentence('Really?')).toBe('Really?')
  expect(sentence('comice doctor says more')).toBe('comice doctor says more.')
  expect([count(0, 'peer'), count(1, 'peer'), count(2, 'peer')]).toEqual(['0 peers', '1 peer', '2 peers'])
})

test('a cookie that names no theme is the system’s', () => {
  expect(readTheme('')).toBe('system')
  expect(readTheme('a=b; comice-theme=dark')).toBe('dark')
  expect(readTheme('comice-theme=evil')).toBe('system')
  expect(readTheme('not-comice-theme=dark')).toBe('system')
})
