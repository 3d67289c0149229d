/** `comice exec <peer> -- command`: a command at another machine, as if it were here. */
import process from 'node:process'
import type { Readable, Writable } from 'node:stream'
import { createExecCaller, type RemoteCommand } from '@comice/remote/caller'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { exitCodeOf, sentVariables } from '../remote/caller-side.ts'
import { openSession } from '../remote/open-session.ts'
import { showTerminal, terminalShape } from '../remote/show-terminal.ts'
import { withNode } from '../session/session.ts'

/** Passed on to the command; the others act on this process. */
const PASSED_ON: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']

/** Has no deadline: `--timeout` is how long the machine is looked for. */
export const exec: Action<{ 'no-stdin': boolean; tty: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [peer = '', command, ...args] = line.args
      if (command === undefined) throw NO_COMMAND()
      const input = {
        ...{ peer, argv: [command, ...args] as [string, ...string[]], env: sentVariables() },
        timeoutMs: line.globals.timeout,
      }
      if (line.options.tty) {
        const shape = terminalShape(process.stdout)
        const work = { name: 'remote.exec', input: { ...input, terminal: shape } } as const
        using onTerminal = await openSession(session, work)
        const shown = createExecCaller(onTerminal.bytes, onTerminal.peer)
        const end = await session.handOver(() => showTerminal(shown, { escapes: false }))
        if (end.kind === 'failed') throw end.error
        process.exitCode = end.kind === 'exit' ? exitCodeOf(end.exit) : 0
        return
      }
      using opened = await openSession(session, { name: 'remote.exec', input })
      const remote = createExecCaller(opened.bytes, opened.peer)
      // From here on Ctrl-C is the command's business.
      await session.handOver(async () => {
        process.exitCode = await follow(remote, line.options['no-stdin'])
      })
    },
    { endless: true },
  )

const NO_COMMAND = () =>
  TerminalErrors.USAGE({
    problem: 'there is no command to run',
    hint: 'comice exec <peer> -- uname -a',
  })

/** The exit code: that of the command, or 128 and the number of its signal. */
async function follow(remote: RemoteCommand, hasNoStdin: boolean): Promise<number> {
  const pass = (signal: NodeJS.Signals) => remote.signal(signal)
  for (const signal of PASSED_ON) process.on(signal, pass)
  try {
    if (hasNoStdin) remote.stdin.end()
    else process.stdin.pipe(remote.stdin)
    const written = Promise.all([copy(remote.stdout, process.stdout), copy(remote.stderr, process.stderr)])
    // It fails with the session; how that failed is what is said.
    written.catch(() => undefined)
    const exit = await remote.exit
    await written
    return exitCodeOf(exit)
  } finally {
    for (const signal of PASSED_ON) process.off(signal, pass)
    process.stdin.unpipe(remote.stdin)
    process.stdin.pause()
  }
}

/** Resolves when all of it is written, and rejects when it was cut before: the exit is told ahead of the last output. What cannot be written any more is the process's end, see comice.ts. */
function copy(from: Readable, to: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    from.once('end', resolve)
    from.once('error', reject)
    from.pipe(to, { end: false })
  })
}
