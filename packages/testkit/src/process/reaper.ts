import { spawn, type ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'

/**
 * Kills every group it was told of when this process ends, however it ends: a test runner that times out kills its
 * workers with SIGKILL, and then no handler of ours runs. `read` fails when our end of the pipe closes.
 */
const REAPER = `
groups=" "
while read -r change group; do
  case $change in
    add) groups="$groups$group " ;;
    forget)
      kept=" "
      for known in $groups; do [ "$known" = "$group" ] || kept="$kept$known "; done
      groups=$kept ;;
  esac
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
`

let reaper: ChildProcess | undefined
const groups = new Set<number>()

/** From now on the process group dies with this process. */
export function guardGroup(group: number): void {
  if (groups.size === 0) process.on('exit', killAllGroups)
  groups.add(group)
  // Windows has no groups and no sh: there, only the exit handler stands.
  if (process.platform !== 'win32') tellReaper('add', group)
}

/** The group has been dealt with. */
export function forgetGroup(group: number): void {
  if (!groups.delete(group)) return
  if (groups.size === 0) process.off('exit', killAllGroups)
  if (process.platform !== 'win32') tellReaper('forget', group)
}

/** Sends a signal to every process of the group. Returns false when there is none. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    // A negative number names the group; Windows knows only the process itself.
    process.kill(process.platform === 'win32' ? group : -group, signal)
    return true
  } catch {
    return false
  }
}

function killAllGroups(): void {
  for (const group of groups) signalGroup(group, 'SIGKILL')
}

function tellReaper(change: 'add' | 'forget', group: number): void {
  reaper ??= startReaper()
  reaper.stdin?.write(`${change} ${group}\n`)
}

function startReaper(): ChildProcess {
  // Its own session, so that Ctrl+C in a terminal does not end it before its work.
  const child = spawn('/bin/sh', ['-c', REAPER], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const gone = () => {
    if (reaper === child) reaper = undefined
  }
  child.on('error', gone)
  child.on('exit', gone)
  child.stdin.on('error', gone)
  child.unref()
  // A pipe's handle keeps a process alive as well; the types of node do not say that a child's stdin is a socket.
  if (child.stdin instanceof Socket) child.stdin.unref()
  return child
}
