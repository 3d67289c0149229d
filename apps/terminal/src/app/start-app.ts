/** Starts an app in this terminal and waits for its end. */
import type { ReadyRun } from '@comice/host'
import type { ApiAddress } from '@comice/host/launch'
import { type Outcome, outcomeError, type RunningApp, spawnApp } from '@comice/platform/run'
import { connectBroker } from './connect-broker.ts'

/** The app has a session of its own, so what the terminal sends us is passed on. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH', 'SIGCONT'] as const

/** @throws APP_NOT_SERVED */
export async function startApp(run: ReadyRun, address: ApiAddress): Promise<Outcome> {
  const brokerSocket = await connectBroker(address, run.ticket)
  const app = spawnApp(run.spec, { brokerSocket })
  const stopPassing = passSignals(app, PASSED_ON)
  try {
    return await app.ended
  } finally {
    stopPassing()
  }
}

/** Until what it returns is called. */
export function passSignals(app: RunningApp, names: readonly NodeJS.Signals[]): () => void {
  const passing = names.map((name) => [name, () => void app.signal(name)] as const)
  for (const [name, pass] of passing) process.on(name, pass)
  return () => {
    for (const [name, pass] of passing) process.off(name, pass)
  }
}

/** What the command ends with: the app's own code, or 128 and the signal, as a shell has it. @throws outcomeError */
export function exitCodeOf(name: string, outcome: Outcome): number {
  if (outcome.kind === 'exited') return outcome.code
  throw outcomeError(name, outcome) ?? new Error(outcome.kind)
}
