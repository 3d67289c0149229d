/** Every error the command line adds to those of the node. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const TerminalErrors = defineErrors({
  USAGE: {
    exit: ExitCode.Usage,
    message: ({ problem }: { problem: string }) => problem,
    hint: 'run the command with --help',
  },
  NO_INVITE: {
    exit: ExitCode.Usage,
    message: () => 'no invite was given',
    hint: 'pass it as an argument, through a pipe, or paste it at the prompt',
  },
  TIMED_OUT: {
    exit: ExitCode.Deadline,
    message: ({ timeoutMs }: { timeoutMs: number }) => `not done within ${timeoutMs} ms`,
    hint: 'allow more with --timeout',
  },
  INTERRUPTED: {
    exit: ExitCode.Interrupted,
    message: () => 'interrupted',
    hint: 'nothing that was confirmed is lost',
  },
})
