/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const RuntimeErrors = defineErrors({
  /** The module was imported by a program that Comice did not start. */
  NOT_AN_APP: {
    exit: ExitCode.Usage,
    message: () => 'this program was not started as a Comice app',
    hint: 'start it with: comice app dev',
  },

  // ---- wire ----
  /** The other side sent what the protocol does not have; the connection ends. */
  WIRE_MALFORMED: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => `the other side broke the protocol: ${reason}`,
  },
  /** The other side speaks another version. */
  WIRE_VERSION: {
    exit: ExitCode.Failed,
    message: ({ expected, found }: { expected: number; found: number }) =>
      `the other side speaks version ${found} of the protocol, this one ${expected}`,
    hint: 'update Comice',
  },
  /** The connection ended while something was still expected of it. */
  WIRE_CLOSED: {
    exit: ExitCode.Unreachable,
    message: () => 'the connection to the node has ended',
  },
  /** The other side did not answer in time at the start. */
  WIRE_TIMEOUT: {
    exit: ExitCode.Deadline,
    message: ({ timeoutMs }: { timeoutMs: number }) => `the node did not answer within ${timeoutMs} ms`,
  },
  /** A value cannot cross: a function, a class, a cycle, something too deep or too large. */
  VALUE_UNSUPPORTED: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this value cannot be sent: ${reason}`,
    hint: 'send null, booleans, numbers, strings, Uint8Arrays, and arrays and plain objects of them',
  },
  VALUE_TOO_LARGE: {
    exit: ExitCode.Usage,
    message: ({ bytes, maxBytes }: { bytes: number; maxBytes: number }) =>
      `${bytes} bytes are more than the ${maxBytes} that may be sent in one piece`,
    hint: 'split it, or use a stream',
  },
  METHOD_UNKNOWN: {
    exit: ExitCode.Failed,
    message: ({ method }: { method: string }) => `the other side does not have ${method}`,
    hint: 'update Comice',
  },
  /** A call was given up by its caller. */
  CALL_CANCELLED: {
    exit: ExitCode.Interrupted,
    message: () => 'the call was cancelled',
  },
  TOO_MANY_STREAMS: {
    exit: ExitCode.Refused,
    message: ({ limit }: { limit: number }) => `more than ${limit} handles and streams are open`,
    hint: 'close some first',
  },
  /** A stream ended before it was complete. */
  STREAM_ENDED: {
    exit: ExitCode.Failed,
    message: () => 'the stream ended early',
  },

  // ---- handles ----
  HANDLE_CLOSED: {
    exit: ExitCode.Failed,
    message: () => 'this is closed',
    hint: 'open a new one',
  },
  ENCODING_UNKNOWN: {
    exit: ExitCode.Usage,
    message: ({ name }: { name: string }) => `there is no encoding ${name}`,
    hint: 'use binary, utf-8 or json',
  },
})
