/** `comice app touch|stage|release|rollback`: what an author does with an app of their own. */
import path from 'node:path'
import { subscribe } from '@comice/client'
import type { StagedView, StageProgress, WorkState } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { authorLink, authorTarget } from '../app/app-link.ts'
import { createProgressLine } from '../output/progress-line.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { formatRelease } from '../output/format-app.ts'
import { countChanges, formatChange, formatStaged } from '../output/format-stage.ts'
import { peerText } from '../output/output.ts'
import { isProject, readProjectLink, writeProjectLink } from '../project/project-link.ts'
import { type Session, withNode } from '../session/session.ts'

export const touch: Action<{ new: boolean }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word] = line.args
    const dir = path.resolve(word ?? '.')
    const hasProject = word !== undefined || (await isProject(dir))
    const before = hasProject ? await readProjectLink(dir) : null
    if (before !== null && !line.options.new)
      throw TerminalErrors.PROJECT_HAS_LINK({ link: peerText(before) })
    const { id, link } = await api.apps.author.touch.mutate({})
    if (hasProject) await writeProjectLink(dir, link)
    output.result('link', { id, link, dir: hasProject ? dir : null }, link)
    if (hasProject) output.note('It is in the package.json now. Next: comice app stage')
  })

interface StageOptions {
  readonly link: string | undefined
  readonly 'dry-run': boolean
  readonly include: readonly string[] | undefined
  readonly channel: string | undefined
}

export const stage: Action<StageOptions> = (line) =>
  withNode(line, async (session) => {
    const { output } = session
    const { options } = line
    const dryRun = options['dry-run']
    const target = await authorTarget(line.args[0], options.link)
    const dir = target.dir ?? path.resolve('.')
    const link = target.link ?? (await firstLink(session, { dir, dryRun }))
    const staged = await runStage(session, {
      ...{ link, dir, dryRun },
      include: [...(options.include ?? [])],
      channel: options.channel,
    })
    for (const change of staged.changes) output.result('change', change, formatChange(change))
    for (const problem of staged.warnings) output.note(`warning: ${problemText(problem)}`)
    for (const problem of staged.refusals) output.note(`refused: ${problemText(problem)}`)
    const { changes, ...facts } = staged
    output.result('staged', { ...facts, ...countChanges(changes) }, formatStaged(staged))
    if (staged.refusals.length > 0) process.exitCode = ExitCode.Refused
    else if (!dryRun) output.note('Next: comice app release')
  })

/** A dry run leaves the folder as it is, and compares with an app of this profile that stays empty. */
async function firstLink(
  { api, output }: Session,
  { dir, dryRun }: { dir: string; dryRun: boolean },
): Promise<string> {
  const { link } = await api.apps.author.touch.mutate(dryRun ? { name: 'compared with by dry runs' } : {})
  if (dryRun) return link
  await writeProjectLink(dir, link)
  output.note(`This app has a link from now on, in its package.json: ${link}`)
  return link
}

type StageWish = {
  link: string
  dir: string
  dryRun: boolean
  include: string[]
  channel: string | undefined
}

async function runStage({ api, signal }: Session, wish: StageWish): Promise<StagedView> {
  using line = createProgressLine(process.stderr)
  const states = subscribe<StageWish, WorkState<StageProgress, StagedView>>(api.apps.author.stage, wish, {
    signal,
  })
  for await (const state of states) {
    if (state.kind === 'done') return state.value
    if (state.progress !== null) line.show(progressText(state.progress))
  }
  throw TerminalErrors.INTERRUPTED()
}

function progressText({ files, totalFiles }: StageProgress): string {
  return `Staging ${files} of ${totalFiles} files`
}

function problemText({ path: file, reason }: { path: string; reason: string }): string {
  return `${peerText(file)}: ${peerText(reason)}`
}

interface ReleaseOptions {
  readonly link: string | undefined
  readonly channel: string | undefined
  readonly as: string | undefined
  readonly notes: string | undefined
}

export const release: Action<ReleaseOptions> = (line) =>
  withNode(line, async ({ api, output }) => {
    const { channel, as: version, notes } = line.options
    const link = await authorLink(line.args[0], line.options.link)
    const released = await api.apps.author.release.mutate({ link, channel, version, notes })
    output.result('release', released, `released  ${formatRelease(released)}`)
    output.note('Others run it by its link while this node runs, or a seeder has it: comice app seed')
    output.note(`  comice run ${link}`)
  })

interface RollbackOptions {
  readonly link: string | undefined
  readonly channel: string | undefined
  readonly to: string | undefined
  readonly notes: string | undefined
}

export const rollback: Action<RollbackOptions> = (line) =>
  withNode(line, async ({ api, output }) => {
    const { channel, to, notes } = line.options
    const link = await authorLink(line.args[0], line.options.link)
    const released = await api.apps.author.rollback.mutate({ link, channel, to, notes })
    output.result('release', released, `back to  ${formatRelease(released)}`)
  })
