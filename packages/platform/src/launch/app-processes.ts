import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
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

/** A process that an app started, told from another one that has its number later. */
export interface Descendant {
  readonly pid: number
  readonly startedAt: string
}

/** What an app without walls has started and still has. */
export async function descendants({ pid }: ChildProcess): Promise<Descendant[]> {
  if (pid === undefined) return []
  const tree = await processTree(pid).catch(() => [])
  return tree.flatMap((each) => {
    const startedAt = each.pid === pid ? null : startOf(each.pid)
    return startedAt === null ? [] : [{ pid: each.pid, startedAt }]
  })
}

/** Ends what an app without walls has left behind: its group, and those in groups of their own that are still the same. */
export function killLeftovers(child: ChildProcess, started: readonly Descendant[]): void {
  killGroup(child)
  for (const { pid, startedAt } of started) if (startOf(pid) === startedAt) send(pid, 'SIGKILL')
}

/** When a process started, in the kernel's own unit; null where that cannot be told, and when it is gone. */
function startOf(pid: number): string | null {
  try {
    // Its name, which may have anything in it, is in brackets; the time is the 22nd field, the 20th behind them.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
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
