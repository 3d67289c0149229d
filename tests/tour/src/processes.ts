/** Which processes belong to a folder: they have it in their arguments or stand in it. Reads Linux's /proc. */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'

/** A process and how it was started. */
export interface Running {
  readonly pid: number
  readonly command: string
}

/** Processes that run below the folder; those that have ended and wait for their parent do not count. */
export async function processesBelow(folder: string): Promise<Running[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(names.map((name) => look(Number(name))))
  return all
    .filter(
      ({ pid, command, cwd }) => pid !== process.pid && (command.includes(folder) || cwd.startsWith(folder)),
    )
    .map(({ pid, command }) => ({ pid, command }))
}

/** A test that failed half-way may leave nodes, which are in sessions of their own. */
export async function endProcessesBelow(folder: string): Promise<void> {
  await waitFor(async () => {
    const running = await processesBelow(folder)
    for (const { pid } of running) kill(pid)
    return running.length === 0
  })
}

/** Whether there is such a process. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

async function look(pid: number): Promise<Running & { cwd: string }> {
  const [command, cwd] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readlink(`/proc/${pid}/cwd`).catch(() => ''),
  ])
  return { pid, command: command.replaceAll('\0', ' ').trim(), cwd }
}
