/** Keeping drives whole and small, and taking them along. */
import type {
  ClearResult,
  DownloadProgress,
  DownloadResult,
  MirrorRefusal,
  VerifyProgress,
  VerifyResult,
} from '@comice/drives'
import { decodeKey } from '@comice/protocol'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { MAX_LISTED_REFUSALS } from '../constants.ts'
import type { KeepState } from '../services/room-keeper.ts'
import { place, reach, timeoutMs } from './drive-inputs.ts'
import { work } from './work.ts'

/** An archive that was sent. */
export interface ExportResult {
  readonly entries: number
  readonly refused: readonly MirrorRefusal[]
  readonly refusedCount: number
}

const kept = z.object({ place, timeoutMs })
const keep = kept.extend({ seeder: z.string().min(1).max(128) })
const verify = kept.extend({ repairs: z.boolean().optional() })
const gc = kept.extend({ all: z.boolean().optional() })

const NO_SEEDER: ReadonlySet<string> = new Set(['SEEDER_UNREACHABLE', 'SEEDER_REFUSED', 'SEEDER_NOT_ONE'])

export const upkeepWorks = {
  'drives.download': work<z.infer<typeof kept>, never, DownloadProgress, DownloadResult>(
    kept,
    async (input, job) => {
      const { upkeep } = await job.services.drives.open()
      return upkeep.download(input.place, { ...reach(input, job), onprogress: job.onprogress })
    },
  ),

  'drives.verify': work<z.infer<typeof verify>, never, VerifyProgress, VerifyResult>(
    verify,
    async (input, job) => {
      const { upkeep } = await job.services.drives.open()
      const options = { ...given({ repairs: input.repairs }), ...reach(input, job) }
      return upkeep.verify(input.place, { ...options, onprogress: job.onprogress })
    },
  ),

  'drives.gc': work<z.infer<typeof gc>, never, never, ClearResult>(gc, async (input, job) => {
    const { upkeep } = await job.services.drives.open()
    return upkeep.gc(input.place, { ...given({ all: input.all }), signal: job.signal })
  }),

  /** Asks a seeder to hold a drive, from now on with each version; done when it holds all of it. */
  'drives.keep': work<z.infer<typeof keep>, never, KeepState, KeepState>(
    keep,
    async ({ place: typed, seeder, timeoutMs: timeout }, job) => {
      const { drives, keeper } = job.services
      const { parseDrivePlace } = await import('@comice/drives')
      const [place, key] = [parseDrivePlace(typed), decodeKey(seeder)]
      const options = { ...reach({ timeoutMs: timeout }, job), seeder: key, typed }
      const { source, isNew, drive } = await drives.keeper.add(place, options)
      let last: KeepState = { held: 0, total: 0, done: false }
      try {
        for await (last of keeper.keepSource(source, { seeder, signal: job.signal, timeoutMs: timeout }))
          job.onprogress(last)
      } catch (error) {
        // One that was never met, or does not want it, is not asked again at each start.
        if (isNew && NO_SEEDER.has((error as { code?: string }).code ?? ''))
          await drives.keeper.remove(drive, key)
        throw error
      }
      return last
    },
  ),

  'drives.export': work<z.infer<typeof kept>, never, never, ExportResult>(kept, async (input, job) => {
    const { tar } = await job.services.drives.open()
    const refused: MirrorRefusal[] = []
    const counts = { entries: 0, refusedCount: 0 }
    const archive = tar.export(input.place, {
      ...reach(input, job),
      onentry: () => counts.entries++,
      onrefused: (refusal) => {
        counts.refusedCount++
        if (refused.length < MAX_LISTED_REFUSALS) refused.push(refusal)
      },
    })
    for await (const bytes of archive) await job.send(bytes)
    return { ...counts, refused }
  }),
}
