/** Pipes for local programs, which speak them themselves: see `openPipeEnd` of `@comice/remote`. */
import { randomBytes } from 'node:crypto'
import type { PipeListener } from '@comice/remote'
import { z } from 'zod'
import { HostErrors } from '../errors.ts'
import { passOn, type SessionOpened } from './pass-on.ts'
import { readingWork, work } from './work.ts'

const peer = z.string().min(1).max(128)
const timeoutMs = z.number().int().min(0).max(3_600_000).optional()
const listen = z.object({ peer: peer.optional() })
const accept = z.object({ listener: z.string().min(1).max(64) })
const open = z.union([
  z.object({ peer, timeoutMs }),
  z.object({ code: z.string().min(1).max(256), timeoutMs }),
])

/** That a pipe can be found. */
export interface PipeWaiting {
  /** What `remote.pipe-accept` takes. */
  readonly listener: string
  /** Null when it waits for a machine. */
  readonly code: string | null
}

/** Those of programs that are attached. */
const listenersById = new Map<string, PipeListener>()

export const pipeWorks = {
  /** Waits for other ends until the program leaves; each is taken by `remote.pipe-accept`. */
  'remote.pipe-listen': work<z.infer<typeof listen>, PipeWaiting, never, null>(
    listen,
    async ({ peer: machine }, job) => {
      const remote = await job.services.remote.open()
      await using listener = remote.listenForPipe(machine)
      const id = randomBytes(8).toString('hex')
      listenersById.set(id, listener)
      try {
        await listener.announced()
        await job.item({ listener: id, code: listener.code })
        await new Promise<void>((resolve) => {
          job.signal.addEventListener('abort', () => resolve(), { once: true })
          if (job.signal.aborted) resolve()
        })
      } finally {
        listenersById.delete(id)
      }
      return null
    },
  ),

  'remote.pipe-accept': readingWork<z.infer<typeof accept>, never, SessionOpened, null>(
    accept,
    async ({ listener: id }, job) => {
      const listener = listenersById.get(id)
      if (listener === undefined) throw HostErrors.PIPE_LISTENER_UNKNOWN({})
      const { bytes, peer: machine } = await listener.next(job.signal)
      const name = machine ?? 'the other end'
      job.onprogress({ session: '', peer: name })
      return passOn({ bytes, peer: name }, job)
    },
  ),

  'remote.pipe': readingWork<z.infer<typeof open>, never, SessionOpened, null>(open, async (input, job) => {
    const remote = await job.services.remote.open()
    const options = { signal: job.signal, timeoutMs: input.timeoutMs }
    const opened =
      'code' in input
        ? await remote.openCodePipe(input.code, options)
        : await remote.openPipe(input.peer, options)
    job.onprogress({ session: opened.id, peer: opened.peer })
    return passOn(opened, job)
  }),
}
