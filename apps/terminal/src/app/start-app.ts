/** Starts an app in this terminal and waits for its end. */
import type { ReadyRun } from '@comice/host'
import type { ApiAddress } from '@comice/host/launch'
import { type Outcome, type RunningApp, spawnApp } from '@comice/platform/launch'
import { TerminalErrors } from '../errors.ts'
import { connectBroker } from './connect-broker.ts'
import { keepTerminal } from './keep-terminal.ts'

/** The app has a session of its own, so what the terminal sends us is passed on. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH', 'SIGCONT'] as const

export interface Started {
  readonly outcome: Outcome
  /** Signals that came for the app while it ran. */
  readonly passedOn: ReadonlySet<NodeJS.Signals>
}

export interface StartOptions {
  readonly address: ApiAddress
  /** Called once the app starts, because asking takes time; resolves when the app is to be ended. Never rejects. */
  readonly hold: (app: RunningApp) => Promise<void>
}

/** @throws APP_NOT_SERVED */
export async function startApp(run: ReadyRun, { address, hold }: StartOptions): Promise<Started> {
  const { spec, ticket } = run
  if (spec === null) throw TerminalErrors.APP_NOT_SERVED({ reason: 'the app is none for a terminal' })
  const brokerSocket = await connectBroker(address, ticket)
  using terminal = keepTerminal()
  const app = spawnApp(spec, { brokerSocket })
  const { passedOn, stop } = passSignals(app, PASSED_ON)
  let hasEnded = false
  void hold(app).then(() => (hasEnded ? undefined : app.stop()))
  try {
    const outcome = await app.ended
    hasEnded = true
    terminal.wasLeft(outcome.kind === 'exited')
    return { outcome, passedOn }
  } finally {
    stop()
  }
}

/** Until `stop` is called. */
export function passSignals(
  app: RunningApp,
  names: readonly NodeJS.Signals[],
): { passedOn: ReadonlySet<NodeJS.Signals>; stop: () => void } {
  const passedOn = new Set<NodeJS.Signals>()
  const passing = names.map((name) => {
    const pass = () => {
      passedOn.add(name)
      void app.signal(name)
    }
    return [name, pass] as const
  })
  for (const [name, pass] of passing) process.on(name, pass)
  // Ctrl-Z: without us in the foreground the app would go on reading what is typed into the shell.
  const suspend = () => void app.signal('SIGSTOP').finally(() => process.kill(process.pid, 'SIGSTOP'))
  process.on('SIGTSTP', suspend)
  const stop = () => {
    process.off('SIGTSTP', suspend)
    for (const [name, pass] of passing) process.off(name, pass)
  }
  return { passedOn, stop }
}
