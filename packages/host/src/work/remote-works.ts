/**
 * Sessions at other machines, for local programs. The node opens them and passes their bytes on, both ways: the program
 * speaks what the capability speaks, so back-pressure goes from end to end and nothing is held here.
 */
import { LIMITS } from '@comice/protocol'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { forwardTarget } from '../services/kept-forward.ts'
import { passOn, type SessionOpened } from './pass-on.ts'
import { readingWork } from './work.ts'

const peer = z.string().min(1).max(128)
const timeoutMs = z.number().int().min(0).max(3_600_000).optional()
const cells = z.number().int().min(0).max(LIMITS.MAX_TERMINAL_CELLS)
const terminal = z.object({
  kind: z.string().max(LIMITS.MAX_TERMINAL_NAME_BYTES),
  columns: cells,
  rows: cells,
})
const noNul = z.string().refine((text) => !text.includes('\0'), 'has a NUL')
const exec = z.object({
  ...{ peer, timeoutMs },
  argv: z.tuple([noNul.min(1)], noNul),
  env: z.record(z.string(), noNul).optional(),
  terminal: terminal.optional(),
})

const shell = z.object({
  ...{ peer, timeoutMs, terminal },
  env: z.record(z.string(), noNul).optional(),
  /** The one to go on with, and how many bytes of it were shown. */
  attach: z
    .object({
      session: z.string().min(1).max(LIMITS.MAX_SESSION_ID_BYTES),
      seen: z.number().int().min(0).optional(),
    })
    .optional(),
})
const bulk = z.boolean().optional()
const connect = z.object({ peer, target: forwardTarget, bulk, timeoutMs })

export const remoteWorks = {
  'remote.exec': readingWork<z.infer<typeof exec>, never, SessionOpened, null>(exec, async (input, job) => {
    const remote = await job.services.remote.open()
    const { argv, env, terminal: shape } = input
    const opened = await remote.openExec(
      input.peer,
      { argv, ...given({ env, terminal: shape }) },
      { signal: job.signal, timeoutMs: input.timeoutMs },
    )
    job.onprogress({ session: opened.id, peer: opened.peer })
    return passOn(opened, job)
  }),

  'remote.shell': readingWork<z.infer<typeof shell>, never, SessionOpened, null>(
    shell,
    async (input, job) => {
      const remote = await job.services.remote.open()
      const { env, terminal: shape, attach } = input
      const wish = { terminal: shape, ...given({ env }) }
      const opened = await remote.openShell(
        input.peer,
        attach === undefined
          ? wish
          : { ...wish, attach: { session: attach.session, seen: attach.seen ?? 0 } },
        { signal: job.signal, timeoutMs: input.timeoutMs },
      )
      job.onprogress({ session: opened.id, peer: opened.peer })
      return passOn(opened, job)
    },
  ),

  'remote.connect': readingWork<z.infer<typeof connect>, never, SessionOpened, null>(
    connect,
    async (input, job) => {
      const remote = await job.services.remote.open()
      const { timeoutMs: wait, bulk = false } = input
      const opened = await remote.connect(input.peer, input.target, {
        ...{ signal: job.signal, timeoutMs: wait, bulk },
      })
      job.onprogress({ session: opened.id, peer: opened.peer })
      return passOn(opened, job)
    },
  ),
}
