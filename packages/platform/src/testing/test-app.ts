/** One person's app in a test: a peer and a platform of their own, and in them the app, again and again. */
import { resolve } from 'node:path'
import { createPeer } from '@comice/core'
import type { Page } from '@comice/runtime/page'
import { openProfile } from '@comice/storage'
import { type ProcessOutput, tempDir, type TestDht } from '@comice/testkit'
import { PlatformErrors } from '../errors.ts'
import { createPlatform } from '../platform/platform.ts'
import type { Outcome } from '../launch/outcome.ts'
import type { ReadyRun, Runs } from '../runs/runs.ts'
import { startProcess } from './test-process.ts'
import { startWindow } from './test-window.ts'

export interface TestApp extends ProcessOutput {
  readonly name: string
  /** How its process ended, when its output is complete. */
  readonly ended: Promise<Outcome>
  /** Writes a line to its stdin. */
  readonly send: (line: string) => void
  /** Closes its stdin. */
  readonly endInput: () => void
  /** SIGKILL: it gets to tidy up nothing. Resolves when it is gone. A window app is the node's, and is stopped. */
  readonly kill: () => Promise<Outcome>
  /** Lets it tidy up, and kills it when that takes too long. */
  readonly stop: () => Promise<Outcome>
  /**
   * Another page of a window app, without a browser: its backend's functions, typed.
   * @throws RUN_NOT_A_WINDOW
   */
  readonly connect: <Api>() => Promise<Page<Api>>
  /** Ends it, if it runs, and starts it again with what it has kept. */
  readonly restart: () => Promise<TestApp>
}

/** A run of an app; what is missing to an app is how it starts again. */
export type TestRun = Omit<TestApp, 'restart'>

export interface TestAppOptions {
  readonly name: string
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
  let current: TestRun | null = null
  stack.defer(async () => void (await current?.stop()))
  const start = async (): Promise<TestApp> => {
    const ready = await prepare(runs, options)
    const starting = { name, runs, ready, path: options.path }
    current = ready.spec === null ? await startWindow(starting) : startProcess(starting, ready.spec)
    const run = current
    return Object.defineProperties(
      {
        restart: async () => {
          await run.stop()
          return start()
        },
      },
      Object.getOwnPropertyDescriptors(run),
    ) as TestApp
  }
  return start()
}

/** It is the author's own folder: what would be asked before it runs is answered with yes. */
async function prepare(runs: Runs, { dir, args, path }: TestAppOptions): Promise<ReadyRun> {
  for (;;) {
    const prepared = await runs.prepare({ target: resolve(dir), folder: true, args, path })
    if (prepared.kind === 'ready') return prepared.run
    // Only what is not ours can run there.
    if (prepared.kind === 'running') throw PlatformErrors.RUN_IN_USE({})
    await runs.allow(prepared.questionId, prepared.question.typed ?? '')
  }
}
