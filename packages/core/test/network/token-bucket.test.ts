import { expect, test } from 'vitest'
import { TokenBucket } from '../../src/network/token-bucket.ts'

test('a bucket gives its burst at once and then its rate', () => {
  let now = 0
  const bucket = new TokenBucket({ perSecond: 10, burst: 3 }, () => now)
  const take = (times: number) => Array.from({ length: times }, () => bucket.take()).filter(Boolean).length
  expect(take(10)).toBe(3)
  now += 200
  expect(take(10)).toBe(2)
  now += 60_000
  expect(take(10)).toBe(3)
})

test('a clock that is set back does not empty or freeze a bucket', () => {
  let now = 100_000
  const bucket = new TokenBucket({ perSecond: 1, burst: 1 }, () => now)
  expect(bucket.take()).toBe(true)
  now = 0
  expect(bucket.take()).toBe(false)
  now = 1000
  expect(bucket.take()).toBe(true)
})
