import { SHOWN_STDERR_BYTES, WAIT_TIMEOUT_MS } from '../constants.ts'
import { TestkitError } from '../errors.ts'
import { deferred } from '../wait/deferred.ts'
import type { LineLog } from './line-log.ts'

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessExit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A line is meant when it equals the text, matches the expression, or the function says so. */
export type LineMatch = string | RegExp | ((line: string) => boolean)

/** Which line to wait for, and how long. */
export interface LineOptions {
  /** Default 40,000 ms. */
  timeoutMs?: number
  /** Look at all lines since the start, not only at those after the line that the last wait returned. */
  fromStart?: boolean
}

/** The output of a process, and how far it was read. */
export interface LineReader {
  readonly name: string
  readonly stdout: LineLog
  readonly stderr: LineLog
  readonly exited: Promise<ProcessExit>
  /** The line after the one returned last. */
  cursor: number
}

/** Says of a line what it gives. */
export interface Matcher<T> {
  describe: string
  /** What the line gives, or undefined. */
  take: (line: string) => T | undefined
}

/** Takes whole lines. */
export function lineMatcher(match: LineMatch): Matcher<string> {
  if (typeof match === 'string') {
    return { describe: `the line '${match}'`, take: (line) => (line === match ? line : undefined) }
  }
  if (typeof match === 'function')
    return { describe: 'a line', take: (line) => (match(line) ? line : undefined) }
  // search() ignores lastIndex, so a global or sticky expression does not remember its last line.
  return {
    describe: `a line like ${String(match)}`,
    take: (line) => (line.search(match) >= 0 ? line : undefined),
  }
}

/** Takes lines that are JSON objects, parsed. */
export function jsonMatcher<T extends object>(match: (value: T) => boolean): Matcher<T> {
  return {
    describe: `a JSON line where ${match.toString().replace(/\s+/g, ' ').slice(0, 100)}`,
    take(line) {
      const value = parseObject(line) as T | undefined
      return value !== undefined && match(value) ? value : undefined
    },
  }
}

function parseObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Awaits the next line that the matcher takes. @throws WAIT_TIMEOUT or PROCESS_EXITED */
export function nextMatch<T>(reader: LineReader, matcher: Matcher<T>, options: LineOptions): Promise<T> {
  const { timeoutMs = WAIT_TIMEOUT_MS, fromStart = false } = options
  const { promise, resolve, reject } = deferred<T>()
  let index = Math.max(fromStart ? 0 : reader.cursor, reader.stdout.first)
  const scan = () => {
    for (; index < reader.stdout.next; index++) {
      const found = matcher.take(reader.stdout.at(index) ?? '')
      if (found === undefined) continue
      if (!fromStart) reader.cursor = index + 1
      return resolve(found)
    }
  }
  const timer = setTimeout(() => reject(lateError(reader, matcher.describe, timeoutMs)), timeoutMs)
  const off = reader.stdout.onchange(() => guarded(scan, reject))
  void reader.exited.then((exit) => reject(exitedError(reader, exit, matcher.describe)))
  guarded(scan, reject)
  return promise.finally(() => {
    clearTimeout(timer)
    off()
  })
}

function guarded(scan: () => void, reject: (error: unknown) => void): void {
  try {
    scan()
  } catch (error) {
    reject(error)
  }
}

function lateError(reader: LineReader, describe: string, timeoutMs: number): TestkitError {
  return new TestkitError(
    'WAIT_TIMEOUT',
    `${reader.name}: waited ${timeoutMs} ms for ${describe}${output(reader)}`,
  )
}

function exitedError(reader: LineReader, exit: ProcessExit, describe: string): TestkitError {
  const how = exit.signal ?? `code ${exit.code}`
  return new TestkitError(
    'PROCESS_EXITED',
    `${reader.name} ended (${how}) before ${describe}${output(reader)}`,
  )
}

function output(reader: LineReader): string {
  const { stdout, stderr } = reader
  const dropped = stdout.first > 0 ? ` (${stdout.first} earlier lines not kept)` : ''
  const out = stdout.tail(SHOWN_STDERR_BYTES)
  const err = stderr.tail(SHOWN_STDERR_BYTES)
  return `\n--- its stdout${dropped}\n${out || '(nothing)'}\n--- its stderr\n${err || '(nothing)'}`
}

/** All lines kept, then those that come, until the end. */
export async function* eachLine(log: LineLog): AsyncIterableIterator<string> {
  let index = log.first
  while (true) {
    for (; index < log.next; index++) yield log.at(index) ?? ''
    if (log.ended) return
    const { promise, resolve } = deferred<void>()
    const off = log.onchange(resolve)
    if (index >= log.next && !log.ended) await promise
    off()
  }
}
