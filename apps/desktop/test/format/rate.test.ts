import { expect, test } from 'vitest'
import { formatDuration } from '../../src/window/format/duration.ts'
import { RateMeter } from '../../src/window/format/rate.ts'

test('a rate is that of the last seconds, and says when it will be done', () => {
  const meter = new RateMeter()
  expect(meter.add(0, 1000, 0)).toEqual({ perSecond: 0, secondsLeft: null })
  expect(meter.add(100, 1000, 1000)).toEqual({ perSecond: 100, secondsLeft: 9 })
  // What was a minute ago counts no more.
  meter.add(100, 1000, 60_000)
  meter.add(100, 1000, 64_000)
  expect(meter.add(500, 1000, 68_000).perSecond).toBe(50)
})

test('what stands still is never done', () => {
  const meter = new RateMeter()
  meter.add(5, 10, 0)
  expect(meter.add(5, 10, 1000)).toEqual({ perSecond: 0, secondsLeft: null })
})

test.each([
  [0.2, '1 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [3599, '1 h'],
  [7500, '2 h 5 min'],
  [90_000, 'more than a day'],
  [Number.POSITIVE_INFINITY, 'more than a day'],
  [Number.NaN, 'more than a day'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})
