/** `comice run`: an app from its link, its alias or a folder, in this terminal. */
import path from 'node:path'
import { appTarget } from '../app/app-request.ts'
import { givesOf } from '../app/give.ts'
import { runApp } from '../app/run-app.ts'
import type { Action } from '../grammar/command.ts'
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
  readonly give: readonly string[] | undefined
}

/** Has no deadline: `--timeout` is how long nobody may answer. */
export const run: Action<RunOptions> = (line) =>
  withNode(
    line,
    async (session) => {
      const [word = '', ...args] = line.args
      const { options, globals } = line
      const request = {
        ...appTarget(word),
        args,
        channel: options.channel,
        checkout: options.checkout,
        update: options['no-update'] ? false : undefined,
        store: options.store === undefined ? undefined : path.resolve(options.store),
        tmpStore: options['tmp-store'],
        give: givesOf(options.give),
        timeoutMs: globals.timeout,
      }
      const consent = { yes: options.yes, noAsk: options['no-ask'], trust: options.trust }
      process.exitCode = await runApp(session, request, consent)
    },
    { endless: true },
  )
