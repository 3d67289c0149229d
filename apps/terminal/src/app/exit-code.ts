/** What `comice run` ends with. */
import { constants } from 'node:os'
import type { Outcome } from '@comice/platform/launch'
import { type ComiceError, ExitCode } from '@comice/protocol'

/** The app's own code, or that of the error which says how it ended. */
export function exitCodeOf(outcome: Outcome, error: ComiceError | null): number {
  return outcome.kind === 'exited' ? outcome.code : (error?.exitCode ?? ExitCode.Failed)
}

/** As a shell has it: 128 and the signal's number. */
export function signalCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
