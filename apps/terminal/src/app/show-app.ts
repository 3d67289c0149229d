/** Shows a window app: the node runs it and serves its page, and this opens the browser and stays until it is closed. */
import { subscribe } from '@comice/client'
import type { ReadyRun, WindowRunState } from '@comice/host'
import { presentWindow } from '@comice/host/browser'
import { TerminalErrors } from '../errors.ts'
import { peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'

/** True when it is to be prepared and shown once more. @throws APP_ENDED, BROWSER_FAILED, and what `apps.start` throws */
export async function showApp(
  session: Pick<Session, 'api' | 'output' | 'signal' | 'handOver'>,
  { id, app }: ReadyRun,
): Promise<boolean> {
  const { api, output, signal } = session
  const started = await api.apps.start.mutate({ id })
  let first: typeof started | null = started
  const over = new AbortController()
  const states = subscribe<{ id: string }, WindowRunState>(api.apps.attend, { id }, { signal: over.signal })
  // From the first state on it is held: nobody gets an address of what may go with this command at any moment.
  await states.next()
  // Whatever it ended by is told here: a window without its app is of no use.
  const ended = endOf(states).finally(() => over.abort())
  ended.catch(() => undefined)
  const present = () =>
    presentWindow(
      {
        newAddress: async () => {
          const address = first ?? (await api.apps.start.mutate({ id, path: '/' }))
          first = null
          return address
        },
        dataDir: started.browserDir,
        onlyHosts: started.hosts,
        // Its end is looked at here, where there is a name for it.
        gone: new Promise<void>(() => undefined),
      },
      {
        print: output.isJson,
        say: (text) => output.note(text),
        write: (url) => output.result('window', { app: app.id, url }, url),
        signal: AbortSignal.any([signal, over.signal]),
      },
    )
  // Ctrl-C closes the window, which is an orderly end.
  await session.handOver(() => untilSignal(present, () => over.abort()))
  over.abort()
  const end = await ended
  if (end !== null && !end.isOrderly && !end.again)
    throw TerminalErrors.APP_ENDED({ app: peerText(app.name), reason: end.reason })
  return end?.again === true
}

type Ended = Extract<WindowRunState, { kind: 'ended' }>

/** Null when this let go of it first. */
async function endOf(states: AsyncIterable<WindowRunState>): Promise<Ended | null> {
  for await (const state of states) if (state.kind === 'ended') return state
  return null
}

async function untilSignal(work: () => Promise<unknown>, end: () => void): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const name of signals) process.once(name, end)
  try {
    await work()
  } finally {
    for (const name of signals) process.off(name, end)
  }
}
