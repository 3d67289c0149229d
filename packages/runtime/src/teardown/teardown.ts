/** What an app does before it ends, in order. */
import { ExitCode } from '@comice/protocol'
import { TEARDOWN_TIMEOUT_MS } from '../constants.ts'
import { isApp, node, orphaned, serveCall } from '../session/session.ts'
import type { WireObject } from '../wire/value.ts'

export interface TeardownOptions {
  /** Lower ones run first, equal ones in the order in which they were registered. Default 0. */
  position?: number
}

interface Step {
  readonly run: () => unknown
  readonly position: number
}

const steps: Step[] = []
let ending: Promise<void> | null = null
let isInstalled = false

/**
 * Runs `run` before the app ends: when the node asks, on SIGINT and SIGTERM, by {@link exit} and {@link restart}, when
 * the node is gone, and when nothing is left to do. Each is awaited before the next; one that fails does not keep the
 * others from running. All together have 5 s, or what the node gives; then the process ends.
 *
 * ```ts
 * import { Store, teardown } from '@comice/runtime'
 *
 * const core = new Store().get({ name: 'log', valueEncoding: 'utf-8' })
 * teardown(async () => void (await core.append('ended in order')))
 * ```
 *
 * @returns a function that takes it back
 */
export function teardown(run: () => unknown, { position = 0 }: TeardownOptions = {}): () => void {
  const step = { run, position }
  steps.push(step)
  install()
  return () => {
    const at = steps.indexOf(step)
    if (at !== -1) steps.splice(at, 1)
  }
}

/** Runs the teardown functions, then ends the process. Never resolves. */
export async function exit(code = 0): Promise<never> {
  await runSteps(TEARDOWN_TIMEOUT_MS)
  process.exit(code)
}

/** Once, however many ask. Resolves when all have run, or `timeoutMs` have passed. */
function runSteps(timeoutMs: number): Promise<void> {
  ending ??= within(timeoutMs, runInOrder())
  return ending
}

async function runInOrder(): Promise<void> {
  // The sort is stable: equal positions keep their order.
  for (const { run } of steps.toSorted((a, b) => a.position - b.position)) {
    try {
      await run()
    } catch (error) {
      process.exitCode = ExitCode.Failed
      process.emitWarning(error instanceof Error ? error : String(error), { code: 'TEARDOWN_FAILED' })
    }
  }
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, timeoutMs)
  await Promise.race([work, late])
  clearTimeout(timer)
}

function install(): void {
  if (isInstalled) return
  isInstalled = true
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void exit(signal === 'SIGINT' ? ExitCode.Interrupted : 0))
  process.once('beforeExit', (code) => void exit(code))
  orphaned.then = (code) => void exit(code)
  // The node can only ask whom it is connected to.
  if (isApp()) node()
}

serveCall('app.teardown', async (params) => {
  const { timeoutMs } = params as WireObject
  await runSteps(typeof timeoutMs === 'number' ? timeoutMs : TEARDOWN_TIMEOUT_MS)
  // The answer goes out before the process ends: closing sends what was written.
  setImmediate(() => {
    void node().closed.then(() => process.exit())
    node().close()
  })
})
