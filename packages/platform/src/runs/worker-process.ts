/**
 * Workers of a run. The node starts them, whoever started the app: it holds what they have in common, and an app whose
 * process is gone cannot be trusted to end others. They have no terminal; what they print is kept in a log.
 */
import path from 'node:path'
import type { WorkerProcess } from '../broker/broker-contract.ts'
import { WORKER_STOP_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { type Outcome, outcomeError } from '../launch/outcome.ts'
import { spawnApp } from '../launch/spawn-app.ts'
import { keepLog } from './app-log.ts'
import { type RunPlace, workerSpec } from './run-spec.ts'

/** Numbers of the workers of a run that are there now: each has a log of its own, and there are few logs. */
export type WorkerNumbers = Set<number>

export interface WorkerWish {
  /** From the root of the app. */
  readonly path: string
  readonly args: readonly string[]
}

/** @throws WORKER_ENDED when the process cannot be made, and what `workerSpec` throws */
export async function startWorker(
  place: RunPlace,
  numbers: WorkerNumbers,
  wish: WorkerWish,
): Promise<WorkerProcess> {
  const spec = await workerSpec(place, wish)
  const number = lowestFree(numbers)
  const app = spawnApp(spec, {
    stdio: ['ignore', 'pipe', 'pipe'],
    brokerSocket: 'own',
    stopMs: WORKER_STOP_MS,
  })
  const { broker: stream, pid } = app
  if (stream === null || pid === undefined)
    throw PlatformErrors.WORKER_ENDED({ how: howEnded(spec.app, await app.ended) ?? 'it did not start' })
  numbers.add(number)
  const file = path.join(place.storageDir, 'log', `worker-${number}.log`)
  const logged = keepLog(file, [app.stdout, app.stderr], app.ended)
  const exited = app.ended.then(async (outcome) => {
    await logged
    numbers.delete(number)
    return howEnded(spec.app, outcome)
  })
  return { stream, exited, kill: () => void app.stop() }
}

function lowestFree(numbers: WorkerNumbers): number {
  for (let number = 1; ; number += 1) if (!numbers.has(number)) return number
}

function howEnded(app: string, outcome: Outcome): string | null {
  if (outcome.kind === 'exited') return outcome.code === 0 ? null : `with exit code ${outcome.code}`
  if (outcome.kind === 'failed-to-start') return outcome.how
  return outcomeError(app, outcome)?.message ?? outcome.kind
}
