/** What there is in drives: entries, sizes, versions, contents. */
import type { DiffEntry, DiskUse, DriveVersion, ListedEntry } from '@comice/drives'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { place, reach, timeoutMs } from './drive-inputs.ts'
import { type Job, work } from './work.ts'

const seen = z.object({ place, timeoutMs })
const list = seen.extend({ recursive: z.boolean().optional() })
const find = seen.extend({ pattern: z.string().min(1).max(1024) })
const history = seen.extend({ limit: z.number().int().min(1).max(1_000_000).optional() })
const diff = seen.extend({ from: z.number().int().min(1).optional() })
const byte = z.number().int().min(0)
const read = seen.extend({ start: byte.optional(), end: byte.optional() })

export const readingWorks = {
  'drives.list': work<z.infer<typeof list>, ListedEntry, never, null>(list, async (input, job) => {
    const { files } = await job.services.drives.open()
    const { recursive = false } = input
    return tellAll(job, files.list(input.place, { recursive, ...reach(input, job) }))
  }),

  'drives.find': work<z.infer<typeof find>, ListedEntry, never, null>(find, async (input, job) => {
    const { files } = await job.services.drives.open()
    return tellAll(job, files.find(input.place, input.pattern, reach(input, job)))
  }),

  /** Sizes of what is in a folder, the whole last. */
  'drives.measure': work<z.infer<typeof seen>, DiskUse, never, null>(seen, async (input, job) => {
    const { files } = await job.services.drives.open()
    return tellAll(job, files.measure(input.place, reach(input, job)))
  }),

  'drives.stat': work<z.infer<typeof seen>, never, never, ListedEntry>(seen, async (input, job) => {
    const { files } = await job.services.drives.open()
    return files.stat(input.place, reach(input, job))
  }),

  /** Versions, the newest first. */
  'drives.history': work<z.infer<typeof history>, DriveVersion, never, null>(history, async (input, job) => {
    const { versions } = await job.services.drives.open()
    return tellAll(
      job,
      versions.history(input.place, { ...given({ limit: input.limit }), ...reach(input, job) }),
    )
  }),

  /** What differs at a place from an earlier version. */
  'drives.diff': work<z.infer<typeof diff>, DiffEntry, never, null>(diff, async (input, job) => {
    const { versions } = await job.services.drives.open()
    return tellAll(job, versions.diff(input.place, { ...given({ from: input.from }), ...reach(input, job) }))
  }),

  /** The contents of a file. */
  'drives.read': work<z.infer<typeof read>, never, never, ListedEntry>(read, async (input, job) => {
    const { files } = await job.services.drives.open()
    const { start, end } = input
    await using file = await files.open(input.place, reach(input, job))
    for await (const bytes of file.read({ start, end })) await job.send(bytes)
    return file.entry
  }),
}

/** The reader sets the pace. */
async function tellAll<Item>(job: Job<Item, never>, items: AsyncIterable<Item>): Promise<null> {
  for await (const item of items) await job.item(item)
  return null
}
