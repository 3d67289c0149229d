/** Workers: an app may not start processes, so the node starts them, as confined as the app, and joins the two. */
import { pipeline } from 'node:stream'
import type { WireStream } from '@comice/runtime/wire'
import { MAX_PATH_CHARS, MAX_WORKER_ARGS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { OpenContext, Opener } from './session.ts'

export const WORKER_OPENERS: [string, Opener][] = [
  ['worker.start', startWorker],
  ['worker.parent', joinParent],
]

/** The stream is the link to the worker: it ends with it, and the worker with the stream. */
async function startWorker({ run, params, stream }: OpenContext): Promise<void> {
  const { spawn } = run.callbacks
  if (spawn === undefined) throw PlatformErrors.UNAVAILABLE({ what: 'starting a worker' })
  const path = params.text('path', { maxChars: MAX_PATH_CHARS })
  const args = params.texts('args', MAX_WORKER_ARGS)
  const release = run.takeProcess()
  const started = await spawn({ path, args }).catch((error: unknown) => {
    release()
    throw error
  })
  const session = run.attach(started.stream)
  session.parent = stream
  const end = () => {
    started.kill()
    stream.destroy()
  }
  stream.once('close', end)
  void started.exited.finally(() => {
    release()
    session.close()
    end()
  })
}

/** Joins the worker's side to the link, once. */
async function joinParent({ session, stream }: OpenContext): Promise<void> {
  const link: WireStream | null = session.parent
  if (link === null) throw PlatformErrors.UNAVAILABLE({ what: 'a parent' })
  session.parent = null
  pipeline(link, stream, link, () => {
    link.destroy()
    stream.destroy()
  })
}
