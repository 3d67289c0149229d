/** Both ends of a copy on an open stream. */
import type { Duplex } from 'node:stream'
import { GOODBYE_TIMEOUT_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { CopyChannel } from './copy-channel.ts'
import { type CopyPlace, openCopyPlace } from './copy-place.ts'
import { CopySink } from './copy-sink.ts'
import { CopySource } from './copy-source.ts'
import type { CopyTally } from './copy-tally.ts'

export interface CopyEnd {
  /** What its owner has named; links on the way to it are theirs. */
  readonly top: string
  /** The top, or below it. */
  readonly path: string
  readonly writes: boolean
  readonly recursive: boolean
  /** What it is called in a folder that it goes into; empty: it becomes that. */
  readonly name: string
}

/**
 * Looks at the place, before anything is copied. @throws COPY_NOT_FOUND, COPY_IS_FOLDER, COPY_OUTSIDE, COPY_UNREADABLE
 */
export async function openCopyEnd({ top, path, writes, recursive, name }: CopyEnd): Promise<CopyPlace> {
  const place = await openCopyPlace({ top, path })
  if (writes)
    return place.kind === 'folder' && name !== '' ? { ...place, base: `${place.base}/${name}` } : place
  const refusal =
    place.kind === 'missing'
      ? RemoteErrors.COPY_NOT_FOUND({ path })
      : place.kind === 'folder' && !recursive
        ? RemoteErrors.COPY_IS_FOLDER({ path })
        : null
  if (refusal === null) return place
  await place[Symbol.asyncDispose]()
  throw refusal
}

export interface RunCopyOptions extends Pick<CopyEnd, 'writes' | 'recursive'> {
  readonly bytes: Duplex
  readonly place: CopyPlace
  readonly tally: CopyTally
  /** Ends it with its reason, which the other end is told. */
  readonly signal: AbortSignal
}

/** Takes over `bytes`; they are gone when it settles. @throws as CopySource and CopySink */
export async function runCopy({ bytes, place, tally, signal, ...end }: RunCopyOptions): Promise<void> {
  const channel = new CopyChannel(bytes)
  const abort = () => channel.fail(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    const running = end.writes
      ? new CopySink({ channel, place, tally, isRecursive: end.recursive })
      : new CopySource(channel, place, tally)
    await running.run()
  } finally {
    signal.removeEventListener('abort', abort)
    await leave(bytes)
  }
}

/** What was said last is to arrive. */
async function leave(bytes: Duplex): Promise<void> {
  if (!bytes.writableEnded) bytes.destroy()
  if (bytes.closed) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => bytes.destroy(), GOODBYE_TIMEOUT_MS)
    bytes.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    bytes.resume()
  })
}
