import { expect, test } from 'vitest'
import { BACKEND_CRASHES_MS, BACKEND_STEADY_MS, MAX_BACKEND_CRASHES } from '../../src/constants.ts'
import { CrashLimit } from '../../src/runs/crash-limit.ts'

test('a backend that crashes as soon as it may is given up after a few times, and one that seldom does is not', () => {
  const often = new CrashLimit()
  const tries = Array.from({ length: MAX_BACKEND_CRASHES + 1 }, (_, at) =>
    often.mayRestart(BACKEND_STEADY_MS, at * BACKEND_STEADY_MS),
  )
  expect(tries).toEqual([...Array<boolean>(MAX_BACKEND_CRASHES).fill(true), false])

  const seldom = new CrashLimit()
  const everyMs = BACKEND_CRASHES_MS / MAX_BACKEND_CRASHES
  for (let at = 0; at < 50; at++) expect(seldom.mayRestart(everyMs, at * everyMs)).toBe(true)
})

test('one that crashes before it ran for a while is not started again', () => {
  expect(new CrashLimit().mayRestart(BACKEND_STEADY_MS - 1, 0)).toBe(false)
})
