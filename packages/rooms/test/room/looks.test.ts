import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { Looks } from '../../src/room/looks.ts'

test('a look that failed is made again, later each time, without news; one that did not, is not', async () => {
  const at: number[] = []
  const failures: unknown[] = []
  const looks = new Looks({
    look: () => {
      at.push(performance.now())
      return at.length < 4 ? Promise.reject(new Error('a block is not here')) : Promise.resolve()
    },
    onfailure: (error) => failures.push(error),
    retryMs: 20,
  })
  looks.soon()
  await waitFor(() => at.length === 4)
  expect(failures).toHaveLength(3)
  const [first = 0, second = 0, third = 0, fourth = 0] = at
  // Timers may be a millisecond early, and late by any time.
  expect(second - first).toBeGreaterThanOrEqual(19)
  expect(third - second).toBeGreaterThanOrEqual(39)
  expect(fourth - third).toBeGreaterThanOrEqual(79)
  looks.soon()
  await waitFor(() => at.length === 5)
  await looks.close()
  looks.soon()
  looks.later(0)
  expect(at).toHaveLength(5)
})

test('there is one look at a time, and one more for all news meanwhile', async () => {
  const gates: (() => void)[] = []
  let most = 0
  let running = 0
  const looks = new Looks({
    look: async () => {
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => gates.push(resolve))
      running--
    },
  })
  for (let time = 0; time < 5; time++) looks.soon()
  expect(gates).toHaveLength(1)
  looks.soon()
  gates[0]?.()
  await waitFor(() => gates.length === 2)
  gates[1]?.()
  await looks.close()
  expect([gates.length, most]).toEqual([2, 1])
})

test('what is due soonest is looked at first, and not put off', async () => {
  let count = 0
  const looks = new Looks({
    look: () => {
      count++
      return Promise.resolve()
    },
  })
  looks.later(20)
  looks.later(60_000)
  await waitFor(() => count === 1)
  looks.later(60_000)
  looks.later(10)
  await waitFor(() => count === 2)
  await looks.close()
})
