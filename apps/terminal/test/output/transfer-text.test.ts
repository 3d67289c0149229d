import { expect, test } from 'vitest'
import { fitting } from '../../src/output/progress-line.ts'
import { amountParts, duration, PaceMeter } from '../../src/output/transfer-text.ts'

test('a progress line has as many of its parts as fit, the first ones first', () => {
  const parts = ['Mirroring', '30 %', '9.1 MB/s', '3 s left', '12 MB of 40 MB']
  expect(fitting(parts, 80)).toBe('Mirroring  30 %  9.1 MB/s  3 s left  12 MB of 40 MB')
  expect(fitting(parts, 40)).toBe('Mirroring  30 %  9.1 MB/s  3 s left')
  expect(fitting(parts, 20)).toBe('Mirroring  30 %')
  expect(fitting(parts, 3)).toBe('Mirroring')
  expect(fitting(['洋梨洋梨', '', 'x'], 10)).toBe('洋梨洋梨')
})

test('a rate is that of the last seconds, and time is left by it', () => {
  let now = 0
  const meter = new PaceMeter(() => now)
  expect(meter.measure({ bytes: 0, totalBytes: 100_000 })).toEqual({ bytesPerSecond: 0, secondsLeft: null })
  now = 2000
  expect(meter.measure({ bytes: 20_000, totalBytes: 100_000 })).toEqual({
    bytesPerSecond: 10_000,
    secondsLeft: 8,
  })
  // What was faster long ago no longer counts.
  for (now = 3000; now <= 20_000; now += 1000) meter.measure({ bytes: 20_000 + now, totalBytes: 100_000 })
  expect(meter.measure({ bytes: 40_000, totalBytes: 100_000 }).bytesPerSecond).toBeLessThan(2000)
})

test('amounts and times are said as people say them', () => {
  expect(
    amountParts(
      { bytes: 12_000_000, totalBytes: 40_000_000 },
      { bytesPerSecond: 9_100_000, secondsLeft: 3.07 },
    ),
  ).toEqual(['30 %', '9.1 MB/s', '3 s left', '12 MB of 40 MB'])
  expect(amountParts({ bytes: 0, totalBytes: 0 }, { bytesPerSecond: 0, secondsLeft: null })).toEqual([
    '100 %',
    '0 B of 0 B',
  ])
  expect([0.4, 59.6, 61, 3599, 7500].map(duration)).toEqual([
    '0 s',
    '1 min 0 s',
    '1 min 1 s',
    '59 min 59 s',
    '2 h 5 min',
  ])
})
