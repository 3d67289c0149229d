import { setTimeout as sleep } from 'node:timers/promises'
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import type { Command } from 'commander'
import { COMMAND_TIMEOUT_MS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import { createOutput } from '../output/output.ts'
import { type GlobalOptions, profileDir } from '../session/session.ts'

const EXIT_POLL_MS = 20

/** `comice stop`: returns when the process is gone, so that whatever comes next finds the profile free. */
export function addStop(program: Command): void {
  program
    .command('stop')
    .description('stop the node of the profile')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const output = createOutput(options)
      const address = await findNode(profileDir(options))
      if (address === null) {
        output.result('stopped', { pid: null }, 'the node is not running')
        return
      }
      await using client = createLocalClient(address)
      const { pid } = await client.api.node.stop.mutate()
      await untilGone(pid, options.timeout ?? COMMAND_TIMEOUT_MS)
      output.result('stopped', { pid }, 'stopped')
    })
}

async function untilGone(pid: number, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (isRunning(pid)) {
    if (Date.now() > deadline) throw TerminalErrors.TIMED_OUT({ timeoutMs })
    await sleep(EXIT_POLL_MS)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
