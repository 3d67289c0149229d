import { expect, test, vi } from 'vitest'
import { Duties } from '../../src/duty/duties.ts'

const IDLE_MS = 60_000

/** Timers are the clock here, which is ours to control. */
function setUp() {
  vi.useFakeTimers()
  const duties = new Duties(IDLE_MS)
  let idle = 0
  duties.on('idle', () => (idle += 1))
  return {
    duties,
    /** How often it was idle. */
    get idle() {
      return idle
    },
    [Symbol.dispose]: () => {
      duties.close()
      vi.useRealTimers()
    },
  }
}

test('a node that nobody uses is idle after a minute', () => {
  using room = setUp()
  vi.advanceTimersByTime(IDLE_MS - 1)
  expect(room.idle).toBe(0)
  vi.advanceTimersByTime(1)
  expect(room.idle).toBe(1)
})

test('a client keeps the node, and the minute begins when it leaves', () => {
  using room = setUp()
  const client = room.duties.attach()
  vi.advanceTimersByTime(10 * IDLE_MS)
  client[Symbol.dispose]()
  client[Symbol.dispose]()
  expect(room.duties.clients).toBe(0)
  vi.advanceTimersByTime(IDLE_MS - 1)
  expect(room.idle).toBe(0)
  vi.advanceTimersByTime(1)
  expect(room.idle).toBe(1)
})

test('a duty keeps the node without clients, and is named', () => {
  using room = setUp()
  const duty = room.duties.hold('room pears is open')
  expect(room.duties.list()).toEqual(['room pears is open'])
  vi.advanceTimersByTime(10 * IDLE_MS)
  expect(room.idle).toBe(0)
  duty[Symbol.dispose]()
  vi.advanceTimersByTime(IDLE_MS)
  expect(room.idle).toBe(1)
})

test('with an idle time of 0 the node stays', () => {
  vi.useFakeTimers()
  const duties = new Duties(0)
  let idle = 0
  duties.on('idle', () => (idle += 1))
  vi.advanceTimersByTime(1000 * IDLE_MS)
  expect(idle).toBe(0)
  vi.useRealTimers()
})

test('a duty that ends after the close leaves no timer behind', () => {
  vi.useFakeTimers()
  const duties = new Duties(IDLE_MS)
  const duty = duties.hold('room pears is open')
  duties.close()
  duty[Symbol.dispose]()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
