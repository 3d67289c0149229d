import { CLOCK_START_MS } from '../constants.ts'
import { TestkitError } from '../errors.ts'

/** A timer of a {@link TestClock}. It keeps no process alive, so `ref` and `unref` only answer. */
export interface TestTimer {
  ref(): TestTimer
  unref(): TestTimer
  hasRef(): boolean
}

/** The part of a clock that a program asks for instead of taking the global one. A {@link TestClock} is one. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  setTimeout(callback: () => void, delayMs: number): unknown
  clearTimeout(timer: unknown): void
}

/** A clock that stands until a test moves it. Every function can be taken out of it: `const { now } = clock`. */
export interface TestClock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** As the global one. A delay under 1 ms counts as 1. */
  readonly setTimeout: <Args extends unknown[]>(
    callback: (...args: Args) => unknown,
    delayMs?: number,
    ...args: Args
  ) => TestTimer
  readonly clearTimeout: (timer: TestTimer | null | undefined) => void
  readonly setInterval: <Args extends unknown[]>(
    callback: (...args: Args) => unknown,
    delayMs?: number,
    ...args: Args
  ) => TestTimer
  readonly clearInterval: (timer: TestTimer | null | undefined) => void
  /** Resolves when the clock has moved that far. */
  readonly sleep: (ms: number) => Promise<void>
  /**
   * Moves the clock, running each timer that falls due at its own time, earliest first, those set meanwhile too. After
   * each one, promises get to settle before the next.
   * @throws OPTION_INVALID for a negative time, or what a timer throws (the clock then stands at that timer).
   */
  readonly advance: (ms: number) => Promise<void>
  /** How many timers are set. */
  readonly pending: () => number
}

interface Entry {
  timer: TestTimer
  dueAt: number
  /** Undefined for a timeout. */
  everyMs: number | undefined
  run: () => unknown
}

/** Makes a clock that starts at `startMs`, by default 2026-01-01T00:00:00Z. */
export function createClock(startMs: number = CLOCK_START_MS): TestClock {
  // A Map keeps the order in which timers were set: with equal times the older one runs first.
  const entries = new Map<TestTimer, Entry>()
  let now = startMs

  function set(run: () => unknown, delayMs: number, repeat: boolean): TestTimer {
    const everyMs = Math.max(delayMs, 1)
    const timer: TestTimer = { ref: () => timer, unref: () => timer, hasRef: () => false }
    entries.set(timer, { timer, dueAt: now + everyMs, everyMs: repeat ? everyMs : undefined, run })
    return timer
  }

  function clear(timer: TestTimer | null | undefined): void {
    if (timer) entries.delete(timer)
  }

  function firstDue(until: number): Entry | undefined {
    let first: Entry | undefined
    for (const entry of entries.values()) {
      if (entry.dueAt <= until && (first === undefined || entry.dueAt < first.dueAt)) first = entry
    }
    return first
  }

  async function advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new TestkitError('OPTION_INVALID', `a clock does not go back: advance(${ms})`)
    const until = now + ms
    await settled()
    for (let entry = firstDue(until); entry; entry = firstDue(until)) {
      now = entry.dueAt
      entries.delete(entry.timer)
      if (entry.everyMs !== undefined) entries.set(entry.timer, { ...entry, dueAt: now + entry.everyMs })
      entry.run()
      await settled()
    }
    now = until
  }

  return {
    now: () => now,
    setTimeout: (callback, delayMs = 1, ...args) => set(() => callback(...args), delayMs, false),
    clearTimeout: clear,
    setInterval: (callback, delayMs = 1, ...args) => set(() => callback(...args), delayMs, true),
    clearInterval: clear,
    sleep: (ms) => new Promise((resolve) => set(() => resolve(), ms, false)),
    advance,
    pending: () => entries.size,
  }
}

/** Lets every promise that can settle do so: setImmediate runs after all of them. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
