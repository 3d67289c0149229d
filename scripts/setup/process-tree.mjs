import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * Kills a process and everything it started. Killing only the first (a package manager, say) would leave the others
 * running. Never throws: who is gone already needs no kill.
 * @param {number} pid
 * @param {NodeJS.Signals} [signal]
 */
export function killTree(pid, signal = 'SIGKILL') {
  if (process.platform === 'win32') {
    quietly(() => execFileSync('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore' }))
    return
  }
  for (const each of [...descendants(pid), pid]) quietly(() => process.kill(each, signal))
}

/**
 * Every descendant of a process, children before grandchildren.
 * @param {number} root
 * @returns {number[]}
 */
export function descendants(root) {
  const rows = process.platform === 'linux' ? linuxProcesses() : psProcesses()
  const found = [root]
  for (const parent of found) {
    for (const [pid, ppid] of rows) if (ppid === parent) found.push(pid)
  }
  return found.slice(1)
}

/** @returns {[pid: number, ppid: number][]} read from /proc: small containers have no `ps` */
function linuxProcesses() {
  /** @type {[number, number][]} */
  const rows = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // A process may end between the two calls. The name in parentheses may hold spaces, the parent stands behind it.
    const stat = quietly(() => readFileSync(`/proc/${name}/stat`, 'utf8')) ?? ''
    const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (Number.isInteger(ppid)) rows.push([Number(name), ppid])
  }
  return rows
}

/** @returns {[pid: number, ppid: number][]} */
function psProcesses() {
  const text = quietly(() => execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })) ?? ''
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 2)
    .map(([pid = 0, ppid = 0]) => [pid, ppid])
}

/**
 * @template T
 * @param {() => T} action
 * @returns {T | undefined}
 */
function quietly(action) {
  try {
    return action()
  } catch {
    return undefined
  }
}
