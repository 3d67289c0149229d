/** Ending processes, and being sure that they have ended. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readLock } from '@comice/storage/paths'
import { END_POLL_MS, END_TIMEOUT_MS } from './constants.ts'

/** Resolves when the process is gone; one that does not end in time is killed. */
export async function endProcess(pid: number, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (!send(pid, signal)) return
  const deadline = performance.now() + END_TIMEOUT_MS
  while (send(pid, 0)) {
    if (performance.now() > deadline) send(pid, 'SIGKILL')
    await sleep(END_POLL_MS)
  }
}

/** Ends whoever has the profile in `dir`, if anybody: what an earlier tour left behind, or a start that was cut off. */
export async function endHolder(dir: string): Promise<void> {
  const owner = await readLock(dir)
  if (owner?.alive === true) await endProcess(owner.pid)
}

/** Whether there was such a process; 0 only asks. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
