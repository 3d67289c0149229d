/** Every error this package throws. Recognise one by `code`; the class is not part of the contract. */
export type TestkitErrorCode =
  /** A condition was not met before its deadline. The message says what was last seen. */
  | 'WAIT_TIMEOUT'
  /** An emitter ended or failed before it emitted what was awaited. `cause` is its error. */
  | 'WAIT_FAILED'
  /** Two peers did not connect in time. */
  | 'CONNECT_TIMEOUT'
  /** A process ended although something was still expected of it. */
  | 'PROCESS_EXITED'
  /** A process did not start at all. */
  | 'PROCESS_NOT_STARTED'
  /** A process ignored SIGTERM up to its deadline, and was killed. */
  | 'PROCESS_NOT_STOPPED'
  /** A command of the set-up ended with another code than 0. */
  | 'COMMAND_FAILED'
  /** This machine, or this user, cannot make network namespaces. The message says which step failed. */
  | 'NETWORKS_UNAVAILABLE'
  /** A relay of an underlay has no UDP port, because it was closed. */
  | 'RELAY_NOT_BOUND'
  /** A name is used twice, is empty, or does not fit the system's limits. */
  | 'NAME_INVALID'
  /** An option is outside its range. */
  | 'OPTION_INVALID'
  /** The wire was cut. Both ends see this error. */
  | 'WIRE_CUT'
  /** The other end of the wire was destroyed. */
  | 'WIRE_RESET'

/** An error of the test parts themselves, as opposed to one of the program under test. */
export class TestkitError extends Error {
  override readonly name = 'TestkitError'
  readonly code: TestkitErrorCode

  constructor(code: TestkitErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${code}: ${message}`, options)
    this.code = code
  }
}

/** Whether `value` is an error of this package, from whichever copy of it; with `code`, whether it is that one. */
export function isTestkitError(value: unknown, code?: TestkitErrorCode): value is TestkitError {
  if (!(value instanceof Error) || value.name !== 'TestkitError') return false
  return code === undefined || (value as TestkitError).code === code
}
