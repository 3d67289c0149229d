/** Starts an app in this terminal and waits for its end. */
import type { ReadyRun } from '@comice/host'
import type { ApiAddress } from '@comice/host/launch'
import { type Outcome, outcomeError, type RunningApp, spawnApp } from '@comice/platform/run'
import { TerminalErrors } from '../errors.ts'
import { connectBroker } from './connect-broker.ts'

/** The app has a session of its own, so what the terminal sends us is passed on. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH', 'SIGCONT'] as const

/** @throws APP_NOT_SERVED */
export async function startApp(run: ReadyRun, address: ApiAddress): Promise<Outcome> {
  const { spec, ticket } = run
  if (spec === null) throw TerminalErrors.APP_NOT_SERVED({ reason: 'the app is none for a terminal' })
  const brokerSocket = await connectBroker(address, ticket)
  const app = spawnApp(spec, { brokerSocket })
  const stopPassing = passSignals(app)
  try {
    return await app.ended
  } finally {
    stopPassing()
  }
}

function passSignals(app: RunningApp): () => void {
  const passing = PASSED_ON.map((name) => [name, () => void app.signal(name)] as const)
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
