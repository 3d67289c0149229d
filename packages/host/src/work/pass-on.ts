/** The bytes of a session at another machine, both ways between it and the program that asked for it. */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { giveBack, isComiceError } from '@comice/protocol'
import type { Job } from './work.ts'

/** That the machine has accepted. */
export interface SessionOpened {
  readonly session: string
  /** What the machine is called here. */
  readonly peer: string
}

interface PassedOn {
  readonly bytes: Duplex
  readonly peer: string
}

/** Until the machine's direction is over, or the program leaves. @throws REMOTE_CUT, or why the session was ended here */
export async function passOn({ bytes, peer: name }: PassedOn, job: Job<never, SessionOpened>): Promise<null> {
  const cut = () => bytes.destroy()
  job.signal.addEventListener('abort', cut, { once: true })
  // The direction to the machine may fail when that has ended; what it said last is still to be read.
  const sending = send(bytes, job).catch(() => bytes.destroy())
  try {
    // Its other direction goes on.
    for await (const piece of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>)
      await sendOn(piece, job)
  } catch (cause) {
    if (isComiceError(cause, 'REMOTE_GRANT_ENDED') || isComiceError(cause, 'REMOTE_KILLED')) throw cause
    const { RemoteErrors } = await import('@comice/remote')
    throw RemoteErrors.REMOTE_CUT({ peer: name }, { cause })
  } finally {
    job.signal.removeEventListener('abort', cut)
  }
  bytes.end()
  void sending
  return null
}

async function sendOn(piece: Uint8Array, job: Job<never, SessionOpened>): Promise<void> {
  await job.send(piece)
  giveBack(piece)
}

async function send(bytes: Duplex, { contents, signal }: Job<never, SessionOpened>): Promise<void> {
  for await (const piece of contents) if (!bytes.write(piece)) await once(bytes, 'drain', { signal })
  bytes.end()
}
