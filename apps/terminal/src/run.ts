/** Runs one command line and says how it ended. */
import { ExitCode, isComiceError } from '@comice/protocol'
import { Command, CommanderError, Option } from 'commander'
import { addDoctor } from './commands/doctor.ts'
import { addId } from './commands/id.ts'
import { addRoom } from './commands/room.ts'
import { addStatus } from './commands/status.ts'
import { addStop } from './commands/stop.ts'
import { printError } from './output/output.ts'

/** Parses `argv` as Node gives it, runs the command and returns the exit code. Errors go to stderr. */
export async function run(argv: readonly string[]): Promise<number> {
  const program = createProgram()
  try {
    await program.parseAsync(argv)
    return ExitCode.Ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage
    printError(error, { json: program.opts<{ json?: boolean }>().json === true })
    return isComiceError(error) ? error.exitCode : ExitCode.Failed
  }
}

function createProgram(): Command {
  const program = new Command('comice')
    .description('Rooms shared between people’s own machines, with no server.')
    .option('--profile <name>', 'which profile to use', process.env['COMICE_PROFILE'] ?? 'default')
    .addOption(new Option('--bootstrap <host:port,…>', 'DHT nodes to use, instead of finding a network').argParser(commaList))
    .addOption(new Option('--timeout <seconds>', 'how long the command may take').argParser(secondsToMs))
    .option('--json', 'print results as JSON lines')
    .option('-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: true })
    .showSuggestionAfterError()
    .exitOverride()
  for (const add of [addRoom, addId, addStatus, addStop, addDoctor]) add(program)
  program.addHelpText('after', EXIT_CODES)
  return program
}

function commaList(text: string): string[] {
  return text.split(',').filter((part) => part !== '')
}

function secondsToMs(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0) || seconds > 3600) {
    throw new CommanderError(ExitCode.Usage, 'comice.timeout', '--timeout takes seconds between 0 and 3600')
  }
  return Math.ceil(seconds * 1000)
}

const EXIT_CODES = `
Exit codes: 0 done · 1 failed · 2 wrong usage · 3 not found · 4 refused · 5 out of time · 6 unreachable
            7 in use or conflicting · 8 damaged or newer data · 9 no space · 130 interrupted

Environment: COMICE_HOME folder of all profiles · COMICE_PROFILE · NO_COLOR`
