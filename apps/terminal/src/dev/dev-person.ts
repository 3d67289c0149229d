/** One of those who run an app under `comice app dev`: a node of their own, and in it the app, again and again. */
import type { NodeClient } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import type { Give, ReadyRun } from '@comice/host'
import { type ApiAddress, connectOrStart } from '@comice/host/launch'
import { type Outcome, outcomeError, type RunningApp, spawnApp } from '@comice/platform/launch'
import { connectBroker } from '../app/connect-broker.ts'
import { holdProcess } from '../app/hold-process.ts'
import { fetchApp } from '../app/prepare-app.ts'
import { passSignals } from '../app/start-app.ts'
import { MAX_EARLY_LINES } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import { stopNode } from '../session/stop-node.ts'
import type { Output } from '../output/output.ts'
import type { DevOutput } from './dev-output.ts'
import { type DevWindow, openDevWindow } from './dev-window.ts'

export interface DevPersonOptions {
  readonly name: string
  /** Folder of the profile. */
  readonly profile: string
  /** See `LaunchOptions.localPort`. */
  readonly localPort: number
  readonly app: {
    readonly dir: string
    readonly args: readonly string[]
    readonly path: string | undefined
    readonly give: readonly Give[] | undefined
  }
  readonly inspect: boolean
  /** Whether the app gets this terminal; else its output is shown by line. */
  readonly hasTerminal: boolean
  readonly output: DevOutput
  /** For what a window has to say: its address, where no browser can be started. */
  readonly windowOutput: Output
}

interface Holding {
  readonly run: ReadyRun
  readonly client: NodeClient
  readonly signal: AbortSignal
}

export class DevPerson {
  readonly name: string
  readonly #options: DevPersonOptions
  #app: RunningApp | null = null
  #window: DevWindow | null = null
  /** Settles when the app's end has been reported. */
  #over: Promise<void> = Promise.resolve()
  /** Starts and stops come one after the other. */
  #last: Promise<void> = Promise.resolve()
  /** Lines for an app that is starting; null while none is. */
  #early: string[] | null = []
  #hasInput = true
  #isClosed = false

  constructor(options: DevPersonOptions) {
    this.name = options.name
    this.#options = options
  }

