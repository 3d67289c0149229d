/** `comice drive history|diff|checkout|restore|tag`: what a drive was. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { MirrorResult } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { formatDiff, formatTag, formatVersion, stepText } from '../output/format-entry.ts'
import { formatMirrored, mirrorParts, noteRefused } from '../output/format-mirror.ts'
import { type Output, peerText } from '../output/output.ts'
import { doWork } from '../session/do-work.ts'
import { type Session, withNode } from '../session/session.ts'

export const history: Action<{ limit: number | undefined }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const input = { place, limit: line.options.limit, timeoutMs: session.options.timeout }
      let count = 0
      await doWork(
        session,
        { name: 'drives.history', input },
        {
          onitem: (version) => {
            count++
            session.output.result('version', version, formatVersion(version))
          },
        },
      )
      if (count === 0) session.output.note('Nothing was written into it by Comice yet.')
    },
    { endless: true },
  )

export const diff: Action<{ from: number | undefined }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const input = { place, from: line.options.from, timeoutMs: session.options.timeout }
      await doWork(
        session,
        { name: 'drives.diff', input },
        { onitem: (change) => session.output.result('difference', change, formatDiff(change)) },
      )
    },
    { endless: true },
  )

export const checkout: Action<{ 'native-names': boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [source = '', word = ''] = line.args
      const dir = path.resolve(word)
      await assertEmpty(dir)
      const input = {
        ...{ source: placeText(source), target: dir, cwd: process.cwd() },
        ...{ folders: true, timeoutMs: session.options.timeout },
        names: line.options['native-names'] ? ('native' as const) : undefined,
      }
      const done = await doWork(session, { name: 'drives.mirror', input }, { progressText: mirrorParts })
      tellMirrored(session.output, { ...done, dir }, `${formatMirrored(done)} in ${peerText(dir)}`)
    },
    { endless: true },
  )

/** A bare name is a drive here. */
function placeText(text: string): string {
  return /[:/]/u.test(text) ? text : `${text}:`
}

/** @throws DIR_NOT_EMPTY */
async function assertEmpty(dir: string): Promise<void> {
  const names = await readdir(dir).catch(({ code }: NodeJS.ErrnoException) =>
    code === 'ENOENT' ? [] : [dir],
  )
  if (names.length > 0) throw TerminalErrors.DIR_NOT_EMPTY({ dir })
}

export const restore: Action<{ 'dry-run': boolean; yes: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const { 'dry-run': dryRun, yes: mayDeleteMuch } = line.options
      const input = { place, dryRun, mayDeleteMuch, steps: true }
      const done = await doWork(
        session,
        { name: 'drives.restore', input },
        {
          progressText: mirrorParts,
          onitem: (step) => session.output.result('step', step, stepText(step)),
        },
      )
      tellMirrored(session.output, done, formatMirrored(done))
    },
    { endless: true },
  )

function tellMirrored(output: Output, done: MirrorResult & { dir?: string }, text: string): void {
  noteRefused(output, done.refused, done.refusedCount)
  output.result('mirrored', done, text)
  if (done.refusedCount > 0) process.exitCode = ExitCode.Refused
}

export const tag: Action<{ remove: boolean }> = (line) =>
  withNode(line, async (session) => {
    const { api, output } = session
    const [place = '', name] = line.args
    if (name === undefined) return listTags(session, place)
    if (line.options.remove) {
      const removed = await api.drives.untag.mutate({ place, tag: name })
      output.result('untagged', removed, `${peerText(name)} names nothing any more`)
      return
    }
    const made = await api.drives.tag.mutate({ place, tag: name })
    output.result('tag', made, formatTag(made))
  })

async function listTags({ api, output, options, signal }: Session, place: string): Promise<void> {
  const tags = await api.drives.tags.query({ place, timeoutMs: options.timeout }, { signal })
  for (const one of tags) output.result('tag', one, formatTag(one))
  if (tags.length === 0) output.note('No version has a name.')
}
