/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const PlatformErrors = defineErrors({
  /** A folder that is no app: it has no package.json, or one that cannot be used. */
  PROJECT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this folder is not an app: ${reason}`,
    hint: 'comice app init makes one',
  },
})
