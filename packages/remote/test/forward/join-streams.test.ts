import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { joinStreams } from '../../src/forward/join-streams.ts'

test('a stream that was gone before it was joined breaks the other one', async () => {
  const [one] = duplexPair()
  const [other] = duplexPair()
  one.destroy()
  await new Promise((resolve) => one.once('close', resolve))
  await joinStreams(one, other).closed
  expect(other.destroyed).toBe(true)

  const [third] = duplexPair()
  await joinStreams(third, one).closed
  expect(third.destroyed).toBe(true)
})
