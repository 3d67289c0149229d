/** The changes of a drive as they come. */
import type { DiffEntry } from '@comice/drives'
import { z } from 'zod'
import { place, reach, timeoutMs } from './drive-inputs.ts'
import { work } from './work.ts'

const watched = z.object({ place, timeoutMs })

/** One entry that another version has otherwise. */
export interface WatchedChange extends DiffEntry {
  /** The version with it. */
  readonly version: number
}

/** Until the program leaves. */
export const watchWork = work<z.infer<typeof watched>, WatchedChange, { version: number }, null>(
  watched,
  async (input, job) => {
    const { versions } = await job.services.drives.open()
    const { DriveErrors, parseDrivePlace } = await import('@comice/drives')
    const place = parseDrivePlace(input.place)
    if (place.version !== null) throw DriveErrors.PLACE_INVALID({ reason: 'a version never changes' })
    await using held = await versions.hold(place, reach(input, job))
    let wake = () => {}
    using _ = { [Symbol.dispose]: held.onChange(() => wake()) }
    job.signal.addEventListener('abort', () => wake(), { once: true })
    let from = held.version
    job.onprogress({ version: from })
    while (!job.signal.aborted) {
      const { version } = held
      if (version <= from) {
        await new Promise<void>((resolve) => (wake = resolve))
        continue
      }
      const changes = versions.diff({ ...place, version }, { from, timeoutMs: 0, signal: job.signal })
      for await (const change of changes) await job.item({ version, ...change })
      from = version
    }
    return null
  },
)
