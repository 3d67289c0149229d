/** Copies between this machine and another, or between two others through this one. */
import path from 'node:path'
import { COPY_PROGRESS_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { Caller, OpenedSession, SessionOptions } from '../remote/caller.ts'
import { encodeCopy } from './copy-params.ts'
import { relayCopy } from './copy-relay.ts'
import { openCopyEnd, runCopy } from './copy-run.ts'
import { type CopyProgress, type CopyResult, CopyTally } from './copy-tally.ts'

/** A file or folder. */
export interface CopyLocation {
  /** By name or key; absent: this machine. */
  readonly peer?: string | undefined
  /** Here absolute; at a machine absolute, or from the home of its node's user. */
  readonly path: string
}

export interface CopyOptions extends SessionOptions {
  readonly from: CopyLocation
  /** Becomes what is copied; a folder that is there gets it, under its name. */
  readonly to: CopyLocation
  /** Folders, too, with all in them. Default false. */
  readonly recursive?: boolean
  readonly onprogress?: (progress: CopyProgress) => void
}

/** @throws as `Remote.copy` */
export async function copy(caller: Caller, options: CopyOptions): Promise<CopyResult> {
  const { from, to, recursive = false, onprogress } = options
  const tally = new CopyTally()
  const timer = setInterval(() => onprogress?.(tally.progress), COPY_PROGRESS_MS)
  const signal = options.signal ?? new AbortController().signal
  const open = ({ peer = '', path: place }: CopyLocation, writes: boolean): Promise<OpenedSession> => {
    const params = encodeCopy({ path: place, writes, recursive, name: writes ? nameOf(from.path) : '' })
    return caller.open(peer, { capability: 'copy', params, bulk: true }, options)
  }
  try {
    if (from.peer !== undefined && to.peer !== undefined) {
      const source = await open(from, false)
      const sink = await open(to, true).catch((error: unknown) => {
        source.bytes.destroy()
        throw error
      })
      await relayCopy({ source: source.bytes, sink: sink.bytes, tally, signal })
      return tally.result
    }
    const writes = to.peer === undefined
    if (writes && from.peer === undefined) throw RemoteErrors.COPY_PLACES_INVALID({})
    const here = path.resolve(writes ? to.path : from.path)
    const end = { top: here, path: here, writes, recursive, name: nameOf(from.path) }
    await using place = await openCopyEnd(end)
    const { bytes } = await open(writes ? from : to, !writes)
    await runCopy({ bytes, place, tally, signal, writes, recursive })
    return tally.result
  } finally {
    clearInterval(timer)
    onprogress?.(tally.progress)
  }
}

/** What something is called; empty for what ends with no name, such as `.`: then it is its contents that are copied. */
function nameOf(place: string): string {
  const name = path.posix.basename(place)
  return name === '.' || name === '..' || place.endsWith('/.') ? '' : name
}
