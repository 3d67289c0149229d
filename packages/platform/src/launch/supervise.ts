import type { ChildProcess } from 'node:child_process'
import { watchFolder, watchMemory, type Watchdog } from '../sandbox/watchdogs.ts'
import { killApp, killGroup } from './app-processes.ts'
import type { LaunchSpec } from './launch-spec.ts'
import { outcomeOf, type Outcome } from './outcome.ts'

export interface SuperviseOptions {
  readonly spec: LaunchSpec
  readonly startedMs: number
  readonly hello?: Promise<unknown>
}

export interface Supervised {
  readonly started: Promise<boolean>
  readonly ended: Promise<Outcome>
  /** What follows was asked for, and is no failure to start. */
  markStopped(): void
}

/** What is known of a run while it lasts. */
interface Run {
  started: boolean
  stopped: boolean
  /** Set by the watchdog that ends the app. */
  over: Outcome | null
}

/** Watches an app's memory and disk, decides when it has started, and names how it ended. */
export function supervise(child: ChildProcess, options: SuperviseOptions): Supervised {
  const run: Run = { started: false, stopped: false, over: null }
  const watchdogs = watchLimits(child, options.spec, run)
  const ended = watchEnd(child, { run, spec: options.spec, watchdogs })
  return { started: watchStart(run, ended, options), ended, markStopped: () => void (run.stopped = true) }
}

interface Watchdogs {
  readonly memory: Watchdog | null
  readonly disk: Watchdog | null
}

function watchLimits(child: ChildProcess, { layers, limits, files }: LaunchSpec, run: Run): Watchdogs {
  if (child.pid === undefined) return { memory: null, disk: null }
  const end = (kind: 'out-of-memory' | 'out-of-disk', limitBytes: number) => ({
    limitBytes,
    onOver(seenBytes: number) {
      run.over ??= { kind, limitBytes, seenBytes }
      void killApp(child, layers.bubblewrap.on)
    },
  })
  return {
    memory: layers.memory.on ? watchMemory(child.pid, end('out-of-memory', limits.memoryBytes)) : null,
    disk: layers.disk.on ? watchFolder(child.pid, files, end('out-of-disk', limits.diskBytes)) : null,
  }
}

interface Watched {
  readonly run: Run
  readonly spec: LaunchSpec
  readonly watchdogs: Watchdogs
}

async function watchEnd(child: ChildProcess, { run, spec, watchdogs }: Watched): Promise<Outcome> {
  const ending = new Promise<Outcome>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'failed-to-start', how: error.message }))
    child.once('exit', (code, signal) => {
      if (spec.confinement !== 'full') killGroup(child)
      const memory = { limitBytes: spec.limits.memoryBytes, peakBytes: watchdogs.memory?.peakBytes ?? 0 }
      const throughBubblewrap = spec.layers.bubblewrap.on
      const { started, stopped } = run
      resolve(run.over ?? outcomeOf({ code, signal, throughBubblewrap, started, stopped, memory }))
    })
  })
  try {
    return await ending
  } finally {
    watchdogs.memory?.stop()
    watchdogs.disk?.stop()
  }
}

async function watchStart(run: Run, ended: Promise<Outcome>, options: SuperviseOptions): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const starting = new Promise<boolean>((resolve) => {
    const start = () => {
      run.started = true
      resolve(true)
    }
    timer = setTimeout(start, options.startedMs)
    options.hello?.then(start, () => undefined)
    void ended.then((outcome) => resolve(outcome.kind === 'exited' && outcome.code === 0))
  })
  try {
    return await starting
  } finally {
    clearTimeout(timer)
  }
}
