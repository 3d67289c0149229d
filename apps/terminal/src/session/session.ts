/** A command's connection to the node of its profile. */
import type { NodeApi } from '@comice/client'
import { toComiceError } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import { connectOrStart } from '@comice/host/launch'
import { isComiceError } from '@comice/protocol'
import { resolveProfileDir } from '@comice/storage/paths'
import type { Command } from 'commander'
import { COMMAND_TIMEOUT_MS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import { type Output, createOutput } from '../output/output.ts'

/** What every command takes. */
export interface GlobalOptions {
  readonly profile: string
  readonly bootstrap?: readonly string[]
  readonly json?: boolean
  /** In ms. */
  readonly timeout?: number
}

export interface Session {
  readonly api: NodeApi
  readonly output: Output
  /** Aborts at the deadline (not for commands that follow) and on Ctrl-C. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** Folder of the profile that the options name. */
export function profileDir(options: GlobalOptions): string {
  return resolveProfileDir({ name: options.profile }).dir
}

/**
 * Attaches to the node, starting it when needed, runs `work` and detaches. With `follow` there is no deadline: the
 * command goes on until Ctrl-C, which then is its orderly end.
 *
 * @throws what the node refuses, TIMED_OUT, INTERRUPTED
 */
export async function withNode(
  command: Command,
  work: (session: Session) => Promise<void>,
  { follow = false }: { follow?: boolean } = {},
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>()
  const timeoutMs = options.timeout ?? COMMAND_TIMEOUT_MS
  const ending = new AbortController()
  const interrupt = () => ending.abort(TerminalErrors.INTERRUPTED())
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const timer = follow
    ? undefined
    : setTimeout(() => ending.abort(TerminalErrors.TIMED_OUT({ timeoutMs })), timeoutMs)
  try {
    const address = await connectOrStart({ dir: profileDir(options), bootstrap: options.bootstrap, timeoutMs })
    await using client = createLocalClient(address)
    const session = { api: client.api, output: createOutput(options), signal: ending.signal, timeoutMs }
    await Promise.race([work(session), aborted(ending.signal)])
  } catch (error) {
    if (follow && isComiceError(ending.signal.reason, 'INTERRUPTED')) return
    throw ending.signal.aborted ? ending.signal.reason : toComiceError(error)
  } finally {
    clearTimeout(timer)
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
