import { expect, test } from 'vitest'
import { byteRange } from '../../src/server/byte-range.ts'

const file = { bytes: 100, etag: 'abc' }

test.each([
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=0-99', { start: 0, end: 100 }],
  ['bytes=10-', { start: 10, end: 100 }],
  ['bytes=10-500', { start: 10, end: 100 }],
  ['bytes=-10', { start: 90, end: 100 }],
  ['bytes=-500', { start: 0, end: 100 }],
  ['bytes=100-', 'none'],
  ['bytes=20-10', 'none'],
  ['bytes=-0', 'none'],
  ['bytes=-', null],
  ['bytes=0-1,3-4', null],
  ['lines=0-1', null],
  ['bytes=a-b', null],
  ['bytes=0-99999999999999999999', null],
  [undefined, null],
] as const)('%s', (range, expected) => {
  expect(byteRange(range === undefined ? {} : { range }, file)).toEqual(expected)
})

test('a part of another version is the whole of this one', () => {
  expect(byteRange({ range: 'bytes=0-0', 'if-range': '"other"' }, file)).toBe(null)
  expect(byteRange({ range: 'bytes=0-0', 'if-range': '"abc"' }, file)).toEqual({ start: 0, end: 1 })
})

test('an empty file has no parts', () => {
  expect(byteRange({ range: 'bytes=0-' }, { bytes: 0, etag: 'e' })).toBe('none')
  expect(byteRange({ range: 'bytes=-5' }, { bytes: 0, etag: 'e' })).toBe('none')
})
