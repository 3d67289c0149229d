/** Ends the node of a profile, and waits for its process. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { EXIT_POLL_MS } from '../constants.ts'

/** Its process id when its process is gone, or the signal aborts; null when none ran. */
export async function stopNode(dir: string, signal: AbortSignal): Promise<number | null> {
  const address = await findNode(dir)
  if (address === null) return null
  await using client = createLocalClient(address)
  const { pid } = await client.api.node.stop.mutate()
  while (isRunning(pid) && !signal.aborted) await sleep(EXIT_POLL_MS)
  return pid
}

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
