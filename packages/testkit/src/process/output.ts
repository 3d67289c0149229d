/** What a process prints, by line: of one that {@link spawnPeer} started, or that somebody else did. */
import { createLineLog, type LineLog } from './line-log.ts'
import {
  eachLine,
  jsonMatcher,
  lineMatcher,
  nextMatch,
  type LineMatch,
  type LineOptions,
  type LineReader,
  type ProcessExit,
} from './line-reader.ts'

export interface ProcessOutput {
  /** Everything it has printed to stderr, within a bound. */
  readonly stderr: string
  /** Lines of stdout from the first one kept, then as they come, until it ends. */
  readonly lines: () => AsyncIterableIterator<string>
  /**
   * The next line that matches.
   * @throws WAIT_TIMEOUT or PROCESS_EXITED, with what was printed last.
   */
  readonly waitForLine: (match: LineMatch, options?: LineOptions) => Promise<string>
  /** The next line that is a JSON object for which `match` holds. Other lines are passed over. */
  readonly waitForJson: <T extends object = Record<string, unknown>>(
    match: (value: T) => boolean,
    options?: LineOptions,
  ) => Promise<T>
}

export interface FollowedProcess {
  /** For errors. */
  readonly name: string
  readonly stdout: NodeJS.ReadableStream | null
  readonly stderr: NodeJS.ReadableStream | null
  /** Settles when it has ended and its output is complete. */
  readonly exited: Promise<ProcessExit>
}

/**
 * Reads a process's output from now on, so that it is never held up by a full pipe.
 *
 * ```ts
 * const child = spawn('ls')
 * const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }))
 * const output = followOutput({ name: 'ls', stdout: child.stdout, stderr: child.stderr, exited })
 * await output.waitForLine('package.json')
 * ```
 */
export function followOutput({ name, stdout, stderr, exited }: FollowedProcess): ProcessOutput {
  const lines = attach(createLineLog(), stdout)
  const errors = attach(createLineLog(), stderr)
  const reader: LineReader = { name, stdout: lines, stderr: errors, exited, cursor: 0 }
  return {
    get stderr() {
      return errors.tail(Infinity)
    },
    lines: () => eachLine(lines),
    waitForLine: (match, options = {}) => nextMatch(reader, lineMatcher(match), options),
    waitForJson: <T extends object>(match: (value: T) => boolean, options: LineOptions = {}) =>
      nextMatch(reader, jsonMatcher(match), options),
  }
}

function attach(log: LineLog, stream: NodeJS.ReadableStream | null): LineLog {
  stream?.on('data', (chunk: Buffer) => log.push(chunk))
  stream?.on('end', () => log.end())
  stream?.on('error', () => log.end())
  return log
}
