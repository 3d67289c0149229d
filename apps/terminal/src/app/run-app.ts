/** An app from the word of the user to its exit code, as often as it asks to start again. */
import type { ReadyRun, RunEnd, RunRequest } from '@comice/host'
import { type Outcome, outcomeError, type RunningApp } from '@comice/platform/launch'
import { ExitCode, isComiceError } from '@comice/protocol'
import { peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'
import type { ConsentOptions } from './ask-consent.ts'
import { exitCodeOf, signalCode } from './exit-code.ts'
import { holdProcess } from './hold-process.ts'
import { prepareApp } from './prepare-app.ts'
import { type Started, startApp } from './start-app.ts'

/** @throws what prepareApp throws, APP_NOT_SERVED */
export async function runApp(
  session: Session,
  request: RunRequest,
  consent: ConsentOptions,
): Promise<number> {
  for (;;) {
    const ready = await prepareApp(session, request, consent)
    if (ready === null) return ExitCode.Ok
    if (ready.app.type === 'window') {
      const { showApp } = await import('./show-app.ts')
      if (await showApp(session, ready)) continue
      return ExitCode.Ok
    }
    const { started, again, fellBack } = await start(session, ready)
    const { name, version } = ready.app
    if (fellBack) {
      session.output.error(outcomeError(name, started.outcome))
      session.output.note(
        `${peerText(name)} ${peerText(version)} is not tried again. The version before it runs instead.`,
      )
    }
    if (!again) return ending(session, ready, started)
  }
}

/** Ctrl-C and the other signals of the terminal are the app's, while there is one. */
async function start(session: Session, ready: ReadyRun): Promise<RunEnd & { started: Started }> {
  const { address, api, handOver } = session
  const held = new AbortController()
  try {
    const hold = (app: RunningApp) =>
      holdProcess(session, { run: ready, app, hasTerminal: true, signal: held.signal })
    const started = await handOver(() => startApp(ready, { address, hold }))
    return { started, ...(await report(session, ready, started.outcome)) }
  } catch (error) {
    await api.apps.stop.mutate({ id: ready.id }).catch(() => undefined)
    throw error
  } finally {
    held.abort()
  }
}

async function report({ api }: Session, { id }: ReadyRun, outcome: Outcome): Promise<RunEnd> {
  try {
    return await api.apps.report.mutate({ id, outcome })
  } catch (error) {
    // The node was stopped, or has ended the run by itself: the app's end is told to the user all the same.
    if (isComiceError(error, 'NODE_UNREACHABLE') || isComiceError(error, 'RUN_UNKNOWN')) {
      return { again: false, fellBack: false }
    }
    throw error
  }
}

/** What the user asked for by a signal needs no word. */
function ending({ output }: Session, { app }: ReadyRun, { outcome, passedOn }: Started): number {
  const error = outcomeError(app.name, outcome)
  const wasAsked = outcome.kind === 'signal' && passedOn.has(outcome.signal)
  if (error !== null && !wasAsked) output.error(error)
  return outcome.kind === 'signal' ? signalCode(outcome.signal) : exitCodeOf(outcome, error)
}
