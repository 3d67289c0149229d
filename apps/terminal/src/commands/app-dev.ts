/** `comice app dev`: the author's loop on disk. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { givesOf } from '../app/give.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { createOutput } from '../output/output.ts'
import { runDev } from '../dev/run-dev.ts'

export interface AppDevOptions {
  readonly store: string | undefined
  readonly peers: number
  readonly link: string | undefined
  readonly inspect: boolean
  readonly give: readonly string[] | undefined
}

/** Until Ctrl-C, which is its orderly end; a second one ends the process at once. */
export const dev: Action<AppDevOptions> = async ({ globals, args, behindDashes, options }) => {
  const own = args.slice(0, args.length - behindDashes.length)
  if (own.length > 1)
    throw TerminalErrors.USAGE({ problem: 'it takes one folder', hint: 'what the app gets goes after --' })
  const dir = path.resolve(own[0] ?? '.')
  if (!existsSync(path.join(dir, 'package.json'))) throw TerminalErrors.NO_APP_HERE({ dir })
  const ending = new AbortController()
  const end = () => ending.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, end)
  const store = options.store === undefined ? undefined : path.resolve(options.store)
  const give = givesOf(options.give)
  await runDev({ ...options, dir, args: behindDashes, store, give }, createOutput(globals), ending.signal)
}
