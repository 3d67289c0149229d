/** Attaches to the node, opens the window, and stays until it is closed. */
import path from 'node:path'
import { toComiceError } from '@comice/client'
import { presentWindow } from '@comice/host/browser'
import { type ComiceError, ExitCode, isComiceError } from '@comice/protocol'
import { attachNode } from './attached-node.ts'
import { readOptions } from './options.ts'
import { register } from './register.ts'

/** Runs the launcher and gives its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const ending = new AbortController()
  const end = () => ending.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
  try {
    const options = readOptions(args)
    if (options.register !== undefined) {
      say(await register(options.register))
      return ExitCode.Ok
    }
    await using node = await attachNode(options)
    await presentWindow(
      {
        newAddress: () => node.newAddress(),
        dataDir: path.join(node.profileDir, 'window'),
        gone: node.detached,
      },
      {
        print: options.print,
        say,
        write: (url) => process.stdout.write(`${url}\n`),
        signal: ending.signal,
      },
    )
    return ExitCode.Ok
  } catch (error) {
    const named = isComiceError(error) ? error : toComiceError(error)
    say(`${named.message}${named.hint === undefined ? '' : `; ${named.hint}`}`)
    return exitCodeOf(named)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end)
  }
}

function exitCodeOf(error: ComiceError): number {
  return error.exitCode
}

function say(text: string): void {
  process.stderr.write(`comice-desktop: ${text}\n`)
}
