/** A command's connection to the node of its profile, its deadline and its end. */
import { type NodeApi, toComiceError } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import { type ApiAddress, connectOrStart } from '@comice/host/launch'
import { isComiceError } from '@comice/protocol'
import { resolveProfileDir } from '@comice/storage/paths'
import type { GlobalOptions } from '../commands/global-options.ts'
import { COMMAND_TIMEOUT_MS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import type { Line } from '../grammar/command.ts'
import { createOutput, type Output } from '../output/output.ts'

/** What every command has. */
export interface Run {
  readonly options: GlobalOptions
  /** Folder of the profile. */
  readonly dir: string
  readonly output: Output
  /** Aborts at the deadline (not for commands that follow) and on Ctrl-C. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Runs `work` while Ctrl-C and SIGTERM are its own business: an app in this terminal decides what they mean. */
  readonly handOver: <T>(work: () => Promise<T>) => Promise<T>
}

/** What a command has that talks to the node. */
export interface Session extends Run {
  readonly address: ApiAddress
  readonly api: NodeApi
}

export interface RunOptions {
  /** There is no deadline: the command goes on until Ctrl-C, which then is its orderly end. */
  readonly follow?: boolean
  /** There is no deadline either, and Ctrl-C is an interruption as elsewhere. */
  readonly endless?: boolean
}

/** Attaches to the node, starting it when needed, runs `work` and detaches. @throws as {@link withDeadline} */
export function withNode(
  line: Line<unknown>,
  work: (session: Session) => Promise<void>,
  options: RunOptions = {},
): Promise<void> {
  return withDeadline(
    line,
    async (run) => {
      const { dir } = run
      // Where there is no deadline, --timeout is about peers, and not about a node that starts.
      const isEndless = options.endless === true || options.follow === true
      const timeoutMs = isEndless ? Math.max(run.timeoutMs, COMMAND_TIMEOUT_MS) : run.timeoutMs
      const passphrase = async () => {
        const { profilePassphrase } = await import('../input/passphrases.ts')
        return profilePassphrase(dir, run.signal)
      }
      const address = await connectOrStart({ dir, bootstrap: run.options.bootstrap, timeoutMs, passphrase })
      await using client = createLocalClient(address)
      await work({ ...run, api: client.api, address })
    },
    options,
  )
}

/** Runs `work` until it is done, its deadline passes or Ctrl-C. @throws what the node refuses, TIMED_OUT, INTERRUPTED */
export async function withDeadline(
  line: Line<unknown>,
  work: (run: Run) => Promise<void>,
  { follow = false, endless = follow }: RunOptions = {},
): Promise<void> {
  const options = line.globals
  const { dir } = resolveProfileDir({ name: options.profile })
  const timeoutMs = options.timeout ?? COMMAND_TIMEOUT_MS
  const ending = new AbortController()
  const interrupt = () => ending.abort(TerminalErrors.INTERRUPTED())
  const { listen, ignore, handOver } = interruptions(interrupt)
  listen()
  const late = () => ending.abort(TerminalErrors.TIMED_OUT({ timeoutMs }))
  const timer = endless ? undefined : setTimeout(late, timeoutMs)
  const output = createOutput(options)
  const run: Run = { options, dir, output, signal: ending.signal, timeoutMs, handOver }
  try {
    await Promise.race([work(run), aborted(ending.signal)])
  } catch (error) {
    if (follow && isComiceError(ending.signal.reason, 'INTERRUPTED')) return
    throw ending.signal.aborted ? ending.signal.reason : toComiceError(error)
  } finally {
    clearTimeout(timer)
    ignore()
  }
}

function interruptions(interrupt: () => void) {
  const ignore = () => {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
  // Once: a second Ctrl-C ends the process whatever it is doing.
  const listen = () => {
    process.once('SIGINT', interrupt)
    process.once('SIGTERM', interrupt)
  }
  const handOver = async <T>(work: () => Promise<T>): Promise<T> => {
    ignore()
    try {
      return await work()
    } finally {
      listen()
    }
  }
  return { listen, ignore, handOver }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
