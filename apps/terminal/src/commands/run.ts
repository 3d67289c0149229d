/** `comice run`: an app from its link, its alias or a folder, in this terminal. */
import path from 'node:path'
import { connectOrStart } from '@comice/host/launch'
import { appTarget } from '../app/app-request.ts'
import { prepareApp } from '../app/prepare-app.ts'
import { exitCodeOf, startApp } from '../app/start-app.ts'
import type { Action } from '../grammar/command.ts'
import { peerText } from '../output/output.ts'
import { withNode } from '../session/session.ts'

export interface RunOptions {
  readonly channel: string | undefined
  readonly checkout: number | undefined
  readonly store: string | undefined
  readonly 'tmp-store': boolean
  readonly 'no-update': boolean
  readonly yes: boolean
  readonly 'no-ask': boolean
  readonly trust: string | undefined
}

export const run: Action<RunOptions> = (line) =>
  withNode(
    line,
    async (session) => {
      const { dir, options: globals, timeoutMs, output, api } = session
      const [word = '', ...args] = line.args
      const { options } = line
      const request = {
        ...appTarget(word),
        args,
        channel: options.channel,
        checkout: options.checkout,
        update: options['no-update'] ? false : undefined,
        store: options.store === undefined ? undefined : path.resolve(options.store),
        tmpStore: options['tmp-store'],
        timeoutMs,
      }
      const consent = { yes: options.yes, noAsk: options['no-ask'], trust: options.trust }
      const address = await connectOrStart({ dir, bootstrap: globals.bootstrap, timeoutMs })
      for (;;) {
        const ready = await prepareApp(session, request, consent)
        if (ready === null) return
        if (ready.app.type === 'window') {
          const { showApp } = await import('../app/show-app.ts')
          if (await showApp(session, ready)) continue
          return
        }
        const outcome = await startApp(ready, address)
        const { again, fellBack } = await api.apps.report.mutate({ id: ready.id, outcome })
        if (fellBack) {
          const { name, version } = ready.app
          output.note(
            `${peerText(name)} ${peerText(version)} did not start. The version before it runs instead.`,
          )
        }
        if (!again) {
          process.exitCode = exitCodeOf(ready.app.name, outcome)
          return
        }
      }
    },
    { follow: true },
  )
