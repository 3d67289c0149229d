/**
 * Sessions at other machines, for local programs. The node opens them and passes their bytes on, both ways: the program
 * speaks what the capability speaks, so back-pressure goes from end to end and nothing is held here.
 */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { LIMITS } from '@comice/protocol'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { type Job, readingWork } from './work.ts'

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

/** That the machine has accepted. */
export interface SessionOpened {
  readonly session: string
  /** What the machine is called here. */
  readonly peer: string
}

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
    return passOn(opened.bytes, job)
  }),
}

/** Until both directions are over, or the program leaves. */
async function passOn(bytes: Duplex, job: Job<never, SessionOpened>): Promise<null> {
  const cut = () => bytes.destroy()
  job.signal.addEventListener('abort', cut, { once: true })
  // The direction to the machine may fail when that has ended; what it said last is still to be read.
  const sending = send(bytes, job).catch(() => bytes.destroy())
  try {
    for await (const piece of bytes as AsyncIterable<Uint8Array>) await job.send(piece)
  } catch {
    // It was cut. The program sees that by what is missing at the end of the session's own bytes.
  } finally {
    job.signal.removeEventListener('abort', cut)
  }
  bytes.end()
  void sending
  return null
}

async function send(bytes: Duplex, { contents, signal }: Job<never, SessionOpened>): Promise<void> {
  for await (const piece of contents) if (!bytes.write(piece)) await once(bytes, 'drain', { signal })
  bytes.end()
}
