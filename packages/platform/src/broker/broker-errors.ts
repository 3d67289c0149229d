/** What the broker throws; a part of {@link PlatformErrors}, by which it is used. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const BrokerErrors = defineErrors({
  /** A call of an app has a parameter that it should not have. */
  ARGUMENT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ name, expected }: { name: string; expected: string }) => `${name}: expected ${expected}`,
  },
  /** The app needs more than it was given. */
  QUOTA_EXCEEDED: {
    exit: ExitCode.Refused,
    message: ({ what, limit }: { what: string; limit: number }) =>
      `the app may have at most ${limit} ${what}`,
    hint: 'close or delete some, or give the app more',
  },
  PERMISSION_MISSING: {
    exit: ExitCode.Refused,
    message: ({ permission }: { permission: string }) => `the app was not given ${permission}`,
    hint: 'ask for it in pear.permissions of package.json',
  },
  SWARM_IN_USE: {
    exit: ExitCode.Conflict,
    message: () => 'another process of this app has the swarm',
    hint: 'let one process meet the peers',
  },
  CORE_NOT_WRITABLE: {
    exit: ExitCode.Refused,
    message: () => 'this core is not of this app: it cannot append to it',
  },
  BLOCK_TIMEOUT: {
    exit: ExitCode.Deadline,
    message: () => 'nobody gave the block in time',
    hint: 'wait longer, or look for more peers',
  },
  BLOCK_TOO_LARGE: {
    exit: ExitCode.BadData,
    message: ({ bytes, maxBytes }: { bytes: number; maxBytes: number }) =>
      `the block has ${bytes} bytes; ${maxBytes} can be read at once`,
  },
  BLOCK_UNDECODABLE: {
    exit: ExitCode.BadData,
    message: () => 'what was read is not what it should be',
  },
  /** What only some surroundings of an app can do, and these cannot. */
  UNAVAILABLE: {
    exit: ExitCode.Failed,
    message: ({ what }: { what: string }) => `${what} is not possible here`,
  },
  /** What an app wants to start as a worker is no file of it. */
  WORKER_MODULE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ path }: { path: string }) => `the app has no module ${JSON.stringify(path)}`,
    expected: 'the path of a file of the app, from its root: "/sums.ts"',
  },
  /** A worker ended by itself, and not in order. */
  WORKER_ENDED: {
    exit: ExitCode.Failed,
    message: ({ how }: { how: string }) => `the worker has ended: ${how}`,
    hint: 'what it printed stands in log/ of the app’s storage, see comice app storage show',
  },
  SUBSCRIBER_BEHIND: {
    exit: ExitCode.Failed,
    message: () => 'the subscriber did not take its messages in time',
    hint: 'read faster, or subscribe to fewer',
  },
  FETCH_FAILED: {
    exit: ExitCode.Unreachable,
    message: ({ reason }: { reason: string }) => `the request failed: ${reason}`,
  },
  BASE_IN_USE: {
    exit: ExitCode.Conflict,
    message: () => 'this base is open already',
    hint: 'close it first; it may be open in another process of this app',
  },
  BASE_NOT_WRITABLE: {
    exit: ExitCode.Refused,
    message: () => 'this app is no writer of the base',
    hint: 'let a writer add the key of its core: base.local.key',
  },
  BASE_FAILED: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `the base stopped: ${reason}`,
    hint: 'open it again',
  },
  VIEW_READ_ONLY: {
    exit: ExitCode.Usage,
    message: () => 'views change in apply only, while it runs',
  },
  FILE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: ({ name }: { name: string }) => `there is no file ${name}`,
  },
  RUN_ENDED: {
    exit: ExitCode.Failed,
    message: () => 'the app has ended',
  },
})
