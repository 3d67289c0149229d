/** `comice app info|changelog|dump`: looking at an app, of anybody. */
import path from 'node:path'
import { subscribe } from '@comice/client'
import type { AppInfoView, AppView, CheckoutProgress, DumpResult, WorkState } from '@comice/host'
import { encodeKey, isComiceError, parseLink, sanitizeText } from '@comice/protocol'
import { linkOf } from '../app/app-link.ts'
import { checkoutText, createProgressLine } from '../output/progress-line.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { appFields } from '../output/format-app.ts'
import { formatInfo } from '../output/format-info.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { type Session, withNode } from '../session/session.ts'

export const info: Action<unknown> = (line) =>
  withNode(line, async (session) => {
    const link = await linkOf(session, line.args[0] ?? '.')
    const installed = await installedApp(session, link)
    const found = await publishedApp(session, link, installed)
    const fields = { ...found, installed: installed === null ? null : appFields(installed) }
    session.output.result('info', fields, formatInfo(found, installed))
  })

async function installedApp({ api }: Session, link: string): Promise<AppView | null> {
  try {
    return await api.apps.info.query({ app: encodeKey(parseLink(link).key) })
  } catch (error) {
    if (isComiceError(error, 'APP_NOT_FOUND')) return null
    throw error
  }
}

/** An installed app is kept up with in the background, so nobody is asked for it again. */
function publishedApp(
  { api, options, signal }: Session,
  link: string,
  installed: AppView | null,
): Promise<AppInfoView> {
  const timeoutMs = installed === null ? options.timeout : 0
  return api.apps.author.info.query({ link, timeoutMs }, { signal })
}

export const changelog: Action<{ full: boolean }> = (line) =>
  withNode(line, async (session) => {
    const { api, output, options, signal } = session
    const link = await linkOf(session, line.args[0] ?? '.')
    const entries = await api.apps.author.changelog.query({ link, timeoutMs: options.timeout }, { signal })
    const shown = line.options.full ? entries : entries.slice(0, 1)
    for (const [at, entry] of shown.entries()) {
      const { version, date, text } = entry
      const title = [version, date]
        .filter((part) => part !== '')
        .map(peerText)
        .join('  ')
      const body = sanitizeText(text, { newlines: true })
      output.result('changelog', entry, `${at === 0 ? '' : '\n'}${paint('bold', title)}\n${body}`)
    }
    if (entries.length === 0) output.note('Its author wrote no CHANGELOG.md.')
  })

interface DumpOptions {
  readonly checkout: string | undefined
  readonly 'dry-run': boolean
}

export const dump: Action<DumpOptions> = (line) =>
  withNode(line, async (session) => {
    const { output, options } = session
    const [word = '', dir = ''] = line.args
    const dryRun = line.options['dry-run']
    const dumped = await runDump(session, {
      ...{ link: await linkOf(session, word), dir: path.resolve(dir), dryRun },
      ...{ checkout: checkoutOf(line.options.checkout), timeoutMs: options.timeout },
    })
    const { files, ...facts } = dumped
    if (dryRun) {
      for (const file of files)
        output.result('file', file, `${peerText(file.path)} (${byteSize(file.bytes)})`)
    }
    for (const { name, reason } of dumped.refused) output.note(`left out: ${peerText(name)}: ${reason}`)
    output.result('dumped', { ...facts, files: files.length }, formatDump(dumped))
  })

function formatDump({ files, bytes, dir, dryRun }: DumpResult): string {
  const what = `${plural(files.length, 'file')}, ${byteSize(bytes)}`
  return dryRun ? `${what} would be in ${peerText(dir)}` : `${what} in ${peerText(dir)}`
}

/** A length, `staged`, or a channel. */
function checkoutOf(text: string | undefined): string | number | undefined {
  if (text === undefined || !/^\d{1,15}$/u.test(text)) return text
  return Number(text)
}

interface DumpWish {
  link: string
  dir: string
  dryRun: boolean
  checkout: string | number | undefined
  timeoutMs: number | undefined
}

async function runDump({ api, signal }: Session, wish: DumpWish): Promise<DumpResult> {
  using line = createProgressLine(process.stderr)
  const states = subscribe<DumpWish, WorkState<CheckoutProgress, DumpResult>>(api.apps.author.dump, wish, {
    signal,
  })
  for await (const state of states) {
    if (state.kind === 'done') return state.value
    if (state.progress !== null) line.show(checkoutText(state.progress))
  }
  throw TerminalErrors.INTERRUPTED()
}
