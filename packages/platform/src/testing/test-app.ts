/** One person's app in a test: its process, started and served as a node would. */
import { once } from 'node:events'
import { createServer, connect, type Socket } from 'node:net'
import { finished } from 'node:stream/promises'
import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { followOutput, type ProcessOutput, tempDir, type TestDht } from '@comice/testkit'
import { PlatformErrors } from '../errors.ts'
import { createPlatform } from '../platform/platform.ts'
import type { Outcome } from '../run/outcome.ts'
import { type RunningApp, spawnApp } from '../run/spawn-app.ts'
import type { ReadyRun, Runs } from '../runs/runs.ts'

/** How an app ends is for its test to judge: an exit code within the first seconds is one too. */
const STARTED_AT_ONCE = 0

export interface TestApp extends ProcessOutput {
  readonly name: string
  /** How its process ended, when its output is complete. */
  readonly ended: Promise<Outcome>
  /** Writes a line to its stdin. */
  readonly send: (line: string) => void
  /** Closes its stdin. */
  readonly endInput: () => void
  /** SIGKILL: it gets to tidy up nothing. Resolves when it is gone. */
  readonly kill: () => Promise<Outcome>
  /** SIGTERM, and SIGKILL when it takes too long. */
  readonly stop: () => Promise<Outcome>
  /** Ends it, if it runs, and starts it again with what it has kept. */
  readonly restart: () => Promise<TestApp>
}

export interface TestAppOptions {
  readonly name: string
  /** The app's folder, absolute. */
  readonly dir: string
  readonly args: readonly string[]
  /** The path of the link that it is opened by. */
  readonly path: string
  readonly dht: TestDht
}

/** Opens a peer of this person and starts the app there. All of it ends with `stack`. */
export async function startTestApp(options: TestAppOptions, stack: AsyncDisposableStack): Promise<TestApp> {
  const { dht, name } = options
  const home = stack.use(await tempDir(name))
  const profile = stack.use(await openProfile({ dir: home.join('profile') }))
  const peer = stack.use(await createPeer({ profile, network: { bootstrap: [...dht.bootstrap] } }))
  const { runs } = stack.use(await createPlatform(peer))
  let current: RunningApp | null = null
  stack.defer(async () => void (await current?.stop()))
  const start = async (): Promise<TestApp> => {
    const ready = await prepare(runs, options)
    await using sockets = await socketPair(home.join(`${ready.id}.sock`))
    runs.attach(ready.ticket, sockets.node)
    const stdio = 'pipe'
    if (ready.spec === null) throw PlatformErrors.RUN_IS_A_WINDOW({ app: ready.app.name })
    const running = spawnApp(ready.spec, { stdio, brokerSocket: sockets.app, startedMs: STARTED_AT_ONCE })
    current = running
    const reported = running.ended.then((outcome) => runs.report(ready.id, outcome))
    return follow(name, running, async () => {
      await running.stop()
      await reported
      return start()
    })
  }
  return start()
}

/** It is the author's own folder: what would be asked before it runs is answered with yes. */
async function prepare(runs: Runs, { dir, args, path }: TestAppOptions): Promise<ReadyRun> {
  for (;;) {
    const prepared = await runs.prepare({ target: dir, folder: true, args, path })
    if (prepared.kind === 'ready') return prepared.run
    // Only a link wakes what runs already.
    if (prepared.kind === 'running') throw PlatformErrors.RUN_IN_USE({})
    await runs.allow(prepared.questionId, prepared.question.typed ?? '')
  }
}

function follow(name: string, running: RunningApp, restart: () => Promise<TestApp>): TestApp {
  const { stdin, stdout, stderr } = running
  const closed = [stdout, stderr].map((stream) =>
    stream === null ? null : finished(stream).catch(() => null),
  )
  const ended = running.ended.then(async (outcome) => {
    await Promise.all(closed)
    return outcome
  })
  const exited = ended.then((outcome) => ({
    code: outcome.kind === 'exited' ? outcome.code : null,
    signal: outcome.kind === 'signal' ? outcome.signal : null,
  }))
  const output = followOutput({ name, stdout, stderr, exited })
  // What is sent to a process that is gone fails here; its end is what tests look at.
  stdin?.on('error', () => undefined)
  return {
    name,
    ended,
    get stderr() {
      return output.stderr
    },
    lines: output.lines,
    waitForLine: output.waitForLine,
    waitForJson: output.waitForJson,
    send: (line) => void stdin?.write(`${line}\n`),
    endInput: () => void stdin?.end(),
    kill: async () => {
      await running.signal('SIGKILL')
      return ended
    },
    stop: async () => {
      await running.stop()
      return ended
    },
    restart,
  }
}

/** Two ends of a unix socket: one for the broker, one for the app's descriptor 3. Its scope is the listener's. */
async function socketPair(path: string): Promise<{ node: Socket; app: Socket } & AsyncDisposable> {
  const server = createServer({ allowHalfOpen: true }).listen(path)
  await once(server, 'listening')
  // Paused: what comes from the broker is the app's, and not to be read here.
  const app = connect({ path, allowHalfOpen: true }).pause()
  const [[node]] = (await Promise.all([once(server, 'connection'), once(app, 'connect')])) as [
    [Socket],
    unknown,
  ]
  return { node, app, [Symbol.asyncDispose]: async () => void server.close() }
}
