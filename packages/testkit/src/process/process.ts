import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { STOP_TIMEOUT_MS } from '../constants.ts'
import { TestkitError } from '../errors.ts'
import type { ProcessExit } from './line-reader.ts'
import { followOutput, type ProcessOutput } from './output.ts'
import { forgetGroup, guardGroup, signalGroup } from './reaper.ts'
import { deferred } from '../wait/deferred.ts'

/** What to start, and as whom. */
export interface SpawnOptions {
  /** For errors. Default: the script's or the command's name. */
  name?: string
  /** A JavaScript or TypeScript file that this Node runs. Either this or `command`. */
  script?: string | URL
  /** Any other program. */
  command?: string
  args?: readonly string[]
  /** Flags of Node itself, before the script: `['--conditions=@comice/source']`. Not inherited from this process. */
  execArgv?: readonly string[]
  /** Added to the environment of this process; `undefined` takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>
  cwd?: string
  /** A program and its arguments that start it in turn: `['nsenter', …, '--']`. The process is then that program's. */
  wrapper?: readonly string[]
}

/** A peer that is a process of its own. Its whole process group ends with its scope, or with this process. */
export interface SpawnedPeer extends ProcessOutput, AsyncDisposable {
  readonly name: string
  readonly pid: number
  /** Settles when the process has ended and its output is complete. */
  readonly exited: Promise<ProcessExit>
  /** Writes a line to its stdin. */
  send(line: string): void
  /** Closes its stdin. */
  endInput(): void
  /** SIGKILL to the whole group: nothing of it gets to tidy up. Resolves when it is gone. */
  kill(): Promise<ProcessExit>
  /**
   * SIGTERM to the process, and waits.
   * @throws PROCESS_NOT_STOPPED after `timeoutMs` (default 10,000 ms); the group has been killed then.
   */
  stop(options?: { timeoutMs?: number }): Promise<ProcessExit>
  /** Stops its clock (SIGSTOP): it keeps its sockets and answers nothing, as a machine that sleeps. */
  freeze(): void
  /** Lets a frozen one go on. */
  thaw(): void
}

/**
 * Starts a peer in a process of its own.
 *
 * ```ts
 * await using bob = await spawnPeer({ name: 'bob', script: new URL('./peer.ts', import.meta.url) })
 * await bob.waitForLine(/^ready/)
 * await bob.kill()
 * ```
 *
 * @throws PROCESS_NOT_STARTED when there is no such program, OPTION_INVALID without script or command.
 */
export async function spawnPeer(options: SpawnOptions): Promise<SpawnedPeer> {
  const { file, args, name } = commandOf(options)
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own (POSIX), so that its children can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const group = await started(child, name)
  guardGroup(group)
  return createSpawnedPeer(child, { name, group })
}

function commandOf(options: SpawnOptions): { file: string; args: string[]; name: string } {
  const { script, command, args = [], execArgv = [], wrapper = [] } = options
  const path = script instanceof URL ? fileURLToPath(script) : script
  const program = path === undefined ? command : process.execPath
  if (program === undefined) throw new TestkitError('OPTION_INVALID', 'spawnPeer needs a script or a command')
  const before = path === undefined ? [] : [...execArgv, path]
  const [file = program, ...rest] = [...wrapper, program, ...before, ...args]
  return { file, args: rest, name: options.name ?? path ?? program }
}

async function started(child: ChildProcess, name: string): Promise<number> {
  const { promise, resolve, reject } = deferred<void>()
  child.once('spawn', resolve)
  child.once('error', (cause) =>
    reject(new TestkitError('PROCESS_NOT_STARTED', `${name} did not start: ${cause.message}`, { cause })),
  )
  await promise
  return child.pid as number
}

function createSpawnedPeer(child: ChildProcess, known: { name: string; group: number }): SpawnedPeer {
  const { name, group } = known
  const exit = deferred<ProcessExit>()
  child.once('close', (code, signal) => exit.resolve({ code, signal }))
  // Writing to a process that is gone fails on the stream; the exit is what tests look at.
  child.stdin?.on('error', () => {})

  const { stdout, stderr } = child
  const output = followOutput({ name, stdout, stderr, exited: exit.promise })
  const kill = async () => {
    signalGroup(group, 'SIGKILL')
    return exit.promise
  }
  return {
    name,
    pid: group,
    exited: exit.promise,
    get stderr() {
      return output.stderr
    },
    lines: output.lines,
    waitForLine: output.waitForLine,
    waitForJson: output.waitForJson,
    send: (line) => void child.stdin?.write(`${line}\n`),
    endInput: () => void child.stdin?.end(),
    kill,
    stop: ({ timeoutMs = STOP_TIMEOUT_MS } = {}) =>
      stop({ child, name, timeoutMs, kill, exited: exit.promise }),
    freeze: () => void signalGroup(group, 'SIGSTOP'),
    thaw: () => void signalGroup(group, 'SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill()
      forgetGroup(group)
    },
  }
}

async function stop(target: {
  child: ChildProcess
  name: string
  timeoutMs: number
  kill: () => Promise<ProcessExit>
  exited: Promise<ProcessExit>
}): Promise<ProcessExit> {
  target.child.kill('SIGTERM')
  const late = Symbol('late')
  const alarm = deferred<typeof late>()
  const timer = setTimeout(() => alarm.resolve(late), target.timeoutMs)
  const result = await Promise.race([target.exited, alarm.promise])
  clearTimeout(timer)
  if (result !== late) return result
  await target.kill()
  throw new TestkitError(
    'PROCESS_NOT_STOPPED',
    `${target.name} did not end within ${target.timeoutMs} ms of SIGTERM and was killed`,
  )
}
