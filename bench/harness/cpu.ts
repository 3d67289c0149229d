/** CPU time of processes, where the kernel tells (Linux). */
import { readFileSync } from 'node:fs'

/** Ticks of `/proc/<pid>/stat`: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICK_MS = 10

/** Positions in `/proc/<pid>/stat` behind the name, see proc(5). */
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

function ticks(path: string, fields: readonly number[]): number | null {
  try {
    const stat = readFileSync(path, 'utf8')
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields.reduce((sum, field) => sum + Number(words[field]) * TICK_MS, 0)
  } catch {
    return null
  }
}
