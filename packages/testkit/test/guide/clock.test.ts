// clock.test.ts: an hour passes at once, and chance is the same every time.
import { createClock, seededRandom } from '@comice/testkit'
import { expect, test } from 'vitest'

test('an invite expires after an hour', async () => {
  const clock = createClock()
  const invite = { expiresAt: clock.now() + 3_600_000 }
  await clock.advance(3_599_999)
  expect(clock.now() < invite.expiresAt).toBe(true)
  await clock.advance(1)
  expect(clock.now() < invite.expiresAt).toBe(false)
})

test('a shuffled order can be told to somebody else: it is a number', () => {
  const order = (seed: number) => seededRandom(seed).shuffle(['alice', 'bob', 'carol'])
  expect(order(7)).toEqual(order(7))
})
