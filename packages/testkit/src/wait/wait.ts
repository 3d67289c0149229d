import { inspect } from 'node:util'
import { WAIT_INTERVAL_MS, WAIT_TIMEOUT_MS } from '../constants.ts'
import { TestkitError } from '../errors.ts'
import { deferred } from './deferred.ts'

/** How long to wait, and what to call it when it does not come. */
export interface WaitOptions {
  /** Default 40,000 ms. */
  timeoutMs?: number
  /** Between two looks. Default 20 ms. */
  intervalMs?: number
  /** What is awaited, for the error: `waited 40000 ms for <describe>`. */
  describe?: string
}

/** What a check may return that means "not yet". */
export type NotYet = false | null | undefined | 0 | ''

/**
 * Looks until `check` returns something truthy, and returns that. A check that throws (an assertion, say) is a check
 * that does not hold yet.
 *
 * @throws WAIT_TIMEOUT naming what was last seen; `cause` is the last error of `check`.
 */
export async function waitFor<T>(
  check: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<Exclude<T, NotYet>> {
  const {
    timeoutMs = WAIT_TIMEOUT_MS,
    intervalMs = WAIT_INTERVAL_MS,
    describe = describeCheck(check),
  } = options
  const seen: Seen = { looks: 0 }
  const deadline = performance.now() + timeoutMs
  while (true) {
    const found = await look(check, deadline, seen)
    if (found !== undefined) return found.value as Exclude<T, NotYet>
    if (performance.now() + intervalMs > deadline) throw timedOut(describe, timeoutMs, seen)
    await sleep(intervalMs)
  }
}

interface Seen {
  looks: number
  value?: unknown
  error?: unknown
  hanging?: boolean
}

async function look<T>(check: () => T | Promise<T>, deadline: number, seen: Seen) {
  const alarm = createAlarm(deadline - performance.now())
  try {
    seen.looks++
    const value = await Promise.race([Promise.resolve().then(check), alarm.rung])
    seen.hanging = value === HANGING
    if (value === HANGING) return undefined
    seen.value = value
    delete seen.error
    return value ? { value } : undefined
  } catch (error) {
    seen.error = error
    return undefined
  } finally {
    alarm.cancel()
  }
}

function timedOut(describe: string, timeoutMs: number, seen: Seen): TestkitError {
  const looks = `${seen.looks} ${seen.looks === 1 ? 'look' : 'looks'}`
  const last = seen.hanging
    ? 'the last look did not return'
    : 'error' in seen
      ? `the last look threw ${describeError(seen.error)}`
      : `last seen: ${inspect(seen.value, { depth: 4, breakLength: 100 })}`
  const options = 'error' in seen ? { cause: seen.error } : {}
  return new TestkitError(
    'WAIT_TIMEOUT',
    `waited ${timeoutMs} ms for ${describe} (${looks}); ${last}`,
    options,
  )
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : inspect(error)
}

/** An arrow function says best itself what it waits for. */
function describeCheck(check: () => unknown): string {
  const source = check
    .toString()
    .replace(/\s+/g, ' ')
    .replace(/^(async )?\(\) => /, '')
  return source.length > 100 ? `${source.slice(0, 100)}…` : source
}

const HANGING = Symbol('hanging')

function createAlarm(delayMs: number) {
  const { promise, resolve } = deferred<typeof HANGING>()
  const timer = setTimeout(() => resolve(HANGING), Math.max(delayMs, 1))
  return { rung: promise, cancel: () => clearTimeout(timer) }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The part of an event emitter that {@link once} needs; node's and streamx's have it. */
export interface Emitter {
  on(event: string, listener: (...args: unknown[]) => void): unknown
  off(event: string, listener: (...args: unknown[]) => void): unknown
}

/** Which emission to take, and for how long to wait for it. */
export interface OnceOptions<Args extends unknown[]> extends Omit<WaitOptions, 'intervalMs'> {
  /** Emissions for which this returns false are let go. */
  where?: (...args: Args) => boolean
}

/**
 * Awaits one emission and returns its arguments.
 *
 * @throws WAIT_TIMEOUT when it does not come; WAIT_FAILED when the emitter emits `error` first, unless it is `error` or `close` that is awaited:
 * a stream that fails closes too.
 */
export function once<Args extends unknown[] = unknown[]>(
  emitter: Emitter,
  event: string,
  options: OnceOptions<Args> = {},
): Promise<Args> {
  const { timeoutMs = WAIT_TIMEOUT_MS, describe = `the event '${event}'`, where = () => true } = options
  const { promise, resolve, reject } = deferred<Args>()
  let passedOver = 0
  const onevent = (...args: unknown[]) => {
    if (where(...(args as Args))) resolve(args as Args)
    else passedOver++
  }
  const onerror = (cause: unknown) =>
    reject(new TestkitError('WAIT_FAILED', `${describe} did not come: ${describeError(cause)}`, { cause }))
  const timer = setTimeout(() => {
    const others = passedOver > 0 ? `; ${passedOver} other emissions of it` : ''
    reject(new TestkitError('WAIT_TIMEOUT', `waited ${timeoutMs} ms for ${describe}${others}`))
  }, timeoutMs)
  emitter.on(event, onevent)
  if (event !== 'error' && event !== 'close') emitter.on('error', onerror)
  return promise.finally(() => {
    clearTimeout(timer)
    emitter.off(event, onevent)
    emitter.off('error', onerror)
  })
}
