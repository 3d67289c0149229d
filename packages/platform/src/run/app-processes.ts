import type { ChildProcess } from 'node:child_process'
import { processTree } from '../sandbox/process-tree.ts'

/**
 * Sends a signal to the app itself. Inside bubblewrap that is the grandchild: bwrap, its reaper (process 1 inside),
 * the app. Before the app is there, and where it is gone, nothing is sent, and false is returned.
 */
export async function signalApp(
  child: ChildProcess,
  signal: NodeJS.Signals,
  isWalled: boolean,
): Promise<boolean> {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return false
  if (!isWalled) return child.kill(signal)
  const [outer, reaper, app] = await processTree(pid)
  if (outer === undefined || reaper === undefined || app?.parent !== reaper.pid) return false
  return send(app.pid, signal)
}

/**
 * Ends everything at once. bubblewrap's processes die with each other, whatever is inside; without it the app has a
 * process group of its own, and what left the group is found by descent.
 */
export async function killApp(child: ChildProcess, isWalled: boolean): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  if (isWalled) return void child.kill('SIGKILL')
  const tree = await processTree(pid)
  killGroup(child)
  for (const each of tree) send(each.pid, 'SIGKILL')
}

/** Ends what is left of an app's process group. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined && process.platform !== 'win32') send(-pid, 'SIGKILL')
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false // It ended by itself meanwhile.
  }
}