  /** Ends the app if it runs, and starts it as it is on the disk now. What keeps it from starting is shown. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      this.#early ??= []
      await this.#stop()
      if (!this.#isClosed) await this.#start()
      this.#early = null
    })
  }

  /** To the app's stdin, at the latest when it has started. What is typed to one that has ended is lost. */
  send(line: string): void {
    if (this.#early === null) this.#app?.stdin?.write(`${line}\n`)
    else if (this.#early.length < MAX_EARLY_LINES) this.#early.push(line)
  }

  endInput(): void {
    this.#hasInput = false
    if (this.#early === null) this.#app?.stdin?.end()
  }

  /** Ends the app, for good. */
  end(): Promise<void> {
    this.#isClosed = true
    return this.#inTurn(() => this.#stop())
  }

  /** Ends the node. */
  async close(): Promise<void> {
    await this.end()
    await stopNode(this.#options.profile, new AbortController().signal)
  }

  async #start(): Promise<void> {
    const { profile, localPort, output } = this.#options
    try {
      // Each time: a node that had nothing to do for a minute has ended.
      const address = await connectOrStart({ dir: profile, localPort })
      const ready = await this.#prepare(address)
      if (ready.spec === null) return this.#showWindow(ready, address)
      const brokerSocket = await connectBroker(address, ready.ticket)
      const app = spawnApp(ready.spec, {
        brokerSocket,
        stdio: this.#options.hasTerminal ? 'inherit' : 'pipe',
      })
      this.#app = app
      this.#show(app)
      this.#flush(app)
      this.#over = this.#report(app, ready, address)
    } catch (error) {
      if (!this.#isClosed) output.error(this.name, error)
    }
  }

  #showWindow(ready: ReadyRun, address: ApiAddress): void {
    const { output, windowOutput } = this.#options
    const window = openDevWindow(ready, address, windowOutput)
    this.#window = window
    const isOurs = () => this.#window !== window
    this.#over = window.over.then(
      (again) => {
        if (isOurs()) return
        if (again) return void this.restart()
        output.note(this.name, 'The window was closed. It opens again when you save.')
      },
      (error: unknown) => {
        if (!isOurs()) output.error(this.name, error)
      },
    )
  }

  async #prepare(address: ApiAddress): Promise<ReadyRun> {
    const { app, inspect, output } = this.#options
    await using client = createLocalClient(address)
    const { api } = client
    const request = {
      ...{ target: app.dir, folder: true, args: [...app.args], path: app.path },
      ...(app.give === undefined ? {} : { give: [...app.give] }),
      ...(inspect ? { inspect: '127.0.0.1:0' } : {}),
    }
    const { signal } = new AbortController()
    for (;;) {
      const prepared = await fetchApp({ api, signal }, request)
      if (prepared.kind === 'ready') return prepared.run
      if (prepared.kind === 'running') throw TerminalErrors.APP_NOT_SERVED({ reason: 'it runs already' })
      // Its own author runs it, from the folder: that is the yes.
      const { questionId, question } = prepared
      output.note(this.name, `runs with ${question.confinement} confinement: ${question.words.join(' ')}`)
      await api.apps.allow.mutate({ questionId, typed: question.typed ?? undefined })
    }
  }

  #show({ stdout, stderr, stdin }: RunningApp): void {
    if (stdout !== null) this.#options.output.follow(this.name, 'stdout', stdout)
    if (stderr !== null) this.#options.output.follow(this.name, 'stderr', stderr)
    // What is typed to an app that has just ended is lost, as in any terminal.
    stdin?.on('error', () => undefined)
  }

  #flush({ stdin }: RunningApp): void {
    for (const line of this.#early ?? []) stdin?.write(`${line}\n`)
    this.#early = null
    if (!this.#hasInput) stdin?.end()
  }

  async #report(app: RunningApp, ready: ReadyRun, address: ApiAddress): Promise<void> {
    const { id, app: face } = ready
    const passing = this.#options.hasTerminal ? passSignals(app, ['SIGWINCH', 'SIGCONT']) : null
    await using client = createLocalClient(address)
    const held = new AbortController()
    void this.#hold(app, { run: ready, client, signal: held.signal })
    const outcome = await app.ended
    passing?.stop()
    const isOurs = this.#app !== app
    if (!isOurs) this.#app = null
    const { again } = await client.api.apps.report.mutate({ id, outcome }).finally(() => held.abort())
    if (isOurs) return
    if (again) return void this.restart()
    this.#options.output.note(this.name, `${howItEnded(face.name, outcome)} It starts again when you save.`)
  }

  /** Until `signal` aborts, which is after its end was reported: letting go of it before would say that we are gone. */
  async #hold(app: RunningApp, { run, client, signal }: Holding): Promise<void> {
    const { hasTerminal } = this.#options
    let hasEnded = false
    void app.ended.then(() => (hasEnded = true))
    await holdProcess(client, { run, app, hasTerminal, signal })
    if (!hasEnded) await app.stop()
  }

  async #stop(): Promise<void> {
    const [app, window] = [this.#app, this.#window]
    this.#app = null
    this.#window = null
    await app?.stop()
    await window?.close()
    await this.#over.catch(() => undefined)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work, work)
    return this.#last
  }
}

function howItEnded(name: string, outcome: Outcome): string {
  if (outcome.kind === 'exited')
    return `It ended${outcome.code === 0 ? '' : ` with exit code ${outcome.code}`}.`
  return `${outcomeError(name, outcome)?.message ?? outcome.kind}.`
}
