/**
 * What runs on a terminal. A shell gives each of its jobs a group of its own, so ending one group leaves the others; but all
 * are in the session that the shell leads.
 */
import { readdir, readFile } from 'node:fs/promises'
import process from 'node:process'
import { ProcessGroup } from './process-group.ts'

/** Ends everything in the session of `leader`. Outside Linux, its group. */
export async function endTerminalSession(leader: number): Promise<void> {
  const groups = new Set([leader, ...(await groupsOf(leader))])
  await Promise.all([...groups].map((group) => new ProcessGroup(group).end()))
  // Groups that came while these were ended.
  const late = await groupsOf(leader)
  await Promise.all(late.map((group) => new ProcessGroup(group).end()))
}

async function groupsOf(session: number): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const names = await readdir('/proc').catch(() => [])
  const stats = await Promise.all(
    names
      .filter((name) => /^\d+$/u.test(name))
      .map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')),
  )
  // After the name, which may hold anything: state, parent, group, session (proc_pid_stat(5)).
  const found = stats.flatMap((stat) => {
    const [, , group, own] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(own) === session ? [Number(group)] : []
  })
  return [...new Set(found)]
}
