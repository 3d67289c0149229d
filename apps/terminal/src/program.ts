/** The commands and the options that all of them take. */
import { Argument, Command, Help, Option } from 'commander'
import { addDoctor } from './commands/doctor.ts'
import { addId } from './commands/id.ts'
import { addRoom } from './commands/room.ts'
import { addStatus } from './commands/status.ts'
import { addStop } from './commands/stop.ts'
import { commaList, secondsToMs } from './input/parse-number.ts'
import { completionScript, SHELLS, type Shell } from './quick/completion.ts'

const EXIT_CODES = `
Exit codes: 0 done · 1 failed · 2 wrong usage · 3 not found · 4 refused · 5 out of time · 6 unreachable
            7 in use or conflicting · 8 damaged or newer data · 9 no space · 130 interrupted

Environment: COMICE_HOME folder of all profiles · COMICE_PROFILE · NO_COLOR`

/** Nothing of it prints errors by itself or ends the process: it throws a CommanderError. */
export function createProgram({ json }: { json: boolean }): Command {
  const program = new Command('comice')
    .description('Rooms shared between people’s own machines, with no server.')
    .exitOverride()
    .configureOutput({
      outputError: () => undefined,
      writeErr: (text) => void (json || process.stderr.write(text)),
    })
    .configureHelp({ showGlobalOptions: true, visibleCommands: sortedCommands })
    .showSuggestionAfterError()
    .option('--profile <name>', 'which profile to use', process.env['COMICE_PROFILE'] ?? 'default')
    .addOption(
      new Option('--bootstrap <host:port,…>', 'DHT nodes to use, instead of finding a network').argParser(
        commaList,
      ),
    )
    .addOption(
      new Option('--timeout <seconds>', 'how long the command may take (default: 60)').argParser(secondsToMs),
    )
    .option('--json', 'print results as JSON lines')
    .option('-V, --version', 'print the version')
  for (const add of [addRoom, addId, addStatus, addStop, addDoctor, addCompletion]) add(program)
  program.addHelpText('after', EXIT_CODES)
  return program
}

/** Commander's own sorting is by language, and loading the tables for that takes 11 ms. */
function sortedCommands(command: Command): Command[] {
  return new Help().visibleCommands(command).sort((a, b) => (a.name() < b.name() ? -1 : 1))
}

/** Known here for the help alone: {@link completionScript} is answered before this file is loaded. */
function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what makes a shell complete these commands')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      '\nbash:  comice completion bash >> ~/.bashrc\nzsh:   comice completion zsh >> ~/.zshrc\nfish:  comice completion fish > ~/.config/fish/completions/comice.fish',
    )
    .action((shell: Shell) => void process.stdout.write(completionScript(shell)))
}
