/** A window app in a test: its backend runs as it does in a node, and pages connect to it without a browser. */
import { PassThrough } from 'node:stream'
import { followOutput } from '@comice/testkit'
import type { Outcome } from '../launch/outcome.ts'
import type { TestRun } from './test-app.ts'
import { connectPage } from './test-page.ts'
import type { Starting } from './test-process.ts'

/** A backend has no stdin, and writes into its log: what a test has of it is what its page has. */
export async function startWindow({ name, runs, ready, path }: Starting): Promise<TestRun> {
  const { url } = await runs.start(ready.id, path)
  const hold = runs.hold(ready.id)
  const ended = hold.ended.then(({ outcome }): Outcome => outcome ?? { kind: 'exited', code: 0 })
  const [stdout, stderr] = [new PassThrough().end(), new PassThrough().end()]
  const exited = ended.then(() => ({ code: 0, signal: null }))
  const output = followOutput({ name, stdout, stderr, exited })
  // The address that it started with is the first page's.
  let address: string | null = url
  const stop = async () => {
    await runs.stop(ready.id).catch(() => undefined)
    return ended
  }
  return {
    ...output,
    name,
    ended,
    send: () => undefined,
    endInput: () => undefined,
    kill: stop,
    stop,
    connect: async <Api>() => {
      const next = address ?? (await runs.start(ready.id, path)).url
      address = null
      return connectPage<Api>(next)
    },
  }
}
