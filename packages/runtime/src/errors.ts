/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const RuntimeErrors = defineErrors({
  /** The module was imported by a program that Comice did not start. */
  NOT_AN_APP: {
    exit: ExitCode.Usage,
    message: () => 'this program was not started as a Comice app',
    hint: 'start it with: comice app dev',
  },
})
