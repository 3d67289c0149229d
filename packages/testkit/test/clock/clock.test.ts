import { expect, test } from 'vitest'
import { createClock } from '../../src/index.ts'

test('a clock stands until it is moved', async () => {
  const clock = createClock(1_000)
  expect(clock.now()).toBe(1_000)
  await clock.advance(500)
  expect(clock.now()).toBe(1_500)
  expect(new Date(createClock().now()).toISOString()).toBe('2026-01-01T00:00:00.000Z')
})

test('timers run in the order of their times, each at its own', async () => {
  const clock = createClock(0)
  const seen: string[] = []
  clock.setTimeout(() => seen.push(`late ${clock.now()}`), 100)
  clock.setTimeout((word: string) => seen.push(`${word} ${clock.now()}`), 10, 'early')
  const ticking = clock.setInterval(() => seen.push(`tick ${clock.now()}`), 40)
  await clock.advance(100)
  expect(seen).toEqual(['early 10', 'tick 40', 'tick 80', 'late 100'])
  clock.clearInterval(ticking)
  expect(clock.pending()).toBe(0)
})

test('a timer set by a timer runs in the same move', async () => {
  const clock = createClock(0)
  const seen: number[] = []
  const again = () => {
    seen.push(clock.now())
    if (seen.length < 3) clock.setTimeout(again, 10)
  }
  clock.setTimeout(again, 10)
  await clock.advance(1_000)
  expect(seen).toEqual([10, 20, 30])
  expect(clock.now()).toBe(1_000)
})

test('a program that sleeps between steps goes all the way', async () => {
  const clock = createClock(0)
  const steps: number[] = []
  const program = (async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(1_000)
      steps.push(clock.now())
    }
  })()
  await clock.advance(3_000)
  await program
  expect(steps).toEqual([1_000, 2_000, 3_000])
})

test('a cleared timer does not run, and one without delay waits for 1 ms', async () => {
  const clock = createClock(0)
  const seen: string[] = []
  clock.clearTimeout(clock.setTimeout(() => seen.push('cleared'), 5))
  clock.clearTimeout(undefined)
  clock.setTimeout(() => seen.push('soon')).unref()
  await clock.advance(0)
  expect(seen).toEqual([])
  await clock.advance(10)
  expect(seen).toEqual(['soon'])
})

test('it does not go back', async () => {
  await expect(createClock().advance(-1)).rejects.toThrow('OPTION_INVALID: a clock does not go back')
})
