/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const PlatformErrors = defineErrors({
  /** A folder that is no app: it has no package.json, or one that cannot be used. */
  PROJECT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this folder is not an app: ${reason}`,
    hint: 'comice app init makes one',
  },

  // ---- broker ----
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
  FILE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: ({ name }: { name: string }) => `there is no file ${name}`,
  },
  RUN_ENDED: {
    exit: ExitCode.Failed,
    message: () => 'the app has ended',
  },
})
