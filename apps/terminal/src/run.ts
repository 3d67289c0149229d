/** Runs one command line and says how it ended. */
import { type ComiceError, ExitCode, isComiceError } from '@comice/protocol'
import { type Command, CommanderError } from 'commander'
import { TerminalErrors } from './errors.ts'
import { createOutput } from './output/output.ts'
import { createProgram } from './program.ts'
import { OVERVIEW } from './quick/overview.ts'

/** Parses `argv` as Node gives it, runs the command and returns the exit code. Errors go to stderr. */
export async function run(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json')
  const program = createProgram({ json })
  try {
    await program.parseAsync(argv)
    return ExitCode.Ok
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.Ok
    // Options without a command; a group without one, such as `comice room`, has printed its help.
    if (isHelp(error) && program.args.length === 0 && !json) {
      process.stdout.write(OVERVIEW)
      return ExitCode.Ok
    }
    if (isHelp(error) && !json) return ExitCode.Usage
    const named = error instanceof CommanderError ? usageError(error, program) : error
    createOutput({ json }).error(named)
    return isComiceError(named) ? named.exitCode : ExitCode.Failed
  }
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help'
}

/** What is wrong with the arguments, with what was probably meant, else where the help is. */
function usageError(error: CommanderError, program: Command): ComiceError {
  const path = helpPath(program)
  if (isHelp(error))
    return TerminalErrors.USAGE({ problem: 'a command is missing', hint: `see ${path} --help` })
  const [first = '', suggestion] = error.message.split('\n')
  const problem = first.replace(/^error: /u, '')
  return TerminalErrors.USAGE({ problem, hint: suggestion?.replace(/[()]/gu, '') ?? `see ${path} --help` })
}

/** `comice room say` for as much of it as there is. */
function helpPath(program: Command): string {
  const names = ['comice']
  let at: Command | undefined = program
  for (const word of program.args) {
    at = at.commands.find((command) => command.name() === word)
    if (at === undefined) break
    names.push(word)
  }
  return names.join(' ')
}
