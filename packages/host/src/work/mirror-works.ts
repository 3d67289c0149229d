/** Mirrors between folders and drives, once or for as long as somebody wants them; and going back to a version. */
import type { MirrorProgress, MirrorResult, MirrorStep } from '@comice/drives'
import { z } from 'zod'
import { given } from '../api/given.ts'
import type { LiveMirrorView, LiveNews } from '../services/live-mirrors.ts'
import { localPath, names, place, reach, timeoutMs } from './drive-inputs.ts'
import { type Job, work } from './work.ts'

const pattern = z.string().min(1).max(1024)
const flagged = z.boolean().optional()
const patterns = z.array(pattern).max(256).optional()

const rules = {
  deletes: flagged,
  mayDeleteMuch: flagged,
  checksum: flagged,
  include: patterns,
  exclude: patterns,
  ignoreFiles: flagged,
  folders: flagged,
  names,
}
/** What relative paths are relative to. */
const places = { source: place, target: place, cwd: localPath }

/** `steps`: whether each is told. A dry run tells them anyway. */
const mirror = z.object({ ...places, ...rules, dryRun: flagged, steps: flagged, timeoutMs })
/** `stays`: whether the node goes on with it when the program has ended. */
const live = z.object({ ...places, ...rules, stays: flagged, timeoutMs })
const restore = z.object({ ...rules, place, dryRun: flagged, steps: flagged, timeoutMs })

export const mirrorWorks = {
  'drives.mirror': work<z.infer<typeof mirror>, MirrorStep, MirrorProgress, MirrorResult>(
    mirror,
    async ({ source, target, cwd, ...input }, job) => {
      const drives = await job.services.drives.open()
      const { parsePlace } = await import('@comice/drives')
      const sides = { source: parsePlace(source, { cwd }), target: parsePlace(target, { cwd }) }
      return drives.mirror({ ...sides, ...optionsOf(input, job) })
    },
  ),

  /** Until the program leaves; one that stays is done after its first round. */
  'drives.mirror-live': work<z.infer<typeof live>, LiveNews, MirrorProgress, LiveMirrorView>(
    live,
    async ({ source, target, cwd, stays = false, timeoutMs: timeout, ...more }, job) => {
      const { parsePlace } = await import('@comice/drives')
      const sides = { source: parsePlace(source, { cwd }), target: parsePlace(target, { cwd }) }
      const { mirrors } = job.services.drives
      return mirrors.run(
        { ...sides, texts: { source, target }, stays, rules: given(more) },
        {
          ...reach({ timeoutMs: timeout }, job),
          onprogress: job.onprogress,
          onnews: (news) => job.tell(news),
        },
      )
    },
  ),

  /** Makes a drive of ours, or a path in it, what it was at the version that the place names. */
  'drives.restore': work<z.infer<typeof restore>, MirrorStep, MirrorProgress, MirrorResult>(
    restore,
    async ({ place: target, ...input }, job) => {
      const { versions } = await job.services.drives.open()
      return versions.restore(target, optionsOf(input, job))
    },
  ),
}

type Asked = Omit<z.infer<typeof restore>, 'place'>

function optionsOf(
  { steps = false, timeoutMs: timeout, ...asked }: Asked,
  job: Job<MirrorStep, MirrorProgress>,
) {
  const tellsSteps = steps || asked.dryRun === true
  return {
    ...given(asked),
    ...reach({ timeoutMs: timeout }, job),
    onprogress: job.onprogress,
    // A plan waits for its reader; what is done is done.
    ...(tellsSteps ? { onstep: asked.dryRun === true ? job.item : job.tell } : {}),
  }
}
