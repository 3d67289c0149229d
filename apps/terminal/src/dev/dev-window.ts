/** A window app under `comice app dev`: its window, until the app is saved or the window is closed. */
import { createLocalClient } from '@comice/client/node'
import type { ReadyRun } from '@comice/host'
import type { ApiAddress } from '@comice/host/launch'
import { showApp } from '../app/show-app.ts'
import type { Output } from '../output/output.ts'

export interface DevWindow {
  /** True when the app asked to be started once more. */
  readonly over: Promise<boolean>
  /** Ends the app, and with it the window. */
  close(): Promise<void>
}

export function openDevWindow(ready: ReadyRun, address: ApiAddress, output: Output): DevWindow {
  const closing = new AbortController()
  const client = createLocalClient(address)
  const { api } = client
  // The signals are this command's anyway: it ends with its apps.
  const handOver = <T>(work: () => Promise<T>) => work()
  const session = { api, output, signal: closing.signal, handOver }
  const over = showApp(session, ready).finally(() => client.close())
  over.catch(() => undefined)
  return {
    over,
    close: async () => {
      // The window goes first: it would say that its app has ended.
      closing.abort()
      await over.catch(() => undefined)
      await using other = createLocalClient(address)
      // Closing its window may have ended it already.
      await other.api.apps.stop.mutate({ id: ready.id }).catch(() => undefined)
    },
  }
}
