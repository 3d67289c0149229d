/** Memory of processes, where the kernel tells (Linux). */
import { readFileSync } from 'node:fs'
import { pidsOfTrees } from './cpu.ts'

const MIB_KB = 1024

/** What the largest of running processes, and of those that they started, has resident, MiB. 0 where it cannot be known. */
export function largestOfTrees(pids: readonly number[]): number {
  return Math.max(0, ...(pidsOfTrees(pids) ?? []).map(residentOf))
}

function residentOf(pid: number): number {
  try {
    const [, kb = '0'] = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kb) / MIB_KB
  } catch {
    return 0
  }
}
