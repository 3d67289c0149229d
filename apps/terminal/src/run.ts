/** Runs one command line and says how it ended. */
import { ExitCode, isComiceError } from '@comice/protocol'
import { TerminalErrors } from './errors.ts'
import type { Parsed } from './grammar/parse-line.ts'
import { createOutput } from './output/output.ts'

/** Runs what was asked for and returns the exit code. Errors go to stderr. */
export async function run(parsed: Parsed, { json }: { json: boolean }): Promise<number> {
  try {
    if (parsed.kind !== 'run') throw usageError(parsed)
    const action = await parsed.load()
    await action(parsed.line)
    // An app's own, of `comice run`.
    return Number(process.exitCode ?? ExitCode.Ok)
  } catch (error) {
    createOutput({ json }).error(error)
    return isComiceError(error) ? error.exitCode : ExitCode.Failed
  }
}

/** What is wrong with the arguments, with what was probably meant, else where the help is. */
function usageError(parsed: Exclude<Parsed, { kind: 'run' }>): Error {
  if (parsed.kind === 'wrong') return TerminalErrors.USAGE({ problem: parsed.problem, hint: parsed.hint })
  const path = parsed.kind === 'incomplete' ? parsed.path : []
  const hint = `see ${['comice', ...path].join(' ')} --help`
  return TerminalErrors.USAGE({ problem: 'a command is missing', hint })
}
