import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { promisify } from 'node:util'

/** One process of a tree. */
export interface TreeProcess {
  readonly pid: number
  readonly parent: number
  /** Resident bytes, and on Linux what was swapped out of them: a program cannot hide there. */
  readonly bytes: number
}

const run = promisify(execFile)

/** Linux, built so that it lists the children of a process (CONFIG_PROC_CHILDREN; every distribution's is). */
const PROC_LISTS_CHILDREN = existsSync(`/proc/self/task/${process.pid}/children`)

/** The process `root` and all that descend from it, parents first; empty when it is gone. */
export async function processTree(root: number): Promise<TreeProcess[]> {
  if (PROC_LISTS_CHILDREN) return treeFromProc(root)
  return treeFrom(root, await processesFromPs())
}

/** A few small reads for each process of the tree, whatever else runs on the machine. */
function treeFromProc(root: number): TreeProcess[] {
  const tree: TreeProcess[] = []
  const open = [{ pid: root, parent: 0 }]
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { pid, parent } = next
    const bytes = residentBytes(pid)
    if (bytes === null) continue
    tree.push({ pid, parent, bytes })
    open.push(...childrenOf(pid).map((child) => ({ pid: child, parent: pid })))
  }
  return tree
}

/** Null when the process is gone. */
function residentBytes(pid: number): number | null {
  const status = read(`/proc/${pid}/status`)
  if (status === null) return null
  const kib = [...status.matchAll(/^Vm(?:RSS|Swap):\s+(\d+) kB$/gm)].map((match) => Number(match[1]))
  return kib.reduce((sum, each) => sum + each, 0) * 1024
}

/** A child belongs to the thread that started it. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      (read(`/proc/${pid}/task/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // The process ended between two reads.
  }
}

async function processesFromPs(): Promise<TreeProcess[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss='])
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent, kib]) =>
      pid === undefined || parent === undefined || kib === undefined
        ? []
        : [{ pid, parent, bytes: kib * 1024 }],
    )
}

function treeFrom(root: number, processes: readonly TreeProcess[]): TreeProcess[] {
  const byParent = Map.groupBy(processes, ({ parent }) => parent)
  const tree = processes.filter(({ pid }) => pid === root)
  for (const { pid } of tree) tree.push(...(byParent.get(pid) ?? []))
  return tree
}
