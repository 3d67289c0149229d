/** Copies to and from other machines. The node reads and writes here, as its user. */
import type { CopyProgress, CopyResult } from '@comice/remote'
import { z } from 'zod'
import { work } from './work.ts'

const place = z.object({
  /** Absent: this machine. */
  peer: z.string().min(1).max(128).optional(),
  /** Here absolute. */
  path: z.string().max(4096),
})
const copy = z.object({
  ...{ from: place, to: place, recursive: z.boolean() },
  timeoutMs: z.number().int().min(0).max(3_600_000).optional(),
})

export const copyWorks = {
  'remote.copy': work<z.infer<typeof copy>, never, CopyProgress, CopyResult>(
    copy,
    async ({ from, to, recursive, timeoutMs }, job) => {
      const remote = await job.services.remote.open()
      return remote.copy({
        ...{ from, to, recursive },
        ...{ signal: job.signal, timeoutMs, onprogress: job.onprogress },
      })
    },
  ),
}
