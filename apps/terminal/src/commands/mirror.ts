/** `comice mirror` and `comice drive mirror`: makes one side equal to the other, once or for as long as it is wanted. */
import type { LiveNews } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { stepText } from '../output/format-entry.ts'
import { formatLiveMirror } from '../output/format-drive.ts'
import { formatMirrored, formatRound, mirrorParts, noteRefused } from '../output/format-mirror.ts'
import { type Output, peerText } from '../output/output.ts'
import { doWork } from '../session/do-work.ts'
import { type Session, withNode } from '../session/session.ts'

interface MirrorOptions {
  readonly live: boolean
  readonly stay: boolean
  readonly 'dry-run': boolean
  readonly delete: boolean
  readonly yes: boolean
  readonly include: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
  readonly checksum: boolean
  readonly 'no-ignore': boolean
  readonly 'empty-folders': boolean
  readonly 'native-names': boolean
  readonly steps: boolean
}

export const mirror: Action<MirrorOptions> = async (line) => {
  const { live, stay, 'dry-run': dryRun } = line.options
  const hint = 'see comice mirror --help'
  if (live && dryRun) throw TerminalErrors.USAGE({ problem: '--live has no --dry-run', hint })
  if (stay && !live) throw TerminalErrors.USAGE({ problem: '--stay needs --live', hint })
  const run = live ? mirrorLive : mirrorOnce
  await withNode(line, (session) => run(session, line), { endless: true, follow: live && !stay })
}

async function mirrorOnce(session: Session, line: Line<MirrorOptions>): Promise<void> {
  const { 'dry-run': dryRun, steps } = line.options
  const done = await doWork(
    session,
    { name: 'drives.mirror', input: { ...wishOf(session, line), dryRun, steps } },
    {
      progressText: mirrorParts,
      onitem: (step) => session.output.result('step', step, stepText(step)),
    },
  )
  noteRefused(session.output, done.refused, done.refusedCount)
  session.output.result('mirrored', done, formatMirrored(done))
  if (done.refusedCount > 0) process.exitCode = ExitCode.Refused
}

async function mirrorLive(session: Session, line: Line<MirrorOptions>): Promise<void> {
  const { stay: stays } = line.options
  const { output } = session
  if (!stays) output.note('Mirroring at each change, until Ctrl-C.')
  const view = await doWork(
    session,
    { name: 'drives.mirror-live', input: { ...wishOf(session, line), stays } },
    { progressText: mirrorParts, onitem: (news) => tellNews(output, news) },
  )
  if (!stays) return
  output.result('mirror', view, formatLiveMirror(view))
  output.note(`The node goes on with it. To end it: comice drive unmirror ${view.id}`)
}

function tellNews(output: Output, news: LiveNews): void {
  if (news.kind === 'step') {
    output.result('step', news.step, stepText(news.step))
    return
  }
  if (news.kind === 'trouble') {
    const { code, message } = news.error
    output.result('trouble', { code, message }, `trouble: ${peerText(message)} (${code}); it is tried again`)
    return
  }
  const { round } = news
  noteRefused(output, round.refused, round.refusedCount)
  const isQuiet = round.added + round.changed + round.removed + round.folderModes + round.heldDeletions === 0
  // Programs want to know that both sides are equal, people only what happened.
  if (!isQuiet || output.isJson) output.result('round', round, formatRound(round))
}

function wishOf(
  { options }: Session,
  { args: [source = '', target = ''], options: asked }: Line<MirrorOptions>,
) {
  const { delete: deletes, yes, include, exclude, checksum } = asked
  return {
    ...{ source, target, cwd: process.cwd(), timeoutMs: options.timeout },
    ...{ deletes, mayDeleteMuch: yes, checksum },
    ...{ include: listOf(include), exclude: listOf(exclude) },
    ignoreFiles: !asked['no-ignore'],
    folders: asked['empty-folders'],
    names: asked['native-names'] ? ('native' as const) : undefined,
  }
}

function listOf(patterns: readonly string[] | undefined): string[] | undefined {
  return patterns === undefined ? undefined : [...patterns]
}
