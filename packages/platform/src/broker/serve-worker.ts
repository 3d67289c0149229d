/** Workers: an app may not start processes, so the node starts them, as confined as the app, and joins the two. */
import { isComiceError } from '@comice/protocol'
import type { WireStream } from '@comice/runtime/wire'
import { BACKEND_UNREACHABLE_MS, MAX_PATH_CHARS, MAX_WORKER_ARGS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { OpenContext, Opener } from './session.ts'

export const WORKER_OPENERS: [string, Opener][] = [
  ['worker.start', startWorker],
  ['worker.parent', joinParent],
]

/**
 * The stream is the link to the worker: it ends with it, and the worker with the stream, also with one that was given up
 * before the process was there.
 */
async function startWorker({ run, params, stream }: OpenContext): Promise<void> {
  const { spawn } = run.callbacks
  if (spawn === undefined) throw PlatformErrors.UNAVAILABLE({ what: 'starting a worker' })
  const path = params.text('path', { maxChars: MAX_PATH_CHARS })
  const args = params.texts('args', MAX_WORKER_ARGS)
  const release = run.takeProcess()
  const starting = spawn({ path, args })
  const gone = starting.then(
    ({ exited }) => exited,
    () => null,
  )
  run.awaitWorker(gone.finally(release))
  const started = await starting
  if (stream.destroyed) return started.kill()
  const session = run.attach(started.stream)
  session.parent = stream
  stream.once('close', () => started.kill())
  // One that closed its pipe and stays can be reached by nobody; most are ending.
  const unreachable = session.wire.closed.then(() => setTimeout(() => started.kill(), BACKEND_UNREACHABLE_MS))
  void started.exited.then((how) => {
    session.close()
    void unreachable.then(clearTimeout)
    stream.destroy(how === null ? undefined : PlatformErrors.WORKER_ENDED({ how }))
  })
}

/** Joins the worker's side to the link, once. */
async function joinParent({ session, stream }: OpenContext): Promise<void> {
  const link: WireStream | null = session.parent
  if (link === null) throw PlatformErrors.UNAVAILABLE({ what: 'a parent' })
  session.parent = null
  link.pipe(stream).pipe(link)
  link.once('close', () => stream.destroy())
  stream.once('close', () => {
    // With its whole pipe the process goes too, whose end says why.
    if (!isComiceError(stream.errored, 'WIRE_CLOSED')) link.destroy()
  })
}
