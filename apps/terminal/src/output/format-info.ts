/** How what is known of an app looks to people. */
import type { AppInfoView, AppView } from '@comice/host'
import { SHOWN_RELEASES } from '../constants.ts'
import { appName, formatRelease, updateText, versionText } from './format-app.ts'
import { plural } from './format.ts'
import { peerText } from './output.ts'
import { paint } from './paint.ts'

export function formatInfo(info: AppInfoView, installed: AppView | null): string {
  const { id, name, version, link, isOurs, length, fork, peers, channels, releases, problem } = info
  const rows: [string, string][] = [
    ['app', `${appName(name ?? '', id)} ${version === null ? '' : peerText(version)}`.trim()],
    ['link', link],
    ['author', authorText(info)],
    ['drive', `${length} blocks${fork === 0 ? '' : `, fork ${fork}`}, ${plural(peers, 'peer')} connected`],
    ...channels.map(({ channel, release }): [string, string] => [
      peerText(channel),
      `${versionText(release)} (${release.fork}.${release.length})`,
    ]),
    ...givenRows(info),
    ...(problem === null
      ? []
      : [['problem', `its log of releases is broken: ${problem.code}`] as [string, string]]),
    ...(installed === null ? [] : installedRows(installed)),
  ]
  const table = rows.map(([term, text]) => `${paint('dim', term.padEnd(10))} ${text}`)
  const latest = releases.slice(-SHOWN_RELEASES).reverse()
  const list =
    latest.length === 0
      ? [isOurs && length > 0 ? '\nNothing is released yet.' : '']
      : ['', 'Releases', ...latest.map((release) => `  ${formatRelease(release)}`)]
  return [...table, ...list].join('\n').trimEnd()
}

function givenRows({ isGiven, seeders }: AppInfoView): [string, string][] {
  const by = [
    ...(isGiven ? ['this node while it runs'] : []),
    ...seeders.map(({ key, state }) => `${key} (${state})`),
  ]
  return by.length === 0 ? [] : [['given by', by.join(', ')]]
}

function authorText({ isOurs, releases }: AppInfoView): string {
  const author = releases.at(-1)?.author
  const who = author === undefined ? 'not known: nothing is signed' : author
  return isOurs ? `${who} (this profile)` : who
}

function installedRows({
  current,
  alias,
  channel,
  isPinned,
  isRunning,
  update,
}: AppView): [string, string][] {
  const facts = [
    versionText(current),
    peerText(channel),
    ...(isPinned ? ['pinned'] : []),
    ...(isRunning ? ['running'] : []),
  ]
  const news = updateText(update)
  return [
    ['installed', facts.join(', ')],
    ...(alias === '' ? [] : [['alias', peerText(alias)] as [string, string]]),
    ...(news === '' ? [] : [['update', news] as [string, string]]),
  ]
}
