/** The runs that go on: one for each app and storage, from its ticket to the report of its end. */
import { type AppVersion, isEqualBytes } from '@comice/protocol'
import type { Broker } from '../broker/broker-contract.ts'
import type { GivenPath } from '../sandbox/bubblewrap.ts'
import type { LaunchSpec } from '../launch/launch-spec.ts'
import { PlatformErrors } from '../errors.ts'
import { Holder } from './holder.ts'
import type { ReadyRun, RunRequest } from './runs.ts'
import type { Subject } from './subject.ts'
import type { WindowRun } from './window-run.ts'
import type { WorkerNumbers } from './worker-process.ts'

export interface Run {
  readonly ready: ReadyRun
  readonly request: RunRequest
  readonly given: readonly GivenPath[]
  /** What runs: another version after an update. */
  subject: Subject
  /** Files that the user gave at the start, and that the app has not picked. */
  readonly unpicked: string[]
  readonly holder: Holder
  /** Those of its processes that it started itself. */
  readonly workers: WorkerNumbers
  /** Of its process; null for a window app without a backend. */
  readonly spec: LaunchSpec | null
  /** The folder with its files and its store. */
  readonly storageDir: string
  readonly startedAt: number
  /** Settled when its process is to be ended. */
  readonly stopping: PromiseWithResolvers<void>
  /** Settled when it is over. */
  readonly gone: PromiseWithResolvers<void>
  /** Null until its process is there. */
  broker: Broker | null
  /** Null until a window app was started. */
  window: Promise<WindowRun> | null
  /** What it asked for, before it ended: to run again, and whether in a newer version. */
  wantsAgain: boolean
  wantsUpdate: boolean
  /** Ends what belongs to the run: a folder that was made for it, the browser window. */
  readonly ended: AsyncDisposableStack
}

type Fixed = 'ready' | 'request' | 'given' | 'subject' | 'spec' | 'storageDir' | 'startedAt' | 'ended'

/** A run whose process did not come yet. */
export function createRun(fixed: Pick<Run, Fixed>): Run {
  return {
    ...fixed,
    unpicked: fixed.given.flatMap(({ path, isFolder }) => (isFolder ? [] : [path])),
    holder: new Holder(),
    workers: new Set(),
    stopping: Promise.withResolvers<void>(),
    gone: Promise.withResolvers<void>(),
    broker: null,
    window: null,
    wantsAgain: false,
    wantsUpdate: false,
  }
}

export class ActiveRuns {
  readonly #byId = new Map<string, Run>()
  /** Folders that runs are being prepared for. */
  readonly #reserved = new Set<string>()
  readonly #listeners = new Set<() => void>()

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  changed(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Keeps a storage folder for one run. @throws RUN_IN_USE */
  reserve(storageDir: string): void {
    if (this.#reserved.has(storageDir)) throw PlatformErrors.RUN_IN_USE({})
    this.#reserved.add(storageDir)
  }

  release(storageDir: string): void {
    this.#reserved.delete(storageDir)
  }

  add(run: Run): void {
    this.#byId.set(run.ready.id, run)
    this.changed()
  }

  /** @throws RUN_UNKNOWN */
  get(id: string): Run {
    const run = this.#byId.get(id)
    if (run === undefined) throw PlatformErrors.RUN_UNKNOWN({})
    return run
  }

  /** The run that uses this folder. */
  at(storageDir: string): Run | undefined {
    return this.list().find((run) => run.storageDir === storageDir)
  }

  list(): Run[] {
    return [...this.#byId.values()]
  }

  /** Tells the runs of an app of a version that they may restart into. */
  announce(key: Uint8Array, { version, length, fork }: AppVersion): void {
    for (const { subject, broker, ready } of this.list()) {
      if (!isEqualBytes(subject.key, key)) continue
      broker?.announce({ version, channel: ready.app.channel, length, fork, notes: '' })
    }
  }

  /** Forgets a run, and ends what belongs to it. Idempotent. */
  async end(run: Run): Promise<void> {
    if (!this.#byId.delete(run.ready.id)) return
    run.holder.end()
    try {
      await run.broker?.close()
      await run.ended.disposeAsync()
    } finally {
      this.release(run.storageDir)
      run.stopping.resolve()
      run.gone.resolve()
      this.changed()
    }
  }
}
