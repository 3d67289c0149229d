/**
 * Terminals of this process, kept from the processes it starts. node-pty opens the master of a terminal without
 * close-on-exec, and Node cannot set that; whoever inherits one can read the terminal and type on it. So a process that
 * is started here gets the null device under their numbers.
 */
import { openSync } from 'node:fs'
import { devNull } from 'node:os'

const masters = new Set<number>()
let nothing: number | null = null

/** @param fd the master of a terminal; it is closed before this is disposed */
export function keepMaster(fd: number): Disposable {
  masters.add(fd)
  return { [Symbol.dispose]: () => void masters.delete(fd) }
}

/** What to give `spawn` as `stdio`: three pipes, and nothing of any terminal. */
export function pipesAlone(): ('pipe' | 'ignore' | number)[] {
  const highest = Math.max(2, ...masters)
  if (highest === 2) return ['pipe', 'pipe', 'pipe']
  nothing ??= openSync(devNull, 'r+')
  const covered = nothing
  return Array.from({ length: highest + 1 }, (_, fd) => {
    if (fd <= 2) return 'pipe'
    return masters.has(fd) ? covered : 'ignore'
  })
}
