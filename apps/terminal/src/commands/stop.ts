import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { EXIT_POLL_MS } from '../constants.ts'
import type { Action } from '../grammar/command.ts'
import { withDeadline } from '../session/session.ts'

/** `comice stop`: returns when the process is gone, so that whatever comes next finds the profile free. */
export const stop: Action<unknown> = (line) =>
  withDeadline(line, async ({ dir, output, signal }) => {
    const address = await findNode(dir)
    if (address === null) {
      output.result('stopped', { pid: null }, 'the node is not running')
      return
    }
    await using client = createLocalClient(address)
    const { pid } = await client.api.node.stop.mutate()
    while (isRunning(pid) && !signal.aborted) await sleep(EXIT_POLL_MS)
    output.result('stopped', { pid }, 'stopped')
  })

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** Whether it has ended and nobody asked how: in a container whose first process is no init, that is for ever. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    // There is no /proc outside Linux.
    return false
  }
}
