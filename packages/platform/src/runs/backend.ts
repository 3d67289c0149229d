/** The backend of a window app: its process, and where its pages find it while it starts, runs and starts again. */
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { PageBackend, PageChannel } from '@comice/runtime/page'
import type { Broker } from '../broker/broker-contract.ts'
import { BACKEND_UNREACHABLE_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { LaunchSpec } from '../launch/launch-spec.ts'
import { isOrderly, type Outcome } from '../launch/outcome.ts'
import { type RunningApp, spawnApp } from '../launch/spawn-app.ts'
import { APP_LOG, keepLog } from './app-log.ts'
import { CrashLimit } from './crash-limit.ts'

export interface BackendOptions {
  /** Folder for its log. */
  readonly logDir: string
  /** Serves the process whose descriptor 3 this is. */
  readonly attach: (stream: Duplex) => Broker
  /** The process has started, and is not one that fails to. */
  readonly onstarted: () => void
}

/** How one process of it ended. */
export interface BackendEnd {
  readonly outcome: Outcome
  /** Whether it ran for long enough, and crashed seldom enough, to be started again. */
  readonly isSteady: boolean
}

export class Backend implements PageBackend {
  readonly #options: BackendOptions
  readonly #crashes = new CrashLimit()
  #broker = Promise.withResolvers<Broker>()
  /** Pending from when a process is gone until it is known whether there will be another. */
  #fate = Promise.withResolvers<boolean>()
  #process: { app: RunningApp; broker: Broker } | null = null
  #isConnected = false
  #isOver = false

  constructor(options: BackendOptions) {
    this.#options = options
    this.#broker.promise.catch(() => undefined)
    this.#fate.resolve(true)
  }

  /** Runs one process from its start to its end. Never rejects. */
  async run(spec: LaunchSpec): Promise<BackendEnd> {
    const startedAt = performance.now()
    const app = spawnApp(spec, { stdio: ['ignore', 'pipe', 'pipe'], brokerSocket: 'own' })
    const logged = keepLog(path.join(this.#options.logDir, APP_LOG), [app.stdout, app.stderr], app.ended)
    // Without a process there is no socket, and the outcome says why.
    if (app.broker !== null && app.pid !== undefined) this.#serve(app, app.broker)
    void app.started.then((isStarted) => {
      if (isStarted) this.#options.onstarted()
    })
    const outcome = await app.ended
    await this.#process?.broker.close()
    this.#process = null
    await logged
    const now = performance.now()
    return { outcome, isSteady: isOrderly(outcome) || this.#crashes.mayRestart(now - startedAt, now) }
  }

  /** There will be another process, or none. */
  decide(comesBack: boolean): void {
    this.#isOver ||= !comesBack
    this.#fate.resolve(comesBack)
    if (!comesBack) this.#broker.reject(PlatformErrors.RUN_ENDED())
  }

  async open(signal: AbortSignal): Promise<PageChannel> {
    const aborted = Promise.withResolvers<never>()
    const abort = () => aborted.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    aborted.promise.catch(() => undefined)
    try {
      const broker = await Promise.race([this.#broker.promise, aborted.promise])
      return await broker.openPage(signal)
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async comesBack(): Promise<boolean> {
    // A channel and the pipe that it goes by end at the same time, in either order.
    await setImmediate()
    if (this.#isOver) return false
    return this.#isConnected || this.#fate.promise
  }

  /** Lets it tear down, then ends it. */
  async stop(): Promise<void> {
    const process = this.#process
    if (process === null) return
    await process.broker.teardown()
    await process.app.stop()
  }

  #serve(app: RunningApp, stream: Duplex): void {
    const broker = this.#options.attach(stream)
    this.#process = { app, broker }
    this.#isConnected = true
    this.#broker.resolve(broker)
    void broker.disconnected.then(() => {
      this.#isConnected = false
      this.#fate = Promise.withResolvers()
      this.#broker = Promise.withResolvers()
      this.#broker.promise.catch(() => undefined)
      // One that closed its pipe and stays can be reached by nobody; most are ending.
      const timer = setTimeout(() => void app.stop(), BACKEND_UNREACHABLE_MS)
      void app.ended.then(() => clearTimeout(timer))
    })
  }
}
