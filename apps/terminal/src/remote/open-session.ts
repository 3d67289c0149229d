/** Has the node open a session at another machine. */
import type { SessionOpened, WorkInput } from '@comice/host'
import { runWork } from '@comice/client/node'
import type { Session } from '../session/session.ts'
import { TerminalErrors } from '../errors.ts'
import { WorkStream } from './work-stream.ts'

export type SessionWork =
  'remote.exec' | 'remote.shell' | 'remote.connect' | 'remote.pipe' | 'remote.pipe-accept'

export interface OpenSession extends SessionOpened, Disposable {
  /** The session's own bytes. Disposing it leaves the session, which ends it. */
  readonly bytes: WorkStream
}

/** @throws what the machine refuses with, or why it is not reached */
export async function openSession<Name extends SessionWork>(
  { address, signal }: Pick<Session, 'address' | 'signal'>,
  work: { readonly name: Name; readonly input: WorkInput<Name> },
): Promise<OpenSession> {
  const bytes = new WorkStream()
  let resolve: (opened: SessionOpened) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const opened = new Promise<SessionOpened>((...settle) => ([resolve, reject] = settle))
  const leaving = new AbortController()
  const follow = async () => {
    const options = { signal: AbortSignal.any([signal, leaving.signal]), contents: bytes.contents() }
    for await (const event of runWork(address, work, options)) {
      if (event.kind === 'contents') await bytes.receive(event.bytes)
      else if (event.kind === 'working' && event.progress !== null) resolve(event.progress)
    }
    bytes.finish()
    reject(TerminalErrors.INTERRUPTED())
  }
  follow().catch((error: unknown) => {
    reject(error)
    bytes.destroy(error as Error)
  })
  bytes.on('error', () => undefined)
  return { ...(await opened), bytes, [Symbol.dispose]: () => leaving.abort() }
}
