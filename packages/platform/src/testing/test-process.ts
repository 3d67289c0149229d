/** A terminal app in a test: its process, started and served as a node and a terminal would. */
import { finished } from 'node:stream/promises'
import { followOutput } from '@comice/testkit'
import { PlatformErrors } from '../errors.ts'
import type { LaunchSpec } from '../launch/launch-spec.ts'
import { type RunningApp, spawnApp } from '../launch/spawn-app.ts'
import type { ReadyRun, Runs } from '../runs/runs.ts'
import type { TestRun } from './test-app.ts'

export interface Starting {
  readonly name: string
  readonly runs: Runs
  readonly ready: ReadyRun
  readonly path: string
}

/** How an app ends is for its test to judge: an exit code within the first seconds is one too. */
const STARTED_AT_ONCE = 0

export function startProcess({ name, runs, ready }: Starting, spec: LaunchSpec): TestRun {
  const running = spawnApp(spec, { stdio: 'pipe', brokerSocket: 'own', startedMs: STARTED_AT_ONCE })
  if (running.broker !== null) runs.attach(ready.ticket, running.broker)
  const reported = running.ended.then((outcome) => runs.report(ready.id, outcome))
  return follow(name, running, reported)
}

function follow(name: string, running: RunningApp, reported: Promise<unknown>): TestRun {
  const { stdin, stdout, stderr } = running
  const closed = [stdout, stderr].map((stream) => stream && finished(stream).catch(() => null))
  const ended = running.ended.then(async (outcome) => {
    await Promise.all([...closed, reported])
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
    connect: () => Promise.reject(PlatformErrors.RUN_NOT_A_WINDOW({ app: name })),
  }
}
