/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const PlatformErrors = defineErrors({
  // drives and releases
  APP_KEY_INVALID: {
    exit: ExitCode.Usage,
    message: ({ bytes }: { bytes: number }) => `the key of an app has 32 bytes, not ${bytes}`,
    hint: 'take it from a pear:// link',
  },
  /** Only the profile that made an app can write it. */
  APP_NOT_OURS: {
    exit: ExitCode.Refused,
    message: ({ app }: { app: string }) => `this profile cannot write the app ${app}`,
    hint: 'use the profile that made it, or make an app of your own (comice app touch)',
  },
  /** Writing on would sign a second history of the core, which ends it for everybody. */
  APP_ROLLED_BACK: {
    exit: ExitCode.BadData,
    message: ({ expected, found }: { expected: number; found: number }) =>
      `this profile is older than the app: others have ${expected} blocks of it, this profile has ${found}`,
    hint: 'it comes from a backup: keep the peers that have the app online, and try again when it has caught up',
  },
  RELEASE_EMPTY: {
    exit: ExitCode.Usage,
    message: ({ app }: { app: string }) => `nothing is staged in ${app} yet`,
    hint: 'stage it first (comice app stage)',
  },
  RELEASE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be released: ${reason}`,
    hint: 'a channel is a short lower-case name, a version is one of semver, such as 1.2.0',
  },
  RELEASE_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ wanted, channel }: { wanted: string; channel: string }) =>
      `there is no ${wanted} on the channel ${channel}`,
    hint: 'comice app info lists the releases',
  },
  /** A log that is damaged, or written by something else than this program. */
  RELEASE_LOG_BROKEN: {
    exit: ExitCode.BadData,
    message: ({ code, seq }: { code: string; seq: number }) =>
      `the log of releases is broken at number ${seq}: ${code}`,
    hint: 'nothing was written; a new app (comice app touch) starts a new log',
  },
  RELEASES_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `an app has at most ${limit} releases`,
    hint: 'go on with a new app (comice app touch)',
  },

  // an author's folder
  /** A folder that is no app: it has no package.json, or one that cannot be used. */
  PROJECT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this folder is not an app: ${reason}`,
    hint: 'comice app init makes one',
  },
  DEPENDENCY_MISSING: {
    exit: ExitCode.NotFound,
    message: ({ name, others }: { name: string; others: number }) =>
      `the app needs ${name}${others === 0 ? '' : ` and ${others} more packages`}, which is not installed`,
    hint: 'install its dependencies (npm install); for Yarn, with nodeLinker: node-modules',
  },
})
