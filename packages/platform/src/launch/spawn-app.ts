import { spawn, type ChildProcess, type IOType } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Duplex, Readable, Writable } from 'node:stream'
import { coverHeld } from '@comice/core/descriptors'
import { APP_STARTED_MS, APP_STOP_MS } from '../constants.ts'
import { BROKER_FD, LEASH_FD } from '../preload/preload-task.ts'
import { descendants, killApp, killLeftovers, signalApp } from './app-processes.ts'
import { FILTER_FD, FIRST_BOUND_FD } from '../sandbox/bubblewrap.ts'
import type { LaunchSpec } from './launch-spec.ts'
import { openBound } from './open-bound.ts'
import type { Outcome } from './outcome.ts'
import { supervise } from './supervise.ts'

/** One of an app's three: as `stdio` of `spawn`, a descriptor for a log file included. */
export type AppStream = IOType | number

export interface SpawnAppOptions {
  /** Terminal apps get their starter's terminal (`inherit`, the default); window apps write into a log file. */
  readonly stdio?: AppStream | readonly [AppStream, AppStream, AppStream]
  /**
   * A connected unix socket whose other end is the app's broker; it becomes the app's descriptor 3, and is destroyed
   * here. The broker waits for the app's hello: what it would send earlier, this process could read by mistake.
   * `own`: the broker is in this process, at {@link RunningApp.broker}.
   */
  readonly brokerSocket?: Socket | 'own'
  /** Resolves when the app said hello to its broker, where the caller can know. */
  readonly hello?: Promise<unknown>
  readonly startedMs?: number
  readonly stopMs?: number
}

/** An app that runs. Ending its scope stops it. */
export interface RunningApp extends AsyncDisposable {
  /** Undefined when the process could not be made. Of the outermost process: bwrap's where there is bubblewrap. */
  readonly pid: number | undefined
  readonly stdin: Writable | null
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  /** This process's end of the app's descriptor 3; null unless {@link SpawnAppOptions.brokerSocket} is `own`. */
  readonly broker: Duplex | null
  /** True once it said hello, is alive after `startedMs`, or ended with 0; false when it ended before. */
  readonly started: Promise<boolean>
  /** Never rejects. */
  readonly ended: Promise<Outcome>
  /**
   * Passes a signal on. The app has a session of its own and so no controlling terminal: who owns the terminal passes
   * SIGINT, SIGTERM, SIGHUP and SIGWINCH on. Resolves to whether it was sent.
   */
  signal(name: NodeJS.Signals): Promise<boolean>
  /** SIGTERM, and SIGKILL after `stopMs`; then to whatever it has started and left behind. */
  stop(): Promise<Outcome>
}

/** Signals by which a user ends a program: an app that ends by one has not failed to start. */
const ENDING: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])

/** Starts an app as its spec says, and watches over it until it ends. */
export function spawnApp(spec: LaunchSpec, options: SpawnAppOptions = {}): RunningApp {
  const { brokerSocket, stopMs = APP_STOP_MS, startedMs = APP_STARTED_MS, hello } = options
  const isWalled = spec.layers.bubblewrap.on
  const child = startProcess(spec, options)
  if (brokerSocket !== 'own') brokerSocket?.destroy()
  const supervised = supervise(child, { spec, startedMs, ...(hello === undefined ? {} : { hello }) })
  const stop = async () => {
    supervised.markStopped()
    const started = isWalled ? [] : await descendants(child)
    const wasSent = await signalApp(child, 'SIGTERM', isWalled)
    // One that stands still, while its user is asked or after Ctrl-Z, hears of it only then.
    if (wasSent && process.platform !== 'win32') await signalApp(child, 'SIGCONT', isWalled)
    const deadline = setTimeout(() => void killApp(child, isWalled), wasSent ? stopMs : 0)
    const outcome = await supervised.ended
    clearTimeout(deadline)
    if (!isWalled) killLeftovers(child, started)
    return outcome
  }
  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    broker: brokerSocket === 'own' ? (streamAt<Duplex>(child, BROKER_FD) ?? null) : null,
    started: supervised.started,
    ended: supervised.ended,
    signal: (name) => {
      if (ENDING.has(name)) supervised.markStopped()
      return signalApp(child, name, isWalled)
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

/** `detached` is a session, and with it a process group, of its own. */
function startProcess(spec: LaunchSpec, { stdio = 'inherit', brokerSocket }: SpawnAppOptions): ChildProcess {
  const streams: (AppStream | Socket)[] = typeof stdio === 'object' ? [...stdio] : [stdio, stdio, stdio]
  // Node makes a pair of sockets for a pipe, so both ends can be read and written.
  streams[BROKER_FD] = brokerSocket === 'own' ? 'pipe' : (brokerSocket ?? 'ignore')
  streams[LEASH_FD] = spec.leash ? 'pipe' : 'ignore'
  if (spec.syscallFilter !== null) streams[FILTER_FD] = 'pipe'
  using bound = openBound(spec.bound)
  // One that is missing ends bwrap with an error, before it starts anything.
  for (const [at, fd] of bound.fds.entries()) streams[FIRST_BOUND_FD + at] = fd
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: process.platform !== 'win32',
    windowsHide: true,
    // Terminals of others may be open here.
    stdio: coverHeld(streams),
  })
  if (spec.syscallFilter !== null) sendFilter(child, Buffer.from(spec.syscallFilter, 'base64'))
  return child
}

/** bwrap waits for the whole filter before it starts anything; cut short, it starts nothing. */
function sendFilter(child: ChildProcess, filter: Buffer): void {
  streamAt<Writable>(child, FILTER_FD)
    ?.on('error', () => undefined)
    .end(filter)
}

/** The types know five streams; what was spawned has as many as it was given. */
function streamAt<Stream>(child: ChildProcess, fd: number): Stream | null | undefined {
  return (child.stdio as readonly unknown[])[fd] as Stream | null | undefined
}
