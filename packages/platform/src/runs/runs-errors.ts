/** What runs of apps throw; a part of {@link PlatformErrors}, by which it is used. */
import { defineErrors, ExitCode } from '@comice/protocol'
import { APP_RESTARTS_MS, MAX_APP_RESTARTS } from '../constants.ts'

export const RunsErrors = defineErrors({
  RUN_IN_USE: {
    exit: ExitCode.Conflict,
    message: () => 'another run of this app uses the same storage',
    hint: 'end it first, or give this one storage of its own with --store',
  },
  /** The run has ended, its ticket was used, or it waited too long. */
  RUN_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: () => 'this run is not, or no longer, known',
    hint: 'start the app again',
  },
  /** An app whose package.json does not ask for files would not look for any. */
  GIVE_NOT_ASKED: {
    exit: ExitCode.Usage,
    message: ({ app }: { app: string }) => `${app} does not ask for files`,
    hint: 'start it without --give; an app asks with "fs": ["pick"] in pear.permissions of its package.json',
  },
  GIVE_REFUSED: {
    exit: ExitCode.Refused,
    message: ({ path, reason }: { path: string; reason: string }) => `${path} cannot be given: ${reason}`,
    hint: 'give the files and folders that the app needs, and no more',
  },
  /** A terminal app is started by whoever has the terminal. */
  RUN_NOT_A_WINDOW: {
    exit: ExitCode.Usage,
    message: ({ app }: { app: string }) => `${app} is no window app`,
    hint: 'start it in a terminal with: comice run',
  },
  /** Told to the app, which goes on as it is. */
  RESTARTED_TOO_OFTEN: {
    exit: ExitCode.Refused,
    message: ({ app }: { app: string }) =>
      `${app} has started itself again ${MAX_APP_RESTARTS} times within ${APP_RESTARTS_MS / 1000} s, and may not for now`,
    hint: 'an app that starts again whenever it starts never runs: this is for its author to mend',
  },
  QUESTION_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: () => 'this question was answered already, or waited too long',
    hint: 'start the app again',
  },
  CONSENT_NOT_TYPED: {
    exit: ExitCode.Refused,
    message: ({ name }: { name: string }) => `the app’s name, ${name}, was not typed`,
    hint: 'type it to let the app run, if you trust whoever made it',
  },
})
