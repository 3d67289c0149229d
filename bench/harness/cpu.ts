/** CPU time of processes, where the kernel tells (Linux). */
import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of `/proc/<pid>/stat`: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICK_MS = 10

/** Positions in `/proc/<pid>/stat` behind the name, see proc(5). */
const PPID = 1
const UTIME = 11
const STIME = 12
const CUTIME = 13
const CSTIME = 14

/** CPU time of a running process, all threads, ms. Null when it cannot be known. */
export function cpuOfProcess(pid: number): number | null {
  return ticks(`/proc/${pid}/stat`, [UTIME, STIME])
}

/** CPU time of all children of this process that have ended, ms. Null when it cannot be known. */
export function cpuOfEndedChildren(): number | null {
  return ticks('/proc/self/stat', [CUTIME, CSTIME])
}

/** CPU time of running processes and of all that they started, ended or not, ms. Null when it cannot be known. */
export function cpuOfTrees(pids: readonly number[]): number | null {
  const all = pidsOfTrees(pids)
  if (all === null) return null
  return all.reduce((sum, pid) => sum + (ticks(`/proc/${pid}/stat`, [UTIME, STIME, CUTIME, CSTIME]) ?? 0), 0)
}

/** Running processes and all that run because of them. Null when it cannot be known. */
export function pidsOfTrees(pids: readonly number[]): number[] | null {
  const parents = new Map<number, number>()
  try {
    for (const name of readdirSync('/proc')) {
      const parent = /^\d+$/u.test(name) ? statFields(`/proc/${name}/stat`)?.[PPID] : undefined
      if (parent !== undefined) parents.set(Number(name), Number(parent))
    }
  } catch {
    return null
  }
  const isOfThem = (pid: number): boolean => {
    const parent = parents.get(pid)
    return pids.includes(pid) || (parent !== undefined && isOfThem(parent))
  }
  return [...parents.keys()].filter(isOfThem)
}

function ticks(path: string, fields: readonly number[]): number | null {
  const words = statFields(path)
  return words === null ? null : fields.reduce((sum, field) => sum + Number(words[field]) * TICK_MS, 0)
}

/** Null when there is no such process, or not this kernel. */
function statFields(path: string): string[] | null {
  try {
    const stat = readFileSync(path, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
