/** What changes drives of our own, or brings files of drives to this disk. */
import type { CopyResult, ImportResult, ListedEntry, MirrorProgress } from '@comice/drives'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { localPath, names, place, reach, timeoutMs } from './drive-inputs.ts'
import { type Fetched, fetchEntry } from './fetch-entry.ts'
import { type Put, putEntry } from './put-entry.ts'
import type { FileProgress } from './put-file.ts'
import { readingWork, work } from './work.ts'

/** How much was done. */
export interface CountResult {
  readonly entries: number
}

const flagged = z.boolean().optional()
const write = z.object({ place, overwrite: flagged, executable: flagged })
const put = z.object({ file: localPath, place, overwrite: flagged })
const get = z.object({ place, to: localPath, overwrite: flagged, names, timeoutMs })
const copy = z.object({
  from: place,
  to: place,
  recursive: flagged,
  overwrite: flagged,
  timeoutMs,
})
const remove = z.object({ place, recursive: flagged })
const folder = z.object({ place })

export const changingWorks = {
  /** What the program sends becomes a file. */
  'drives.write': readingWork<z.infer<typeof write>, never, never, ListedEntry>(write, async (input, job) => {
    const { files } = await job.services.drives.open()
    const { place, ...options } = input
    return files.put(place, job.contents, given(options))
  }),

  /** A file or folder of this disk becomes one of a drive. */
  'drives.put': work<z.infer<typeof put>, never, FileProgress | MirrorProgress, Put>(
    put,
    async (input, job) => {
      const drives = await job.services.drives.open()
      return putEntry(drives, { ...input, signal: job.signal }, job.onprogress)
    },
  ),

  /** A file or folder of a drive becomes one on this disk; each file whole, or not at all. */
  'drives.get': work<z.infer<typeof get>, never, FileProgress | MirrorProgress, Fetched>(
    get,
    async ({ timeoutMs: timeout, ...input }, job) => {
      const drives = await job.services.drives.open()
      return fetchEntry(drives, { ...input, ...reach({ timeoutMs: timeout }, job) }, job.onprogress)
    },
  ),

  'drives.copy': work<z.infer<typeof copy>, never, never, CopyResult>(copy, async (input, job) => {
    const { files } = await job.services.drives.open()
    const { from, to, recursive, overwrite } = input
    const options = { ...given({ recursive, overwrite }), ...reach(input, job) }
    return files.copy(from, to, options)
  }),

  'drives.move': work<z.infer<typeof copy>, never, never, CountResult>(copy, async (input, job) => {
    const { files } = await job.services.drives.open()
    return { entries: await files.move(input.from, input.to, given({ overwrite: input.overwrite })) }
  }),

  'drives.remove-entries': work<z.infer<typeof remove>, never, never, CountResult>(
    remove,
    async ({ place, recursive }, job) => {
      const { files } = await job.services.drives.open()
      return { entries: await files.remove(place, given({ recursive })) }
    },
  ),

  'drives.import': readingWork<z.infer<typeof folder>, never, never, ImportResult>(
    folder,
    async ({ place }, job) => {
      const { tar } = await job.services.drives.open()
      return tar.import(place, job.contents)
    },
  ),
}
