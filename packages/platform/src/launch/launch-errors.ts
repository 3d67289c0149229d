/** What confining and starting an app throws; a part of {@link PlatformErrors}, by which it is used. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const LaunchErrors = defineErrors({
  // sandbox

  /** No layer of the operating system holds the app here, and nobody has agreed to run it without. */
  NOT_CONFINED: {
    exit: ExitCode.Refused,
    message: ({ confinement, why }: { confinement: string; why: string }) => `${confinement}: ${why}`,
    hint: 'install bubblewrap (sudo apt-get install -y bubblewrap), or agree to run the app without',
  },
  /** A path that Node's permission model or bubblewrap would read as something else. */
  SANDBOX_PATH_INVALID: {
    exit: ExitCode.Usage,
    message: ({ path }: { path: string }) => `an app cannot be given the path ${JSON.stringify(path)}`,
    expected:
      'an existing absolute path without asterisks and control characters, and without links where it was given',
  },
  /** The files folder, or one that was given, holds a symbolic link, which Node's permission model alone would follow out of it. */
  SANDBOX_LINK: {
    exit: ExitCode.Refused,
    message: ({ path }: { path: string }) =>
      `a folder that the app may use holds a symbolic link: ${JSON.stringify(path)}`,
    hint: 'remove the link, or install bubblewrap',
  },

  // run

  /** The app's main file is missing, or stands outside of the app. */
  APP_MAIN_INVALID: {
    exit: ExitCode.BadData,
    message: ({ main }: { main: string }) => `the app has no main file ${JSON.stringify(main)}`,
    expected: 'a file inside the app, named by "main" in its package.json',
  },
  /** The app was ended because it used more memory than it may. */
  APP_OUT_OF_MEMORY: {
    exit: ExitCode.Failed,
    message: ({ app, limitBytes }: { app: string; limitBytes: number }) =>
      `${app} used more than ${Math.floor(limitBytes / 2 ** 20)} MiB of memory and was ended`,
  },
  /** The app was ended, or not started, because its folder holds more than it may. */
  APP_OUT_OF_DISK: {
    exit: ExitCode.NoSpace,
    message: ({ app, limitBytes }: { app: string; limitBytes: number }) =>
      `the folder of ${app} holds more than ${Math.floor(limitBytes / 2 ** 20)} MiB`,
    hint: 'comice app storage shows what it holds, and empties it',
  },
  /** The app ended before it had started. */
  APP_FAILED_TO_START: {
    exit: ExitCode.Failed,
    message: ({ app, how }: { app: string; how: string }) => `${app} did not start: ${how}`,
  },
  /** The app was ended by a signal that was not ours. */
  APP_KILLED: {
    exit: ExitCode.Failed,
    message: ({ app, signal }: { app: string; signal: string }) => `${app} was ended by ${signal}`,
  },
  /** A package that the runtime needs is not installed. */
  RUNTIME_INCOMPLETE: {
    exit: ExitCode.BadData,
    message: ({ name }: { name: string }) => `the package ${name} of the runtime cannot be found`,
    hint: 'install Comice again',
  },
})
