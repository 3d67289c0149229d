/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
// Not the whole of protocol: this is loaded by pages.
import { defineErrors, ExitCode } from '@comice/protocol/errors'

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

  // ---- page ----
  /** What is exposed to pages is not an object of functions. */
  PAGE_API_INVALID: {
    exit: ExitCode.Usage,
    message: ({ name, reason }: { name: string; reason: string }) => `${name} cannot be exposed: ${reason}`,
    hint: 'expose a plain object whose own members are functions',
  },
  /** Pages would not know which of two to call. */
  EXPOSED_TWICE: {
    exit: ExitCode.Usage,
    message: () => 'this process has exposed functions to its pages already',
    hint: 'put all of them into one object',
  },
  /** A method of the app threw an error without a code. */
  PAGE_CALL_FAILED: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => reason,
  },
  /** Too many calls at once, or more than the socket takes. */
  PAGE_BUSY: {
    exit: ExitCode.Refused,
    message: ({ limit }: { limit: number }) => `the page has ${limit} calls in work`,
    hint: 'wait for some of them, or leave the loops over subscriptions that are not looked at',
  },
  /** The backend restarted or the node is away: what was under way may or may not have been done. */
  PAGE_DISCONNECTED: {
    exit: ExitCode.Unreachable,
    message: () => 'the connection to the app’s backend was lost',
    hint: 'it is opened again by itself; ask again what the state is',
  },
  /** The page's own doing. */
  PAGE_CLOSED: {
    exit: ExitCode.Interrupted,
    message: () => 'the page closed its connection to the backend',
  },
  /** The app was stopped, ended by itself, or did not start. */
  PAGE_ENDED: {
    exit: ExitCode.Unreachable,
    message: () => 'the app has ended',
    hint: 'close this window and open the app again',
  },
  /** What a page sent of a file that it gives is not that file: it changed meanwhile, or was given up. */
  GIVEN_FILE_INVALID: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `the file cannot be taken: ${reason}`,
    hint: 'choose it again',
  },
  /** The page was not opened by Comice, or its token is no longer valid. */
  PAGE_REFUSED: {
    exit: ExitCode.Refused,
    message: ({ reason }: { reason: string }) => `this page may not talk to the app’s backend: ${reason}`,
    hint: 'close the window and open the app again',
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

  /** The handler of a base threw. The operation changes nothing. */
  APPLY_FAILED: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => `an operation was not applied: ${reason}`,
  },
  /** A function of the other side of a worker's link threw. */
  WORKER_FAILED: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => reason,
  },
})
